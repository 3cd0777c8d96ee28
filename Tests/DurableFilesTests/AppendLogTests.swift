import DurableFiles
import Foundation
import Terms
import TestSupport
import Testing

@Suite("Logs that only grow")
struct AppendLogTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("What was appended is read back, each line once")
  func roundTrip() throws {
    let log = try AppendLog(folder.path / "journal.jsonl")
    try log.append(Data("{\"a\":1}".utf8))
    let again = try AppendLog(folder.path / "journal.jsonl")
    #expect(try again.newLines() == [Data("{\"a\":1}".utf8)])
    #expect(try again.newLines().isEmpty)
    try log.append(Data("{\"a\":2}".utf8))
    #expect(try again.newLines() == [Data("{\"a\":2}".utf8)])
  }

  @Test("A line that a kill tore is set aside, and the log goes on behind the last whole one")
  func tornTail() throws {
    try folder.write("{\"a\":1}\n{\"a\":", to: "journal.jsonl")
    let log = try AppendLog(folder.path / "journal.jsonl")
    #expect(try log.newLines() == [Data("{\"a\":1}".utf8)])
    try log.append(Data("{\"a\":3}".utf8))
    #expect(try folder.read("journal.jsonl") == Data("{\"a\":1}\n{\"a\":3}\n".utf8))
    let torn = try #require(try folder.names().first { $0.contains(".torn-") })
    #expect(try folder.read(torn) == Data("{\"a\":".utf8))
  }

  @Test("A log whose name was taken by another file, or by none, is known not to be in its place")
  func replaced() throws {
    let log = try AppendLog(folder.path / "journal.jsonl")
    #expect(log.isInPlace)
    DurableFile.remove(log.path)
    #expect(!log.isInPlace)
    try folder.write("{\"a\":1}\n", to: "journal.jsonl")
    #expect(!log.isInPlace)
  }

  @Test("A second holder is told who holds the project, and gets it when the first lets go")
  func lock() throws {
    let path = folder.path / "agent.lock"
    let holder = LockHolder.thisProcess(command: "watch")
    var first: FileLock? = try FileLock(path)
    try first?.acquire(holder)
    let second = try FileLock(path)
    let problem = #expect(throws: Problem.self) { try second.acquire(holder) }
    #expect(problem?.code == .locked)
    #expect(problem?.message.contains("`starsend watch`") == true)
    #expect(FileLock.holder(of: path) == holder)
    first = nil
    try second.acquire(holder)
  }
}
