import Foundation
public import Glibc

/// Programs that a test starts.
public enum Program {
  public struct Failure: Error {
    public let command: [String]
    public let status: Int32
  }

  public static func isThere(_ name: String) -> Bool { path(of: name) != nil }

  public static func path(of name: String) -> String? {
    ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs it to its end, on a thread of its own. Throws unless it ends with 0.
  public static func run(_ command: String...) async throws { try await run(command) }

  public static func run(_ command: [String]) async throws {
    try await onThread { try runNow(command) }
  }

  public static func runNow(_ command: [String]) throws {
    let child = try start(command)
    var status: CInt = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Failure(command: command, status: status) }
  }

  /// Its process, which has to be waited for.
  ///
  /// Spawned by hand: Foundation waits for whatever a program leaves behind in the background, as a mount does.
  public static func start(_ command: [String]) throws -> pid_t {
    guard let name = command.first, let path = path(of: name) else { throw Failure(command: command, status: 127) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [CInt(0), 1, 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let error = posix_spawn(&child, path, &actions, nil, &arguments, environ)
    guard error == 0 else { throw Failure(command: command, status: error) }
    return child
  }
}

/// Runs what blocks on a thread of its own, so that no other test is held up.
public func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
