import CLinux
import Foundation
import Glibc
import Synchronization
import Terms

/// What is started, and how.
struct Program {
  var executable: String
  var arguments: [String] = []
  /// Besides, or instead of, what the benchmark itself was started with.
  var environment: [String: String] = [:]

  /// This executable; the agent lies beside it.
  static let own = URL(
    fileURLWithPath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
  static var agent: String { own.deletingLastPathComponent().appendingPathComponent("starsend").path }

  /// This executable once more, doing one of the things that need a process of their own.
  static func own(_ role: ChildRole, _ arguments: [String]) -> Program {
    Program(executable: own.path, arguments: ["child", role.rawValue] + arguments)
  }
}

/// A program that was started. It is ended by its id, at the latest when the benchmark itself ends.
final class Child {
  enum Listening { case output, errors, nothing }

  /// What it took until it ended.
  struct Usage {
    let wall: Double
    let cpu: Double
    /// The most memory it held, in bytes, as looked at every two milliseconds. What wait4(2) says would count the
    /// memory of the process that started it.
    let peak: Double
    let status: CInt
  }

  let pid: pid_t
  /// What it prints, or -1.
  let output: CInt
  private let beginning: ContinuousClock.Instant
  private let errors: String
  private let name: String
  private var hasEnded = false

  /// - Parameter errors: the file for what it prints and nobody listens to.
  init(_ program: Program, listening: Listening, errors: String) throws {
    self.errors = errors
    name = URL(fileURLWithPath: program.executable).lastPathComponent
    var ends: (reading: CInt, writing: CInt) = (-1, -1)
    if listening != .nothing, starsend_pipe(&ends.reading, &ends.writing) != 0 { throw Problem(system: "make a pipe") }
    let log = open(errors, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    defer {
      close(log)
      if ends.writing >= 0 { close(ends.writing) }
    }
    let environment = ProcessInfo.processInfo.environment.merging(program.environment) { $1 }
    var words = ([program.executable] + program.arguments).map { strdup($0) } + [nil]
    var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + settings).forEach { free($0) } }
    beginning = .now
    let (out, err) = (listening == .output ? ends.writing : log, listening == .errors ? ends.writing : log)
    let started = Children.begin {
      var pid: pid_t = 0
      let code = starsend_spawn(&pid, program.executable, &words, &settings, out, err)
      return (pid, code)
    }
    pid = started.pid
    output = ends.reading
    guard started.code == 0 else {
      if output >= 0 { close(output) }
      hasEnded = true
      throw Problem(
        .notStarted, "\(program.executable) cannot be started: \(String(cString: strerror(started.code))).", hint: "")
    }
  }

  deinit { end() }

  func signal(_ number: CInt) { if !hasEnded { kill(pid, number) } }

  /// Asks it to end, and makes it end where it does not within five seconds.
  func end() {
    guard !hasEnded else { return }
    kill(pid, SIGCONT)
    kill(pid, SIGTERM)
    if !hasEnded(within: 5) { kill(-pid, SIGKILL) }
    _ = reap()
  }

  /// Waits for it to end by itself.
  func wait() -> Usage {
    let descriptor = starsend_pidfd(pid)
    defer { close(descriptor) }
    var peak = 0.0
    var ended = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&ended, 1, 2) == 0 { peak = max(peak, ProcessFigures.peakMemory(of: pid)) }
    let wall = beginning.duration(to: .now) / .seconds(1)
    let (status, usage) = reap()
    let cpu = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    return Usage(wall: wall, cpu: cpu, peak: peak, status: status)
  }

  private func hasEnded(within seconds: CInt) -> Bool {
    let descriptor = starsend_pidfd(pid)
    defer { close(descriptor) }
    var ended = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&ended, 1, seconds * 1000) > 0
  }

  private func reap() -> (CInt, rusage) {
    var status: CInt = 0
    var usage = rusage()
    hasEnded = true
    while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
    Children.ended(pid)
    if output >= 0 { close(output) }
    return (status, usage)
  }

  /// Everything that it prints until it closes its output.
  func readAll() -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 12)
    var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, 60_000) > 0 {
      let count = read(output, &chunk, chunk.count)
      if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { break }
      bytes += chunk[..<max(0, count)]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What it said last.
  var lastWords: String {
    let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").suffix(3).joined(separator: " / ")
  }

  var isSilent: Problem {
    Problem(.childFailed, "\(name) did not do what it was started for.", hint: "It said last: \(lastWords)")
  }
}

extension Child {
  /// Runs a program to its end and throws where it fails.
  static func run(_ program: Program, in workshop: Workshop) throws -> Usage {
    let child = try Child(program, listening: .nothing, errors: workshop.log)
    let usage = child.wait()
    guard usage.status == 0 else { throw child.isSilent }
    return usage
  }
}

/// The processes that are not to outlive this one.
enum Children {
  private struct State {
    var running: Set<pid_t> = []
    var isOver = false
  }

  private static let state = Mutex(State())

  /// Starts one with `start`, unless all have to end.
  fileprivate static func begin(_ start: () -> (pid: pid_t, code: CInt)) -> (pid: pid_t, code: CInt) {
    state.withLock { state in
      guard !state.isOver else { return (0, ECANCELED) }
      let started = start()
      if started.code == 0 { state.running.insert(started.pid) }
      return started
    }
  }

  fileprivate static func ended(_ pid: pid_t) { state.withLock { _ = $0.running.remove(pid) } }

  /// Ends all of them; no other is started any more.
  static func killAll() {
    state.withLock { state in
      state.isOver = true
      for pid in state.running { kill(-pid, SIGKILL) }
    }
  }
}

extension Problem.Code {
  static let notStarted = Self(rawValue: "not_started")
  static let childFailed = Self(rawValue: "child_failed")
}

extension Problem {
  /// What errno says about something that was attempted.
  init(system attempt: String) {
    self.init(.system, "It was not possible to \(attempt): \(String(cString: strerror(errno))).", hint: "")
  }
}
