import FolderWatch
import Glibc
import Terms
import TestSupport
import Testing

@Suite("What is dropped into a folder", .timeLimit(.minutes(1)))
struct ArrivalTests {
  let folder: TemporaryFolder
  let outside: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    outside = try TemporaryFolder()
  }

  var inbox: FilePath { folder.path }

  @Test("A file written in place is offered whole, and only once it is quiet")
  func writtenSlowly() async throws {
    try await watching(inbox, options: patient) { watching in
      try await Disk.writeSlowly(inbox / "slow.json")
      let item = try await watching.settled()
      #expect(item.relative == [FileName("slow.json")])
      #expect(item.kind == .file)
      #expect(item.arrival == .written)
      #expect(item.identity.size == 200)
      #expect(!item.isEmpty)
    }
  }

  @Test("A file that is renamed in is offered at once, long before the settling time is over")
  func renamedIn() async throws {
    var options = quick
    options.settle = .seconds(3600)
    try await watching(inbox, options: options) { watching in
      try Disk.create(inbox / "a.json.part", "{}")
      try Disk.rename(inbox / "a.json.part", inbox / "a.json")
      try Disk.create(outside.path / "b.json", "{}")
      try Disk.rename(outside.path / "b.json", inbox / "b.json")
      let items = try await watching.settled(count: 2)
      #expect(items.map(\.name) == [FileName("a.json"), FileName("b.json")])
      #expect(items.allSatisfy { $0.arrival == .renamed })
    }
  }

  @Test("What is renamed in and written on after that has to settle first")
  func renamedTooEarly() async throws {
    let file = try Disk.open(outside.path / "early.json")
    try await watching(inbox) { watching in
      try Disk.rename(outside.path / "early.json", inbox / "early.json")
      try Disk.write("{}", to: file)
      close(file)
      // The rename may be offered by itself; what counts is that the whole file follows.
      while try await watching.settled("early.json").identity.size != 2 {}
    }
  }

  @Test("A hard link, which no writer ever closes, is offered")
  func hardLink() async throws {
    try Disk.create(outside.path / "linked.json", "{}")
    try await watching(inbox) { watching in
      try Disk.link(outside.path / "linked.json", inbox / "linked.json")
      #expect(try await watching.settled().kind == .file)
    }
  }

  @Test("An empty file is offered, and said to be empty")
  func touched() async throws {
    try await watching(inbox) { watching in
      try Disk.create(inbox / "SEQ05.top_left")
      #expect(try await watching.settled().isEmpty)
    }
  }

  @Test("The time that a copy keeps or a wrong clock sets does not matter", arguments: [0, 86_400, 4_102_444_800])
  func keptTime(time: Int) async throws {
    try await watching(inbox) { watching in
      try Disk.create(inbox / "old.json", "{}")
      try Disk.touch(inbox / "old.json", secondsSince1970: time)
      let item = try await watching.settled()
      #expect(item.identity.modified == Int64(time) * 1_000_000_000)
    }
  }

  @Test("A file that replaces another by a rename is offered again")
  func renamedOver() async throws {
    try await watching(inbox) { watching in
      try Disk.create(inbox / "a.json", "{}")
      let first = try await watching.settled()
      try Disk.create(outside.path / "a.json", "{ }")
      try Disk.rename(outside.path / "a.json", inbox / "a.json")
      let second = try await watching.settled()
      #expect(second.place == first.place)
      #expect(second.arrival == .renamed)
      #expect(second.identity.inode != first.identity.inode)
    }
  }

  @Test("A file that is written again after it was offered is offered again, when it has settled")
  func writtenAgain() async throws {
    try await watching(inbox) { watching in
      try Disk.create(inbox / "a.json", "{}")
      _ = try await watching.settled()
      try Disk.create(inbox / "a.json", " ")
      #expect(try await watching.settled().identity.size == 3)
    }
  }

  @Test("A file that is deleted before it has settled is never heard of")
  func deleted() async throws {
    try await watching(inbox) { watching in
      try Disk.create(inbox / "gone.json", "{}")
      try Disk.remove(inbox / "gone.json")
      try Disk.create(inbox / "stays.json", "{}")
      guard case .settled(let item) = try await watching.next() else {
        Issue.record("something else than the file that stays was heard of")
        return
      }
      #expect(item.name == FileName("stays.json"))
    }
  }

  @Test("Links, FIFOs and sockets are reported without being opened or followed")
  func notRegular() async throws {
    try Disk.create(outside.path / "secret", "secret")
    try await watching(inbox) { watching in
      try Disk.symlink(outside.path / "secret", inbox / "link.json")
      try Disk.symlink(FilePath("/nowhere"), inbox / "dangling.json")
      try Disk.symlink(outside.path, inbox / "folder-link")
      try Disk.makeFIFO(inbox / "fifo.json")
      let items = try await watching.settled(count: 4)
      #expect(items.allSatisfy { $0.kind == .other && !$0.isEmpty })
    }
  }

  @Test("What waits when the agent starts is offered in the order in which it changed, with what came meanwhile")
  func alreadyThere() async throws {
    let picks = try TemporaryFolder()
    for (number, name) in ["c", "a", "d", "b"].enumerated() {
      try Disk.create((number.isMultiple(of: 2) ? inbox : picks.path) / name)
      // A tick of the file system's clock, or else the order could not be told.
      try await Task.sleep(for: .milliseconds(20))
    }
    try await watching([WatchedFolder(picks.path), WatchedFolder(inbox)]) { watching in
      let items = try await watching.settled(count: 4)
      #expect(items.map(\.name.display) == ["c", "a", "d", "b"])
      #expect(items.allSatisfy { $0.arrival == .found })
    }
  }

  @Test("Thousands of files that wait settle side by side")
  func manyAlreadyThere() async throws {
    for number in 0..<3000 { try Disk.create(inbox / "file\(number)") }
    try await watching(inbox) { watching in
      let names = Set(try await watching.settled(count: 3000).map(\.name))
      #expect(names.count == 3000)
    }
  }

  @Test("Names that are not UTF-8 and names of 255 bytes come through as they are and can be opened")
  func oddNames() async throws {
    let latin = FileName(bytes: [0x53, 0xE9, 0xFF, 0x2E, 0x6A])
    let long = FileName(bytes: Array(repeating: UInt8(ascii: "x"), count: 255))
    let newline = FileName("line\nbreak")
    try Disk.create(inbox / latin, "found")
    try await watching(inbox) { watching in
      try Disk.create(inbox / long, "written")
      try Disk.create(inbox / newline, "written")
      let items = try await watching.settled(count: 3)
      #expect(Set(items.map(\.name)) == [latin, long, newline])
      for item in items { #expect(!(try Disk.read(item.path)).isEmpty) }
    }
  }

  @Test("Two names that only look alike are two items; twins of a reserved name are reserved")
  func twins() async throws {
    var options = quick
    options.reserved = [FileName("erlédigt")]
    let composed = FileName("caf\u{E9}")
    let decomposed = FileName("cafe\u{301}")
    try Disk.makeFolder(inbox / "erl\u{E9}digt")
    try Disk.makeFolder(inbox / "erle\u{301}digt")
    try await watching(inbox, options: options) { watching in
      try Disk.create(inbox / composed)
      try Disk.create(inbox / decomposed)
      let items = try await watching.settled(count: 2)
      #expect(Set(items.map(\.name)) == [composed, decomposed])
    }
  }

  @Test("Litter is left alone, and a sync conflict copy is reported and never offered")
  func litter() async throws {
    try await watching(inbox) { watching in
      try Disk.create(inbox / ".DS_Store", "x")
      try Disk.create(inbox / "~$request.json", "x")
      try Disk.create(inbox / "a.json.crdownload", "x")
      let copy = FileName("a.sync-conflict-20261120-130405-ABCDEFG.json")
      try Disk.create(inbox / copy, "x")
      guard case .conflictCopy(let item) = try await watching.next() else {
        Issue.record("the conflict copy was not the first that was heard of")
        return
      }
      #expect(item.name == copy)
      try Disk.create(inbox / "a.json", "x")
      #expect(try await watching.settled().name == FileName("a.json"))
    }
  }

  @Test("An item that the consumer is not ready for is offered again: after its time, or as soon as it changes")
  func recheck() async throws {
    try await watching(inbox) { watching in
      try Disk.create(inbox / "half.json", "{")
      let first = try await watching.settled()
      watching.watcher.recheck(first, after: .milliseconds(1))
      let second = try await watching.settled()
      #expect(second == first)
      watching.watcher.recheck(second, after: .seconds(3600))
      try Disk.create(inbox / "half.json", "}")
      #expect(try await watching.settled().identity.size == 2)
    }
  }

  @Test("A file that does not come to rest is said to be pending once, and to be gone when it goes")
  func pending() async throws {
    var options = quick
    options.settle = .seconds(3600)
    options.pending = .milliseconds(10)
    try await watching(inbox, options: options) { watching in
      let file = try Disk.open(inbox / "endless.mov")
      try Disk.write("frame", to: file)
      let place = ItemPlace(folder: inbox, name: FileName("endless.mov"))
      #expect(try await watching.next() == .pending(place))
      try Disk.write("frame", to: file)
      close(file)
      try Disk.remove(inbox / "endless.mov")
      #expect(try await watching.next() == .gone(place))
    }
  }
}
