import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@testable import FolderWatch

@Suite("The one source of events", .timeLimit(.minutes(1)))
struct SourceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Many watchers in one process each hear of their own folders, also of shared ones")
  func manyWatchers() async throws {
    let shared = folder.path / "shared"
    try Disk.makeFolder(shared)
    let own = (0..<20).map { folder.path / "own\($0)" }
    for path in own { try Disk.makeFolder(path) }
    try await withThrowingTaskGroup { group in
      for path in own {
        group.addTask {
          try await watching([WatchedFolder(path), WatchedFolder(shared)]) { watching in
            try Disk.create(path / "mine")
            try Disk.create(shared / "\(path.name)")
            _ = try await watching.settled("mine")
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("A folder that one watcher lets go of is still watched for another")
  func sharedFolder() async throws {
    try await watching(folder.path) { first in
      try await watching(folder.path) { second in
        try Disk.create(folder.path / "both")
        _ = try await second.settled("both")
      }
      try Disk.create(folder.path / "one")
      _ = try await first.settled("one")
    }
  }

  @Test("After a watcher has ended another one works on the same folder")
  func oneAfterAnother() async throws {
    for round in 0..<5 {
      try await watching(folder.path) { watching in
        try Disk.create(folder.path / "round\(round)")
        _ = try await watching.settled("round\(round)")
      }
    }
  }

  /// More than the library may hold of dead watches, so that it is opened anew in between.
  @Test("A sub-folder that dies and comes back a thousand times is heard each time, and so is its neighbour")
  func dyingFolders() throws {
    let mailbox = Mailbox()
    let source = InotifySource.process
    let subscriber = source.attach(mailbox)
    defer { source.detach(subscriber) }
    let path = folder.path / "SEQ05"
    let neighbour = folder.path / "SEQ06"
    try Disk.makeFolder(neighbour)
    #expect(source.watch(neighbour, for: subscriber) == 0)
    var heard: Set<SourceEvent> = []
    for round in 0..<1000 {
      try Disk.makeFolder(path)
      #expect(source.watch(path, for: subscriber) == 0)
      try Disk.create(path / "\(round)")
      try #require(hears(mailbox, .change(directory: path, name: FileName("\(round)"), .written), &heard))
      try Disk.remove(path / "\(round)")
      try Disk.remove(path)
      try #require(hears(mailbox, .ended(path), &heard))
    }
    #expect(heard.contains(.lost), "the library was never opened anew")
    try Disk.create(neighbour / "still")
    #expect(hears(mailbox, .change(directory: neighbour, name: FileName("still"), .written), &heard))
  }

  @Test("The descriptor of inotify is not inherited by programs that are started")
  func closeOnExec() throws {
    let source = InotifySource.process
    let subscriber = source.attach(Mailbox())
    defer { source.detach(subscriber) }
    let folder = FilePath("/proc/self/fd")
    let ours = try FolderReading(folder).names.filter {
      FolderReading.linkTarget(folder / $0) == FilePath("anon_inode:inotify")
    }
    #expect(!ours.isEmpty)
    for name in ours {
      let descriptor = try #require(CInt(name.display))
      #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }
  }

  @Test("Each incarnation of a path has a spelling of its own that leads to the same place")
  func spellings() {
    #expect(InotifyLibrary.spelling(of: FilePath("/a/b"), incarnation: 0) == FilePath("/a/b"))
    #expect(InotifyLibrary.spelling(of: FilePath("/a/b"), incarnation: 2) == FilePath("/a/././b"))
    #expect(InotifyLibrary.spelling(of: FilePath("b"), incarnation: 1) == FilePath("./b"))
    #expect(InotifyLibrary.spelling(of: FilePath("/"), incarnation: 1) == FilePath("/"))
  }

  private func hears(_ mailbox: Mailbox, _ wanted: SourceEvent, _ heard: inout Set<SourceEvent>) -> Bool {
    heard.remove(wanted)
    for _ in 0..<100 {
      for case .events(let events) in mailbox.take() { heard.formUnion(events) }
      if heard.contains(wanted) { return true }
      mailbox.wait(atMost: .milliseconds(100))
    }
    return false
  }
}
