import Foundation
import Glibc
import Synchronization
import Terms
import TestSupport
import Testing

@testable import FolderWatch

/// A source that plays what the kernel would do in trouble.
final class PlayedSource: EventSource {
  struct State {
    var mailboxes: [Subscriber: Mailbox] = [:]
    var watched: Set<FilePath> = []
    var refusal: CInt = 0
    /// Given out by the next flush.
    var held: [SourceEvent] = []
  }

  let state = Mutex(State())

  /// Whatever is to be watched from now on is refused with that errno; 0 to allow it again.
  func refuse(_ error: CInt) { state.withLock { $0.refusal = error } }

  func play(_ events: [SourceEvent]) {
    let mailboxes = state.withLock { Array($0.mailboxes.values) }
    for mailbox in mailboxes { mailbox.post(.events(events)) }
  }

  func attach(_ mailbox: Mailbox) -> Subscriber {
    state.withLock { state in
      let subscriber = Subscriber(number: state.mailboxes.count)
      state.mailboxes[subscriber] = mailbox
      return subscriber
    }
  }

  func watch(_ wishes: [Wish], for subscriber: Subscriber) -> [CInt] {
    state.withLock { state in
      if state.refusal == 0 { state.watched.formUnion(wishes.map(\.directory)) }
      return wishes.map { _ in state.refusal }
    }
  }

  func unwatch(_ directories: [FilePath], for subscriber: Subscriber) {
    state.withLock { $0.watched.subtract(directories) }
  }

  func flush(for subscriber: Subscriber) {
    let (mailbox, events) = state.withLock { state in
      defer { state.held = [] }
      return (state.mailboxes[subscriber], state.held)
    }
    mailbox?.post(.events(events))
  }

  func detach(_ subscriber: Subscriber) {
    state.withLock { state in
      state.mailboxes[subscriber] = nil
      state.watched = []
    }
  }
}

@Suite("Trouble", .timeLimit(.minutes(1)))
struct TroubleTests {
  let folder: TemporaryFolder
  let source = PlayedSource()

  init() throws { folder = try TemporaryFolder() }

  func watchingPlayed(
    _ options: WatchOptions = quick, depth: Int = 0, mailbox: Mailbox = Mailbox(),
    _ body: (Watching) async throws -> Void
  ) async throws {
    let folders = [WatchedFolder(folder.path, depth: depth)]
    let watcher = FolderWatcher(folders: folders, options: options, source: source, mailbox: mailbox)
    async let _ = watcher.run()
    await watcher.ready()
    try await body(Watching(watcher: watcher))
  }

  @Test("After an overflow everything is looked through, and what no event told of is offered")
  func overflow() async throws {
    try Disk.makeFolder(folder.path / "SEQ05")
    try await watchingPlayed(depth: 1) { watching in
      _ = try await watching.settled("SEQ05")
      try Disk.create(folder.path / "lost.json")
      try Disk.create(folder.path / "SEQ05" / "top_left")
      source.play([.lost])
      #expect(try await watching.next() == .overflowed)
      let names = try await watching.settled(count: 3).map(\.name.display)
      #expect(Set(names) == ["lost.json", "top_left", "SEQ05"])
    }
  }

  @Test("Thousands that arrive around several overflows are each offered once, and nothing is said to be silent")
  func overflowDrill() async throws {
    var options = quick
    options.capacity = 64
    let change = { SourceEvent.change(directory: folder.path, name: FileName($0), .written) }
    try await watchingPlayed(options) { watching in
      for number in 0..<3000 { try Disk.create(folder.path / "file\(number)") }
      source.play((0..<900).map { change("file\($0)") })
      source.play([.lost])
      source.play((2000..<2500).map { change("file\($0)") } + [.lost] + (2900..<3000).map { change("file\($0)") })
      var seen: Set<FileName> = []
      while seen.count < 3000 {
        switch try await watching.next() {
        case .settled(let item): #expect(seen.insert(item.name).inserted, "\(item.name) came twice")
        case .overflowed: break
        case let other: Issue.record("\(other)")
        }
      }
    }
  }

  @Test("An overflow does not make what was offered be offered again, and what went is forgotten")
  func overflowAgain() async throws {
    try Disk.create(folder.path / "known")
    try await watchingPlayed { watching in
      _ = try await watching.settled("known")
      for _ in 0..<3 { source.play([.lost]) }
      try Disk.create(folder.path / "new")
      source.play([.lost])
      #expect(try await watching.settled().name == FileName("new"))
      try Disk.remove(folder.path / "known")
      source.play([.lost])
      await watching.watcher.ready()
      try Disk.create(folder.path / "known")
      source.play([.lost])
      #expect(try await watching.settled().name == FileName("known"))
    }
  }

