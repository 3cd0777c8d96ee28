import Glibc
import Terms
import TestSupport
import Testing

@testable import FolderWatch

/// How the folder is watched. Without events everything has to be found by looking.
enum Watched: String, CaseIterable, Sendable {
  case byEvents, byPolling

  var options: WatchOptions {
    var options = WatchOptions(settle: .milliseconds(1000), poll: .milliseconds(50))
    options.mode = self == .byEvents ? .events : .polling
    return options
  }

  var source: any EventSource { self == .byEvents ? InotifySource.process : PlayedSource() }
}

@Suite("However a file is written, it arrives once and whole", .timeLimit(.minutes(1)))
struct WriterTests {
  let inbox: TemporaryFolder
  let outside: TemporaryFolder

  init() throws {
    inbox = try TemporaryFolder()
    outside = try TemporaryFolder()
    try Disk.makeFolder(inbox.path / "done")
  }

  @Test("What system calls write arrives once and whole", arguments: Writer.callers, Watched.allCases)
  func calls(writer: Writer, watched: Watched) async throws { try await arrives(writer, watched) }

  @Test("What the usual programs copy and move arrives once and whole", arguments: Writer.coreutils, Watched.allCases)
  func coreutils(writer: Writer, watched: Watched) async throws { try await arrives(writer, watched) }

  @Test(
    "What rsync sends arrives once and whole", .enabled(if: Program.isThere("rsync"), "rsync is wanted"),
    arguments: Writer.rsync, Watched.allCases)
  func rsync(writer: Writer, watched: Watched) async throws { try await arrives(writer, watched) }

  @Test(
    "What a file manager of GNOME puts there arrives once and whole",
    .enabled(if: Program.isThere("gio"), "gio is wanted"), arguments: Writer.gio, Watched.allCases)
  func gio(writer: Writer, watched: Watched) async throws { try await arrives(writer, watched) }

  /// Claims each item by a rename at the moment it is offered, as the agent does, and looks whether it was whole.
  private func arrives(_ writer: Writer, _ watched: Watched) async throws {
    let (inbox, outside) = (inbox.path, outside.path)
    let file = try Disk.open(outside / "drop.bin", O_CREAT)
    if !writer.isSparse { try Disk.fill(file, 0..<writer.size) }
    close(file)
    try await watching(inbox, watched) { watching in
      async let written: Void = onThread { try writer.write(inbox, outside) }
      var missing = Set(writer.files)
      while !missing.isEmpty {
        let item = try await watching.settled()
        #expect(missing.remove(item.name) != nil, "\(item.name) was not expected, or came twice")
        try expectWhole(item, writer)
      }
      try await written
      try Disk.create(outside / "last")
      try Disk.rename(outside / "last", inbox / "last")
      #expect(try await watching.next().item?.name == FileName("last"), "something came besides")
    }
  }

  private func expectWhole(_ item: SettledItem, _ writer: Writer) throws {
    let claimed = inbox.path / "done" / item.name
    try Disk.rename(item.path, claimed)
    let (size, bytes) = try Disk.tail(claimed, writer.tail)
    #expect(size == writer.size)
    #expect(item.identity.size == Int64(writer.size))
    #expect(bytes == Pattern.bytes(max(writer.size - writer.tail, 0)..<writer.size))
  }
}

@Suite("What goes on being written after it was offered", .timeLimit(.minutes(1)))
struct RewriteTests {
  let inbox: TemporaryFolder

  init() throws { inbox = try TemporaryFolder() }

  @Test(
    "A writer that pauses for longer than the settling time is taken for done, and offered again when it is",
    arguments: Watched.allCases)
  func longPause(watched: Watched) async throws {
    let file = try Disk.open(inbox.path / "drop.bin", O_CREAT)
    try Disk.fill(file, 0..<100)
    try await watching(inbox.path, watched) { watching in
      #expect(try await watching.settled().identity.size == 100)
      try Disk.fill(file, 100..<200)
      close(file)
      let whole = try await watching.settled()
      #expect(whole.identity.size == 200)
      #expect(whole.name == FileName("drop.bin"))
    }
  }

  @Test(
    "A file that is truncated and written anew after it was offered is offered again, once it is whole",
    arguments: Watched.allCases)
  func truncated(watched: Watched) async throws {
    let path = inbox.path / "drop.bin"
    try Disk.create(path, "first")
    try await watching(inbox.path, watched) { watching in
      #expect(try await watching.settled().identity.size == 5)
      try await onThread {
        let file = try Disk.open(path, O_TRUNC)
        defer { close(file) }
        try Disk.fill(file, 0..<100, piece: 20, pause: .milliseconds(40))
      }
      #expect(try await watching.settled().identity.size == 100)
    }
  }

  @Test(
    "Where the new content is as long and has the old time, it is noticed all the same",
    arguments: Watched.allCases)
  func sameSizeAndTime(watched: Watched) async throws {
    let path = inbox.path / "drop.bin"
    try Disk.create(path, "first")
    try Disk.touch(path, secondsSince1970: 86_400)
    try await watching(inbox.path, watched) { watching in
      let first = try await watching.settled()
      let file = try Disk.open(path, 0)
      try Disk.write("other", to: file)
      try Disk.setTimes(file, secondsSince1970: 86_400)
      close(file)
      let second = try await watching.settled()
      #expect(second.identity.modified == first.identity.modified)
      #expect(second.identity.changed > first.identity.changed)
    }
  }
}

private func watching<Result>(
  _ folder: FilePath, _ watched: Watched, _ body: (Watching) async throws -> Result
) async throws -> Result {
  let watcher = FolderWatcher(folders: [WatchedFolder(folder)], options: watched.options, source: watched.source)
  async let _ = watcher.run()
  await watcher.ready()
  return try await body(Watching(watcher: watcher))
}
