import Foundation
public import Glibc
import Synchronization
public import Terms

/// Something that is mounted until it is taken off, or the test lets go of it.
public final class Mounted: Sendable {
  /// Whether this process may mount at all: tried once.
  public static let isPossible: Bool = {
    guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
    let target = folder.path.display
    guard (try? Program.runNow(["mount", "-t", "tmpfs", "none", target])) != nil else { return false }
    return (try? Program.runNow(["umount", target])) != nil
  }()

  public static let isFUSEPossible =
    isPossible && Program.isThere("bindfs") && FileManager.default.isWritableFile(atPath: "/dev/fuse")

  public let target: FilePath

  private let isOn = Atomic(true)

  private init(_ target: FilePath) { self.target = target }

  deinit { if isOn.load(ordering: .relaxed) { try? Program.runNow(["umount", "-l", target.display]) } }

  /// An empty file system in memory.
  public static func tmpfs(at target: FilePath) async throws -> Mounted {
    try await Program.run("mount", "-t", "tmpfs", "none", target.display)
    return Mounted(target)
  }

  /// The same folder at a second path.
  public static func bind(_ source: FilePath, at target: FilePath) async throws -> Mounted {
    try await Program.run("mount", "--bind", source.display, target.display)
    return Mounted(target)
  }

  /// A real FUSE mount: what is written into `source` appears in it without an event, as on a share.
  public static func fuse(_ source: FilePath, at target: FilePath) async throws -> Mounted {
    try await Program.run("bindfs", source.display, target.display)
    return Mounted(target)
  }

  /// A FUSE mount with the process behind it, once it is there.
  public static func killableFUSE(
    _ source: FilePath, at target: FilePath
  ) async throws -> (mount: Mounted, process: pid_t) {
    let process = try Program.start(["bindfs", "-f", source.display, target.display])
    while (try? Program.runNow(["mountpoint", "-q", target.display])) == nil {
      try await Task.sleep(for: .milliseconds(5))
    }
    return (Mounted(target), process)
  }

  /// Whoever watches may have a folder of it open for a moment: then it is tried again, for some seconds.
  public func takeOff(lazily: Bool = false) async throws {
    let command = ["umount"] + (lazily ? ["-l"] : []) + [target.display]
    try await onThread {
      var tries = 300
      while true {
        do { return try Program.runNow(command) } catch {
          tries -= 1
          if tries == 0 { throw error }
          usleep(10_000)
        }
      }
    }
    isOn.store(false, ordering: .relaxed)
  }
}
