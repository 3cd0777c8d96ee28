import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@testable import FolderWatch

@Suite("Limits of the system, turned down for real", .timeLimit(.minutes(1)))
struct LimitTests {
  /// Where the watches of a user can be limited without the rest of the machine noticing: a user namespace.
  static let hasNamespace =
    (try? Program.runNow(["unshare", "-Ur", "sh", "-c", "echo 8 > /proc/sys/user/max_inotify_watches"])) != nil
  static let inside = "STARSEND_FEW_WATCHES"

  @Test(
    "With fewer watches than folders, all are served, the limit is named once, and it is said when there are enough",
    .enabled(if: hasNamespace, "user namespaces are wanted"))
  func fewWatches() async throws {
    let program = try #require(CommandLine.arguments.first)
    try await Program.run(
      "unshare", "-Ur", "sh", "-c",
      "echo 40 > /proc/sys/user/max_inotify_watches && \(Self.inside)=1 exec \"$@\"", "sh", program,
      "--testing-library", "swift-testing", "--filter", "LimitTests.insideNamespace")
  }

  @Test(
    "Sixty folders with forty watches",
    .enabled(if: ProcessInfo.processInfo.environment[inside] != nil, "run by another"))
  func insideNamespace() async throws {
    let top = try TemporaryFolder()
    let folders = (0..<60).map { top.path / "folder\($0)" }
    for folder in folders { try Disk.makeFolder(folder) }
    try await watching(folders.map { WatchedFolder($0) }) { watching in
      guard case .limited(let limit) = try await watching.next() else {
        Issue.record("nothing was said of the limit")
        return
      }
      #expect(limit.name == "user.max_inotify_watches")
      #expect(limit.value == 40)
      for folder in folders { try Disk.create(folder / "first") }
      // Nothing else is said than the items.
      for _ in folders { #expect(try await watching.next().item?.name == FileName("first")) }
      for folder in folders.prefix(30) { watching.watcher.unwatch(folder) }
      #expect(try await watching.next() == .limitLifted(limit))
      for folder in folders.suffix(30) { try Disk.create(folder / "second") }
      let items = try await watching.settled(count: 30)
      #expect(items.allSatisfy { $0.arrival == .written && $0.name == FileName("second") })
    }
  }

  @Test("With no descriptor left for looking, that limit is named, and what came meanwhile is found after it")
  func noDescriptors() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let outside = try TemporaryFolder()
      try Disk.create(outside.path / "drop", "x")
      var options = quick
      options.rescan = .milliseconds(50)
      try await watching(folder.path, options: options) { watching in
        // None of those that are open is closed by that, and no other can be opened.
        try LimitTests.setMostDescriptors(3)
        let event = try await watching.event { if case .limited = $0 { true } else { false } }
        guard case .limited(let limit) = event else { return }
        #expect(limit.kind == .descriptors)
        #expect(limit.value == 3)
        // Neither a rename nor an event wants a descriptor.
        try Disk.rename(outside.path / "drop", folder.path / "drop")
        #expect(try await watching.settled("drop").arrival == .renamed)
        try LimitTests.setMostDescriptors(500)
        #expect(try await watching.event { $0 == .limitLifted(limit) } == .limitLifted(limit))
      }
    }
  }

  private static func setMostDescriptors(_ count: rlim_t) throws {
    var limit = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    _ = try Disk.check("getrlimit", getrlimit(kind, &limit))
    limit.rlim_cur = min(count, limit.rlim_max)
    _ = try Disk.check("setrlimit", setrlimit(kind, &limit))
  }

  @Test("Hundreds of folders that meet a limit make one line")
  func oneLine() async throws {
    let top = try TemporaryFolder()
    let source = PlayedSource()
    source.refuse(ENOSPC)
    let folders = (0..<300).map { top.path / "folder\($0)" }
    for folder in folders { try Disk.makeFolder(folder) }
    let watcher = FolderWatcher(folders: folders.map { WatchedFolder($0) }, options: quick, source: source)
    async let _ = watcher.run()
    await watcher.ready()
    let watching = Watching(watcher: watcher)
    guard case .limited(let limit) = try await watching.next() else {
      Issue.record("nothing was said of the limit")
      return
    }
    for folder in folders { try Disk.create(folder / "a") }
    for _ in folders { #expect(try await watching.next().item != nil) }
    source.refuse(0)
    #expect(try await watching.next() == .limitLifted(limit))
    source.refuse(EMFILE)
    try Disk.makeFolder(folders[0] / "more")
    source.play([.change(directory: folders[0], name: FileName("more"), .written)])
    guard case .limited(let other) = try await watching.event({ $0.item == nil }) else { return }
    #expect(other.kind == .instances)
  }
}
