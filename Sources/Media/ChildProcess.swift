public import Foundation
public import Terms

/// A program that runs to its end in a process group of its own.
///
/// Its stdin is empty, it sees no descriptor and no secret of the agent's, and whatever of its group is left is killed.
/// When the agent itself is killed, a child goes on to its own end: it can only write files that are still
/// `PartialFile`s, which are swept at the next start.
public enum ChildProcess {
  /// Runs `executable` and waits for its end. A program that fails is a result, not an error.
  ///
  /// Cancelling the task ends the whole group, first politely and then for good, and returns when it has gone.
  /// - Throws: `program_missing`, `program_timed_out` past `deadline`, `cancelled`, or `system_error`.
  public static func run(
    _ executable: FilePath, _ arguments: [Argument], deadline: Duration? = nil, stdout: Sink = .kept(upTo: 16 << 20)
  ) async throws -> Output {
    let signal = try CancelSignal()
    let launch = ChildLaunch(
      executable: executable, arguments: arguments, deadline: deadline, stdout: stdout, cancel: signal)
    guard !Task.isCancelled else { throw launch.cancelled }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // Waiting blocks, and the cooperative pool has too few threads for that.
        let thread = Thread { continuation.resume(with: Result { try launch.run() }) }
        thread.name = "child \(executable.name)"
        thread.start()
      }
    } onCancel: {
      signal.fire()
    }
  }

  /// What a child reads as one word: text, or the bytes of a path.
  public struct Argument: Hashable, Sendable, ExpressibleByStringInterpolation {
    public let bytes: [UInt8]

    public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    public init(_ text: String) { bytes = Array(text.utf8) }
    public init(_ path: FilePath) { bytes = path.bytes }
    public init(stringLiteral value: String) { self.init(value) }
  }

  /// What becomes of a child's stdout. The closures are called on the thread that waits for it, in order.
  public enum Sink: Sendable {
    /// Returned in `Output.stdout`; what exceeds the bound in bytes is dropped.
    case kept(upTo: Int)
    /// Each line, without its end; a line of more than 64 KiB comes in pieces.
    case lines(@Sendable (String) -> Void)
    /// The bytes as they come.
    case chunks(@Sendable (ArraySlice<UInt8>) -> Void)
  }

  /// How a child ended and what it said.
  public struct Output: Sendable {
    public let status: Status
    /// Empty unless stdout was `kept`.
    public let stdout: Data
    /// The last 64 KiB.
    public let stderr: Data

    /// The last lines of stderr, for the cause of a problem.
    public var lastWords: String {
      String(decoding: stderr.suffix(2000), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  public enum Status: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)

    public var isSuccess: Bool { self == .exited(0) }
  }
}
