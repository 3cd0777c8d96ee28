import FolderWatch
import Foundation
import Glibc
import Terms
import TestSupport

/// Programs that a test starts.
enum Program {
  struct Failure: Error {
    let command: [String]
    let status: Int32
  }

  static func isThere(_ name: String) -> Bool { path(of: name) != nil }

  static func path(of name: String) -> String? {
    ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs it to its end, on a thread of its own. Throws unless it ends with 0.
  static func run(_ command: String...) async throws { try await run(command) }

  static func run(_ command: [String]) async throws {
    try await onThread { try runNow(command) }
  }

  /// Spawned by hand: Foundation waits for whatever a program leaves behind in the background, as a mount does.
  static func runNow(_ command: [String]) throws {
    let child = try start(command)
    var status: CInt = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Failure(command: command, status: status) }
  }

  /// Its process, which has to be waited for.
  static func start(_ command: [String]) throws -> pid_t {
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
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}

/// Something that is mounted until it is taken off, or the test lets go of it.
final class Mounted: Sendable {
  /// Whether this process may mount at all: tried once.
  static let isPossible: Bool = {
    guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
    let target = folder.path.display
    guard (try? Program.runNow(["mount", "-t", "tmpfs", "none", target])) != nil else { return false }
    return (try? Program.runNow(["umount", target])) != nil
  }()

  static let isFUSEPossible =
    isPossible && Program.isThere("bindfs") && FileManager.default.isWritableFile(atPath: "/dev/fuse")

  let target: FilePath

  private init(_ target: FilePath) { self.target = target }

  deinit { try? Program.runNow(["umount", "-l", target.display]) }

  /// An empty file system in memory.
  static func tmpfs(at target: FilePath) async throws -> Mounted {
    try await Program.run("mount", "-t", "tmpfs", "none", target.display)
    return Mounted(target)
  }

  /// The same folder at a second path.
  static func bind(_ source: FilePath, at target: FilePath) async throws -> Mounted {
    try await Program.run("mount", "--bind", source.display, target.display)
    return Mounted(target)
  }

  /// A real FUSE mount: what is written into `source` appears in it without an event, as on a share.
  static func fuse(_ source: FilePath, at target: FilePath) async throws -> Mounted {
    try await Program.run("bindfs", source.display, target.display)
    return Mounted(target)
  }

  /// A FUSE mount with the process behind it, once it is there.
  static func killableFUSE(_ source: FilePath, at target: FilePath) async throws -> (mount: Mounted, process: pid_t) {
    let process = try Program.start(["bindfs", "-f", source.display, target.display])
    while FileSystem.of(target)?.mountPoint != target { try await Task.sleep(for: .milliseconds(5)) }
    return (Mounted(target), process)
  }

  func takeOff(lazily: Bool = false) async throws {
    try await Program.run(["umount"] + (lazily ? ["-l"] : []) + [target.display])
  }
}
