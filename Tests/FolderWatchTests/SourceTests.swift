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

  /// More than the library may hold of dead watches, so that it is opened anew in between. Every watcher of a process
  /// hears of that, so this test has one of its own.
  @Test("A sub-folder that dies and comes back a thousand times is heard each time, and so is its neighbour")
  func dyingFolders() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      var listener = Listener()
      let path = folder.path / "SEQ05"
      let neighbour = folder.path / "SEQ06"
      try Disk.makeFolder(neighbour)
      try listener.watch(neighbour)
      for round in 0..<1000 {
        try Disk.makeFolder(path)
        try listener.watch(path)
        try Disk.create(path / "\(round)")
        try listener.wait(for: .change(directory: path, name: FileName("\(round)"), .written))
        try Disk.remove(path / "\(round)")
        try Disk.remove(path)
        try listener.wait(for: .ended(path))
      }
      // Said when the library is opened anew.
      try #require(listener.timesLost > 0)
      try Disk.create(neighbour / "still")
      try listener.wait(for: .change(directory: neighbour, name: FileName("still"), .written))
    }
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
}

/// Hears what the source says, as the thread of a watcher would.
private struct Listener {
  struct Unheard: Error {
    let event: SourceEvent
  }

  let mailbox = Mailbox()
  let subscriber: Subscriber
  var heard: Set<SourceEvent> = []
  var timesLost = 0

  init() { subscriber = InotifySource.process.attach(mailbox) }

  func watch(_ directory: FilePath) throws {
    for error in InotifySource.process.watch([Wish(directory: directory, interest: .contents)], for: subscriber)
    where error != 0 {
      throw SystemError(error)
    }
  }

  /// Ten seconds at most for what takes a millisecond. Where events were lost, and said to be, there is nothing to
  /// wait for: a watcher looks for itself then.
  mutating func wait(for event: SourceEvent) throws {
    for _ in 0..<100 {
      for case .events(let events) in mailbox.take() { heard.formUnion(events) }
      if heard.remove(.lost) != nil {
        timesLost += 1
        return
      }
      if heard.remove(event) != nil { return }
      mailbox.wait(atMost: .milliseconds(100))
    }
    throw Unheard(event: event)
  }
}
