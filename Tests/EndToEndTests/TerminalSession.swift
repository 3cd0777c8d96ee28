import Foundation
import Glibc
import Terms
import Testing

/// A terminal that a command runs on, and a person who answers one question.
struct TerminalSession {
  private let answer: String
  private let question: String
  private let master: FileHandle
  private let slave: FileHandle

  /// TIOCSPTLCK and TIOCGPTN: Swift sees neither these macros nor posix_openpt(3).
  private static let unlock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430

  init(answer: String, to question: String) throws {
    self.answer = answer
    self.question = question
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

  /// Reads what is shown until the program has ended, and answers the question once.
  private func follow(_ process: Process) throws -> Ended {
    try process.run()
    try slave.close()
    var shown = Data()
    var isAnswered = false
    // The other end is closed with the program, which reading tells as an error.
    var piece = [UInt8](repeating: 0, count: 4_096)
    while case let count = read(master.fileDescriptor, &piece, piece.count), count > 0 {
      shown += piece.prefix(count)
      if !isAnswered, String(decoding: shown, as: UTF8.self).contains(question) {
        isAnswered = true
        try master.write(contentsOf: Data("\(answer)\n".utf8))
      }
    }
    process.waitUntilExit()
    return Ended(status: process.terminationStatus, shown: String(decoding: shown, as: UTF8.self))
  }
}
