import Foundation
import Glibc
import Terms
import Testing

/// A terminal that a command runs on, and a person at it who does one thing when the time has come.
struct TerminalSession {
  /// What the person does.
  enum Deed {
    case type(String)
    case interrupt
  }

  private let deed: Deed
  private let moment: String
  private let master: FileHandle
  private let slave: FileHandle

  /// TIOCSPTLCK and TIOCGPTN: Swift sees neither these macros nor posix_openpt(3).
  private static let unlock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430

  /// - Parameter moment: what has to be shown before the person does it.
  init(_ deed: Deed, at moment: String) throws {
    self.deed = deed
    self.moment = moment
    let number = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (locked, terminal) = (CInt(0), CInt(0))
    try #require(number >= 0 && ioctl(number, Self.unlock, &locked) == 0)
    try #require(ioctl(number, Self.number, &terminal) == 0)
    let other = open("/dev/pts/\(terminal)", O_RDWR | O_NOCTTY)
    try #require(other >= 0)
    master = FileHandle(fileDescriptor: number, closeOnDealloc: true)
    slave = FileHandle(fileDescriptor: other, closeOnDealloc: true)
  }

  struct Ended {
    let status: Int32
    /// All that was written to the terminal.
    let shown: String
  }

  func run(_ starsend: Executable, _ arguments: [String]) async throws -> Ended {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: starsend.file.display)
    process.arguments = arguments
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": starsend.home.display,
      "XDG_STATE_HOME": (starsend.home / "state").display, "XDG_CONFIG_HOME": (starsend.home / "config").display,
      "TERM": "xterm", "USER": "tester",
    ]
    process.standardInput = slave
    process.standardOutput = slave
    process.standardError = slave
    return try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try follow(process) }) }
      thread.start()
    }
  }

  /// Reads what is shown until the program has ended.
  private func follow(_ process: Process) throws -> Ended {
    try process.run()
    try slave.close()
    var shown = Data()
    var isDone = false
    // The other end is closed with the program, which reading tells as an error.
    var piece = [UInt8](repeating: 0, count: 4_096)
    while case let count = read(master.fileDescriptor, &piece, piece.count), count > 0 {
      shown += piece.prefix(count)
      guard !isDone, String(decoding: shown, as: UTF8.self).contains(moment) else { continue }
      isDone = true
      switch deed {
      case .type(let line): try master.write(contentsOf: Data("\(line)\n".utf8))
      case .interrupt: process.interrupt()
      }
    }
    process.waitUntilExit()
    return Ended(status: process.terminationStatus, shown: String(decoding: shown, as: UTF8.self))
  }
}
