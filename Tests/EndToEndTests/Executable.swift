import DurableFiles
import Foundation
import Glibc
import Synchronization
import Terms
import Testing

/// The built `starsend`, run as people run it, with a home, a state folder and a configuration folder of its own.
struct Executable {
  let file: FilePath
  /// What stands for the home of the person who runs it; its state lies below it.
  let home: FilePath

  /// Where the agent keeps its own state, the ledger among it.
  var stateFolder: FilePath { home / "state/starsend" }
  var configurationFile: FilePath { home / "config/starsend/starsend.json" }

  /// Finds the executable beside the program that runs the tests.
  init(home: FilePath) throws {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    file = FilePath(tests).parent / "starsend"
    self.home = home
    try #require(FileStatus.of(file)?.kind == .file, "starsend is not built beside \(tests)")
    try Folder.make(home)
  }

  /// How a run ended and what it printed.
  struct Ended {
    /// The exit code, or the negated signal that ended it.
    let status: Int32
    let stdout: String
    let stderr: String

    /// The whole of stdout as JSON.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
      try PlainJSON.decode(type, from: Data(stdout.utf8))
    }
  }

  /// Runs it to its end.
  func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: FilePath? = nil
  ) async throws -> Ended {
    try await start(arguments, environment: environment, in: folder).end()
  }

  func run(_ arguments: String...) async throws -> Ended { try await run(arguments) }

  /// Starts it, for a test that stops it or speaks to it while it works.
  ///
  /// - Parameter environment: added to the `PATH` and the folders that every run has; nothing else is inherited.
  func start(_ arguments: [String], environment: [String: String] = [:], in folder: FilePath? = nil) throws -> Running {
    var own = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": home.display,
      "XDG_STATE_HOME": (home / "state").display, "XDG_CONFIG_HOME": (home / "config").display, "USER": "tester",
    ]
    own.merge(environment) { _, new in new }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: file.display)
    process.arguments = arguments
    process.environment = own
    process.currentDirectoryURL = URL(fileURLWithPath: (folder ?? home).display)
    process.standardInput = FileHandle.nullDevice
    return try Running(process)
  }
}

/// A `starsend` that was started and has perhaps not ended; killed when the test lets go of it.
final class Running: Sendable {
  let pid: Int32
  private let stdout = Words()
  private let stderr = Words()
  private let status = Once<Int32>()

  fileprivate init(_ process: Process) throws {
    let (out, err) = (Pipe(), Pipe())
    process.standardOutput = out
    process.standardError = err
    let status = status
    process.terminationHandler = { ended in
      status.set(ended.terminationReason == .exit ? ended.terminationStatus : -ended.terminationStatus)
    }
    try process.run()
    pid = process.processIdentifier
    stdout.read(out.fileHandleForReading)
    stderr.read(err.fileHandleForReading)
  }

  deinit { if status.now == nil { kill(pid, SIGKILL) } }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// Waits until a line on stderr contains `text`; false where the program ends without it.
  func says(_ text: String) async -> Bool { await stderr.contain(text) }

  /// Waits for the end of the program and of what it says.
  func end() async -> Executable.Ended {
    let status = await status.value()
    return await Executable.Ended(status: status, stdout: stdout.whole(), stderr: stderr.whole())
  }
}

/// What a program writes to one of its outputs, while it writes it.
private final class Words: Sendable {
  private struct State {
    var text = Data()
    var isOver = false
    var waiting: [@Sendable (String, Bool) -> Bool] = []
  }

  private let state = Mutex(State())

  /// Reads on a thread of its own until the output is closed.
  func read(_ handle: FileHandle) {
    Thread.detachNewThread { [self] in
      // What is there is told at once; FileHandle would wait for as much as it was asked for.
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = Glibc.read(handle.fileDescriptor, &piece, piece.count) {
        take(Data(piece.prefix(max(count, 0))))
        if count <= 0 { return }
      }
    }
  }

  private func take(_ piece: Data) {
    state.withLock { state in
      state.text += piece
      state.isOver = piece.isEmpty
      let text = String(decoding: state.text, as: UTF8.self)
      state.waiting.removeAll { $0(text, state.isOver) }
    }
  }

  func whole() async -> String {
    await wait { text, isOver in isOver ? text : nil }
  }

  func contain(_ words: String) async -> Bool {
    await wait { text, isOver in text.contains(words) ? true : isOver ? false : nil }
  }

  private func wait<Value: Sendable>(for answer: @escaping @Sendable (String, Bool) -> Value?) async -> Value {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        let ask = { @Sendable (text: String, isOver: Bool) in
          guard let value = answer(text, isOver) else { return false }
          continuation.resume(returning: value)
          return true
        }
        if !ask(String(decoding: state.text, as: UTF8.self), state.isOver) { state.waiting.append(ask) }
      }
    }
  }
}

/// A value that is set once and waited for.
private final class Once<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var waiting: [CheckedContinuation<Value, Never>] = []
  }

  private let state = Mutex(State())

  var now: Value? { state.withLock { $0.value } }

  func set(_ value: Value) {
    state.withLock { state in
      state.value = value
      for continuation in state.waiting { continuation.resume(returning: value) }
      state.waiting = []
    }
  }

  func value() async -> Value {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if let value = state.value { continuation.resume(returning: value) } else { state.waiting.append(continuation) }
      }
    }
  }
}
