import DurableFiles
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import HotFolder

@Suite struct JournalFormatTests {
  @Test("A line of the journal is written in this form, and read again as it was")
  func golden() throws {
    let drop = Drop(
      claim: try Sample.claim(7), source: .picks, folder: FileName("SEQ05"), name: FileName("tl"), path: FilePath("/x"),
      kind: .file, size: 0, modified: 1_795_179_845_123_456_789, owner: nil)
    var entry = JournalEntry(at: Sample.time, .accepted, drop, id: try RequestID("SEQ05_tl"))
    entry.digest = "abc"
    entry.size = drop.size
    entry.modified = drop.modified
    entry.confirms = JournalEntry.Confirmation(claim: try Sample.claim(3), sequences: [try SequenceID("SEQ05")])
    entry.requestedBy = "Ana"
    let line = String(decoding: try PlainJSON.line(entry), as: UTF8.self)
    #expect(
      line == """
        {"at":"\(Sample.time)","claim":"00000000000000000000000007","confirms":{"claim":"00000000000000000000000003",\
        "sequences":["SEQ05"]},"digest":"abc","event":"accepted","file":"SEQ05/tl","id":"SEQ05_tl",\
        "modified":1795179845123456789,"requested_by":"Ana","size":0}
        """)
    let again = try PlainJSON.decode(JournalEntry.self, from: Data(line.utf8))
    #expect(again.modified == drop.modified)
    #expect(try PlainJSON.line(again) == Data(line.utf8))
  }

  @Test("The journal knows what is open, asked, answered and ended, also when it is read again")
  func standing() throws {
    let folder = try TemporaryFolder()
    let path = folder.path / "journal.jsonl"
    var journal = try Journal(path)
    let (asked, yes, closed) = (try Sample.claim(1), try Sample.claim(2), try Sample.claim(3))
    let (one, two) = (try SequenceID("SEQ01"), try SequenceID("SEQ02"))
    try journal.append(JournalEntry(at: Sample.time, .accepted, claim: asked, id: try RequestID("a")))
    for sequence in [one, two] {
      var entry = JournalEntry(at: Sample.time, .asked, claim: asked)
      entry.sequence = sequence
      entry.topics = [Sample.topic]
      try journal.append(entry)
    }
    var confirm = JournalEntry(at: Sample.time, .accepted, claim: yes, id: try RequestID("b"))
    confirm.confirms = JournalEntry.Confirmation(claim: asked, sequences: [one])
    try journal.append(confirm)
    var ended = JournalEntry(at: Sample.time, .ended, claim: asked)
    (ended.sequence, ended.state) = (one, .failed)
    try journal.append(ended)
    try journal.append(JournalEntry(at: Sample.time, .accepted, claim: closed, id: try RequestID("c")))
    try journal.append(JournalEntry(at: Sample.time, .closed, claim: closed))
    for journal in [journal, try Journal(path)] {
      #expect(journal.open.compactMap(\.accepted.claim) == [asked, yes])
      let first = try #require(journal.open.first)
      #expect(first.confirmed == [one: [Sample.topic]])
      #expect(first.questions == [two: try Sample.question("SEQ02")])
      #expect(first.endings[one]?.state == .failed)
      #expect(journal.decision(on: closed)?.event == .closed)
      #expect(journal.request(try RequestID("A"))?.claim == asked)
    }
  }
}

extension HotFolderSuite {
  @Suite struct SchemaTests {}
}

extension HotFolderSuite.SchemaTests {
  @Test("Every receipt and status that an agent leaves behind is what its schema says")
  func schemas() async throws {
    let bench = try Bench()
    try await bench.running { desk in
      try await desk.grid("SEQ05")
      try bench.drop(#"{"id": "two", "sequences": ["SEQ01", "SEQ02"], "note": "both"}"#, as: "inbox/two.json")
      try bench.drop("", as: "picks/SEQ05.tl")
      try await desk.receipt("two", .done)
      try await desk.receipt("SEQ05.tl", .done)
      try bench.drop("", as: "picks/SEQ05.tr")
      try bench.drop("", as: "picks/hello")
      try await desk.receipt("SEQ05.tr", .waitingForConfirmation)
      try await desk.receipt("hello", .rejected)
      try await desk.roundTrip()
      try await desk.until { bench.status(of: "SEQ05")?.waitsFor == .confirm }
    }
    try check(bench, "results", "receipt")
    try check(bench, "status", "status", except: "project.json")
    let faults = try schema("project-status").faults(in: try bench.folder.read("status/project.json"))
    #expect(faults.isEmpty)
  }

  private func check(_ bench: Bench, _ folder: String, _ name: String, except: String = "") throws {
    let files = bench.names(folder).filter { $0 != except }
    #expect(files.count >= 3)
    for file in files {
      let faults = try schema(name).faults(in: try bench.folder.read("\(folder)/\(file)"))
      #expect(faults.isEmpty, "\(file)")
    }
  }

  private func schema(_ name: String) throws -> JSONSchema {
    try JSONSchema(try #require(Schemas.named(name)))
  }
}
