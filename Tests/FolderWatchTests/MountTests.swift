import FolderWatch
import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@Suite(
  "What is mounted", .enabled(if: Mounted.isPossible, "only root can mount"), .serialized, .timeLimit(.minutes(1)))
struct MountTests {
  let project: TemporaryFolder
  let inbox: FilePath

  init() throws {
    project = try TemporaryFolder()
    inbox = project.path / "inbox"
    try Disk.makeFolder(inbox)
  }

  @Test(
    "A file system that is mounted over a folder hides what is in it, and is watched; taken off, all is there again")
  func mountedOver() async throws {
    try await watching(inbox) { watching in
      try Disk.create(inbox / "below.json")
      _ = try await watching.settled("below.json")
      let tmpfs = try await Mounted.tmpfs(at: inbox)
      try await expectAnother(watching, "tmpfs")
      try Disk.create(inbox / "above.json")
      #expect(try await watching.settled().name == FileName("above.json"))
      try await tmpfs.takeOff()
      try await expectAnother(watching, nil)
      #expect(try await watching.settled().name == FileName("below.json"))
      try Disk.create(inbox / "last.json")
      #expect(try await watching.settled().name == FileName("last.json"))
    }
  }

  @Test("An empty mount point is not a folder whose items were deleted", arguments: [false, true])
  func unmounted(lazily: Bool) async throws {
    let tmpfs = try await Mounted.tmpfs(at: inbox)
    var options = patient
    options.pending = .milliseconds(10)
    try await watching(inbox, options: options) { watching in
      let file = try Disk.open(inbox / "endless.mov")
      #expect(try await watching.next() == .pending(ItemPlace(folder: inbox, name: FileName("endless.mov"))))
      // Without its file a busy file system can only be taken off lazily.
      if !lazily { close(file) }
      try await tmpfs.takeOff(lazily: lazily)
      while true {
        let event = try await watching.next()
        if case .gone = event { Issue.record("an item was said to be gone") }
        if case .folderBack = event { break }
      }
      if lazily { close(file) }
      try Disk.create(inbox / "here.json")
      #expect(try await watching.settled().name == FileName("here.json"))
    }
  }

  @Test("Where the file system above a folder is taken off, the folder is lost and not deleted, and back with it")
  func unmountedAbove() async throws {
    let store = project.path / "store"
    try Disk.makeFolder(store)
    try await Program.run("mount", "-t", "tmpfs", "none", store.display)
    let other = project.path / "other"
    try Disk.makeFolder(other)
    try Disk.makeFolder(store / "project")
    let inbox = store / "project" / "inbox"
    try Disk.makeFolder(inbox)
    // A second way to the same file system, which it can come back from.
    let kept = try await Mounted.bind(store, at: other)
    try await watching(inbox) { watching in
      try await Program.run("umount", store.display)
      #expect(try await watching.next() == .folderLost(inbox))
      #expect(try await watching.next() == .fileSystemChanged(inbox, nil))
      try Disk.create(other / "project" / "inbox" / "meanwhile")
      let back = try await Mounted.bind(kept.target, at: store)
      #expect(try await watching.event { $0 == .folderBack(inbox) } == .folderBack(inbox))
      #expect(try await watching.settled().name == FileName("meanwhile"))
      try await back.takeOff()
    }
  }

  @Test("While files arrive a lazy unmount loses none: what was put below it arrives, and what comes after it")
  func lazily() async throws {
    let tmpfs = try await Mounted.tmpfs(at: inbox)
    let inbox = inbox
    try await watching(inbox) { watching in
      async let written: Void = onThread {
        for number in 0..<200 {
          try Disk.create(inbox / "file\(number)", "x")
          usleep(1000)
        }
        try Disk.create(inbox / "last", "x")
      }
      usleep(50_000)
      try await tmpfs.takeOff(lazily: true)
      try await written
      var seen: Set<FileName> = []
      let visible = try names(in: inbox)
      #expect(visible.contains(FileName("last")))
      while !seen.isSuperset(of: visible) { seen.insert(try await watching.settled().name) }
    }
  }

  private func names(in folder: FilePath) throws -> Set<FileName> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.display).map { FileName($0) })
  }

  @Test("One folder that is watched at two paths is heard at both")
  func boundTwice() async throws {
    let second = project.path / "second"
    try Disk.makeFolder(second)
    let bound = try await Mounted.bind(inbox, at: second)
    try await watching([WatchedFolder(inbox), WatchedFolder(second)]) { watching in
      try Disk.create(inbox / "a.json")
      let items = try await watching.settled(count: 2)
      #expect(Set(items.map(\.folder)) == [inbox, second])
      #expect(items.allSatisfy { $0.arrival == .written })
      try await bound.takeOff()
      #expect(try await watching.event { $0 == .folderBack(second) } == .folderBack(second))
      try Disk.create(inbox / "b.json")
      #expect(try await watching.settled().path == inbox / "b.json")
    }
  }

  /// The folder is lost, said not to be deleted, and back.
  private func expectAnother(_ watching: Watching, _ type: String?) async throws {
    #expect(try await watching.next() == .folderLost(inbox))
    guard case .fileSystemChanged(let folder, let fileSystem) = try await watching.next() else {
      Issue.record("the folder was not said to be on another file system")
      return
    }
    #expect(folder == inbox)
    if let type { #expect(fileSystem?.type == type) }
    #expect(try await watching.next() == .folderBack(inbox))
  }
}

