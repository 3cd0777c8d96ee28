import CLinux
import Foundation
import Glibc
import Terms

/// Everything that the thread of one child needs in order to start it and to see it through.
struct ChildLaunch: Sendable {
  let executable: FilePath
  let arguments: [ChildProcess.Argument]
  let deadline: Duration?
  let stdout: ChildProcess.Sink
  let cancel: CancelSignal

  /// Starts the child and waits for it; blocks.
  func run() throws -> ChildProcess.Output {
    var out = try OutputPipe()
    var error = try OutputPipe()
    let pid = try spawn(stdout: out.writing, stderr: error.writing)
    out.closeWriting()
    error.closeWriting()
    var watch = ChildWatch(
      pid: pid, endsAt: deadline.map { .now + $0 }, stdout: StdoutSink(stdout), cancel: cancel.descriptor.raw)
    switch try watch.wait(stdout: out, stderr: error) {
    case .ended(let output): return output
    case .cancelled: throw cancelled
    case .late: throw late
    }
  }

  private func spawn(stdout: CInt, stderr: CInt) throws(Problem) -> pid_t {
    let words = [executable.bytes] + arguments.map(\.bytes)
    guard !words.contains(where: { $0.contains(0) }) else {
      throw Problem(
        .badValue, "A value that \(executable.name) was to be given holds a NUL byte.", hint: "Take the byte out.")
    }
    var argv = CStrings.copies(of: words)
    var envp = CStrings.copies(of: ChildEnvironment.words.map { Array($0.utf8) })
    defer {
      CStrings.free(argv)
      CStrings.free(envp)
    }
    var pid: pid_t = 0
    let result = executable.withCString { starsend_spawn(&pid, $0, &argv, &envp, stdout, stderr) }
    guard result == 0 else { throw notStarted(result) }
    return pid
  }
}

extension ChildLaunch {
  var cancelled: Problem { Problem(.cancelled, "\(executable.name) was stopped.", hint: "") }

  private var late: Problem {
    let seconds = deadline.map { $0.components.seconds } ?? 0
    return Problem(
      .programTimedOut, "\(executable.name) did not finish within \(seconds) seconds and was stopped.",
      hint: "Try again when the machine is less busy.")
  }

  private func notStarted(_ code: CInt) -> Problem {
    switch code {
    case ENOENT, EACCES, ENOEXEC, ENOTDIR: .programMissing("\(executable)")
    default: .system("start \(executable)", code: code)
    }
  }
}

/// The environment of every child: what programs need to find fonts and folders, and none of the agent's keys.
private enum ChildEnvironment {
  private static let passed: Set = [
    "PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH",
  ]

  static let words =
    ProcessInfo.processInfo.environment.filter { passed.contains($0.key) }.map { "\($0.key)=\($0.value)" }
    + ["LC_ALL=C.UTF-8", "AV_LOG_FORCE_NOCOLOR=1"]
}

/// Words as C has them in `argv` and `envp`: copies, and a null pointer at the end.
private enum CStrings {
  static func copies(of words: [[UInt8]]) -> [UnsafeMutablePointer<CChar>?] {
    words.map { word in strdup(word.map { CChar(bitPattern: $0) } + [0]) } + [nil]
  }

  static func free(_ copies: [UnsafeMutablePointer<CChar>?]) { copies.forEach { Glibc.free($0) } }
}