  @Test(
    "Where a limit forbids watching, it is named once and the folder is looked through often",
    arguments: [
      (ENOSPC, "fs.inotify.max_user_watches"), (EMFILE, "fs.inotify.max_user_instances"),
    ])
  func limit(error: CInt, name: String) async throws {
    for number in 0..<5 { try Disk.makeFolder(folder.path / "SEQ0\(number)") }
    source.refuse(error)
    try await watchingPlayed { watching in
      guard case .limited(let limit) = try await watching.next() else {
        Issue.record("nothing was said of the limit")
        return
      }
      #expect(limit.name == name)
      let value = try #require(limit.value)
      #expect(limit.suggested > value)
      #expect(limit.problem.code == .watchLimit)
      #expect(limit.problem.message.contains("\(name) (now \(value))"))
      #expect(limit.problem.hint.contains("\(name)=\(limit.suggested)"))
      try Disk.create(folder.path / "a.json")
      // Nothing else is said, in many rounds of looking, than what there is.
      for _ in 0..<6 {
        guard case .settled = try await watching.next() else {
          Issue.record("the limit was named again")
          return
        }
      }
    }
  }

  @Test("When the limit is raised the folder is watched by events again, and that is said")
  func limitRaised() async throws {
    source.refuse(ENOSPC)
    try await watchingPlayed { watching in
      _ = try await watching.event { if case .limited = $0 { true } else { false } }
      source.refuse(0)
      _ = try await watching.event { if case .limitLifted = $0 { true } else { false } }
      #expect(source.state.withLock { $0.watched.contains(folder.path) })
    }
  }

  @Test("A watcher that falls behind forgets its events and looks for itself")
  func lag() async throws {
    let mailbox = Mailbox(limit: 10)
    try await watchingPlayed(mailbox: mailbox) { watching in
      for number in 0..<20 { try Disk.create(folder.path / "file\(number)") }
      // In one piece, so that the watcher cannot keep up.
      source.play((0..<20).map { .change(directory: folder.path, name: FileName("other\($0)"), .written) })
      #expect(try await watching.next() == .overflowed)
      #expect(Set(try await watching.settled(count: 20).map(\.name)).count == 20)
    }
  }

  @Test("While the consumer lags nothing is lost and nothing piles up")
  func slowConsumer() async throws {
    var options = quick
    options.capacity = 4
    for number in 0..<50 { try Disk.create(folder.path / "file\(number)") }
    try await watchingPlayed(options) { watching in
      var names: Set<FileName> = []
      for _ in 0..<50 { names.insert(try await watching.settled().name) }
      #expect(names.count == 50)
    }
  }

  @Test("A watch that ends by itself is renewed")
  func ended() async throws {
    try await watchingPlayed { watching in
      source.play([.ended(folder.path)])
      let events = try await [watching.next(), watching.next()]
      #expect(events == [.folderLost(folder.path), .folderBack(folder.path)])
      #expect(source.state.withLock { $0.watched.contains(folder.path) })
    }
  }

  @Test("What was renamed in is offered at once, unless it is being written on")
  func renamedAndWritten() async throws {
    var options = quick
    options.settle = .seconds(3600)
    try await watchingPlayed(options) { watching in
      for name in ["busy", "whole"] { try Disk.create(folder.path / name) }
      let change = { (name: String, change: Change) in
        SourceEvent.change(directory: folder.path, name: FileName(name), change)
      }
      source.play([change("busy", .movedIn), change("busy", .modified), change("busy", .written)])
      source.play([change("whole", .movedIn), change("whole", .written)])
      #expect(try await watching.settled().name == FileName("whole"))
    }
  }

  @Test("The net under the events finds what no event told of")
  func rescan() async throws {
    var options = quick
    options.rescan = .milliseconds(50)
    try await watchingPlayed(options) { watching in
      try Disk.create(folder.path / "silent.json")
      #expect(try await watching.settled().arrival == .found)
    }
  }

  @Test("Cancelling ends the watcher, the sequence and everything that waits for it")
  func cancelled() async throws {
    let watcher = FolderWatcher(folders: [WatchedFolder(folder.path)], options: quick, source: source)
    let running = Task { try await watcher.run() }
    await watcher.ready()
    running.cancel()
    try await running.value
    for await _ in watcher {}
    await watcher.ready()
    #expect(source.state.withLock { $0.mailboxes.isEmpty })
    await #expect(throws: Problem.self) { try await watcher.run() }
  }

  @Test("A consumer that is cancelled stops waiting, and another can go on")
  func consumerCancelled() async throws {
    try await watchingPlayed { watching in
      let consumer = Task { try await watching.next() }
      consumer.cancel()
      await #expect(throws: Watching.SequenceEnded.self) { try await consumer.value }
      try Disk.create(folder.path / "a.json")
      source.play([.change(directory: folder.path, name: FileName("a.json"), .movedIn)])
      #expect(try await watching.settled().name == FileName("a.json"))
    }
  }
}