@Suite(
  "A FUSE mount", .enabled(if: Mounted.isFUSEPossible, "bindfs, /dev/fuse and the right to mount are wanted"),
  .serialized, .timeLimit(.minutes(1)))
struct FUSETests {
  let source: TemporaryFolder
  let target: TemporaryFolder

  init() throws {
    source = try TemporaryFolder()
    target = try TemporaryFolder()
  }

  @Test("What is written behind its back arrives once, by polling, which is said with its type")
  func behindItsBack() async throws {
    let mounted = try await Mounted.fuse(source.path, at: target.path)
    try await watching(target.path) { watching in
      guard case .polled(let polling) = try await watching.next(), case .fileSystem(let type) = polling.reason else {
        Issue.record("the folder was not said to be polled")
        return
      }
      #expect(polling.folder == target.path)
      #expect(type.type.hasPrefix("fuse"))
      #expect(type.mountPoint == target.path)
      for number in 0..<3 {
        try Disk.create(source.path / "file\(number)", "{}")
        let item = try await watching.settled()
        #expect(item.name == FileName("file\(number)"))
        #expect(item.arrival == .found)
      }
      // Nothing else is heard, in many rounds of looking.
      try Disk.create(source.path / "last", "{}")
      #expect(try await watching.next().item?.name == FileName("last"))
    }
    try await mounted.takeOff()
  }

  @Test("What is written through the mount is heard at once and does not wait for a look")
  func throughIt() async throws {
    var options = quick
    options.poll = .seconds(3600)
    let mounted = try await Mounted.fuse(source.path, at: target.path)
    try await watching(target.path, options: options) { watching in
      try Disk.create(target.path / "a.json", "{}")
      #expect(try await watching.settled().arrival == .written)
    }
    try await mounted.takeOff()
  }

  @Test("Where polling by type is turned off, the first arrival that no event announced turns it on for that folder")
  func downgrade() async throws {
    var options = quick
    options.mode = .events
    options.rescan = .milliseconds(50)
    let mounted = try await Mounted.fuse(source.path, at: target.path)
    try await watching(target.path, options: options) { watching in
      // Announced ones prove nothing.
      try Disk.create(target.path / "announced", "{}")
      #expect(try await watching.next().item?.name == FileName("announced"))
      try Disk.create(source.path / "silent", "{}")
      let item = try #require(try await watching.next().item)
      #expect(item.arrival == .found)
      guard case .polled(let polling) = try await watching.next() else {
        Issue.record("the folder was not said to be polled")
        return
      }
      #expect(polling.reason == .unannounced(item.place))
      try Disk.create(source.path / "next", "{}")
      #expect(try await watching.next().item?.name == FileName("next"))
    }
    try await mounted.takeOff()
  }

  @Test("A slow writer behind its back is waited for, whatever the mount remembers of the file's size")
  func slowBehindItsBack() async throws {
    let mounted = try await Mounted.fuse(source.path, at: target.path)
    try await watching(target.path, options: patient) { watching in
      let file = source.path / "slow.json"
      try await Disk.writeSlowly(file)
      #expect(try await watching.settled().identity.size == 200)
    }
    try await mounted.takeOff()
  }

  @Test("When the program behind a mount dies, the folder is lost for a reason that is said, until it is mounted again")
  func died() async throws {
    let (dead, process) = try await Mounted.killableFUSE(source.path, at: target.path)
    try await watching(target.path) { watching in
      kill(process, SIGKILL)
      try await onThread { _ = waitpid(process, nil, 0) }
      #expect(try await watching.event { $0 == .folderLost(target.path) } == .folderLost(target.path))
      guard case .unwatchable(let folder, let problem) = try await watching.next() else {
        Issue.record("no reason was said")
        return
      }
      #expect(folder == target.path)
      #expect(problem.message.contains("has gone away"))
      try await dead.takeOff(lazily: true)
      let again = try await Mounted.fuse(source.path, at: target.path)
      try Disk.create(source.path / "a.json", "{}")
      #expect(try await watching.settled().name == FileName("a.json"))
      try await again.takeOff()
    }
  }

  @Test("A mount that is taken off and put back is watched again")
  func again() async throws {
    let mounted = try await Mounted.fuse(source.path, at: target.path)
    try await watching(target.path) { watching in
      try await mounted.takeOff(lazily: true)
      #expect(try await watching.event { $0 == .folderBack(target.path) } == .folderBack(target.path))
      let again = try await Mounted.fuse(source.path, at: target.path)
      #expect(try await watching.event { $0 == .folderBack(target.path) } == .folderBack(target.path))
      try Disk.create(source.path / "a.json", "{}")
      #expect(try await watching.settled().name == FileName("a.json"))
      try await again.takeOff()
    }
  }
}

extension WatchEvent {
  /// The item that is offered, if one is.
  var item: SettledItem? { if case .settled(let item) = self { item } else { nil } }
}
