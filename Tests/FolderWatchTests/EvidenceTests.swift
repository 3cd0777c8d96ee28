import Synchronization
import Foundation
import Glibc
import Synchronization
import Terms
import TestSupport
import Testing

@testable import FolderWatch

@Suite("When the events of a folder are distrusted", .timeLimit(.minutes(1)))
struct EvidenceTests {
  let folder: TemporaryFolder
  let outside: TemporaryFolder
  let source = PlayedSource()

  init() throws {
    folder = try TemporaryFolder()
    outside = try TemporaryFolder()
  }

  /// A net so dense that looks and events run beside each other all the time.
  var dense: WatchOptions {
    WatchOptions(settle: .milliseconds(20), rescan: .microseconds(100), poll: .milliseconds(50), mode: .auto)
  }

  func watchingPlayed(_ body: (Watching) async throws -> Void) async throws {
    var options = quick
    options.rescan = .milliseconds(30)
    let folders = [WatchedFolder(folder.path, depth: 1)]
    let watcher = FolderWatcher(folders: folders, options: options, source: source)
    async let _ = watcher.run()
    await watcher.ready()
    try await body(Watching(watcher: watcher))
  }

  @Test("An arrival that no event announced turns polling on, which is said once", arguments: ["", "SEQ05"])
  func unannounced(subfolder: String) async throws {
    let target = subfolder.isEmpty ? folder.path : folder.path / subfolder
    if !subfolder.isEmpty { try Disk.makeFolder(target) }
    try await watchingPlayed { watching in
      if !subfolder.isEmpty { _ = try await watching.settled("SEQ05") }
      for name in ["one", "two", "three"] { try Disk.create(target / name) }
      var said: [Polling] = []
      var seen: Set<FileName> = []
      while said.isEmpty || !seen.isSuperset(of: [FileName("one"), FileName("two"), FileName("three")]) {
        switch try await watching.next() {
        case .polled(let polling): said.append(polling)
        case .settled(let item): seen.insert(item.name)
        default: break
        }
      }
      guard case .unannounced(let place) = said.first?.reason else {
        Issue.record("\(said) does not name the arrival")
        return
      }
      #expect(place.path.parent == target)
      try Disk.create(target / "last")
      while true {
        let event = try await watching.next()
        if case .polled = event { Issue.record("it was said twice") }
        if event.item?.name == FileName("last") { break }
      }
    }
  }

  @Test("A name that another file takes without a word counts as well, and so does another size")
  func changedUnannounced() async throws {
    try Disk.create(folder.path / "a", "one")
    try await watchingPlayed { watching in
      _ = try await watching.settled("a")
      try Disk.create(folder.path / "a", "and more")
      let event = try await watching.event { if case .polled = $0 { true } else { false } }
      guard case .polled(let polling) = event else { return }
      #expect(polling.reason == .unannounced(ItemPlace(folder: folder.path, name: FileName("a"))))
    }
  }

  @Test("An event that is still under way when the look meets its item is waited for")
  func late() async throws {
    source.state.withLock { state in
      state.held = [.change(directory: folder.path, name: FileName("late"), .written)]
    }
    try await watchingPlayed { watching in
      try Disk.create(folder.path / "late")
      // The source gives it out only when it is asked for everything that it holds.
      #expect(try await watching.settled("late").arrival == .found)
      while source.state.withLock({ !$0.held.isEmpty }) { await watching.watcher.ready() }
      try await expectTrust(watching)
    }
  }

  @Test("What is met after events were lost proves nothing")
  func afterLoss() async throws {
    try await watchingPlayed { watching in
      source.play([.lost])
      try Disk.create(folder.path / "lost")
      source.play([.lost])
      while try await watching.settled().name != FileName("lost") { source.play([.lost]) }
      try await expectTrust(watching)
    }
  }

  /// Another item arrives, announced, and nothing else is heard.
  private func expectTrust(_ watching: Watching) async throws {
    try Disk.create(outside.path / "last")
    try Disk.rename(outside.path / "last", folder.path / "last")
    source.play([.change(directory: folder.path, name: FileName("last"), .movedIn)])
    while true {
      let event = try await watching.next()
      if case .polled = event { Issue.record("the folder was distrusted") }
      if event.item?.name == FileName("last") { return }
    }
  }

  @Test("However densely looks and real arrivals run beside each other, none is taken for unannounced")
  func race() async throws {
    let (inbox, outside) = (folder.path, outside.path)
    try await watching([WatchedFolder(inbox, depth: 1)], options: dense) { watching in
      async let written: Void = onThread {
        try Disk.makeFolder(inbox / "SEQ05")
        for number in 0..<400 {
          try Disk.create(inbox / "written\(number)", "x")
          try Disk.create(outside / "a", "x")
          try Disk.rename(outside / "a", inbox / "renamed\(number % 7)")
          try Disk.create(inbox / "SEQ05" / "inside\(number)", "x")
          try Disk.link(inbox / "written\(number)", inbox / "linked\(number)")
          if number.isMultiple(of: 3) { try Disk.remove(inbox / "written\(number)") }
        }
        try Disk.create(inbox / "last")
      }
      while true {
        let event = try await watching.next()
        if case .polled(let polling) = event { Issue.record("\(polling.sentence)") }
        if event.item?.name == FileName("last") { break }
      }
      try await written
    }
  }
}
