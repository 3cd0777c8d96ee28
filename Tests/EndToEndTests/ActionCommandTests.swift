import DurableFiles
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

/// Every action through the executable, on a project that it is the agent of, and what it asks on the way.
@Suite("Actions as commands", .timeLimit(.minutes(5)))
struct ActionCommandTests {
  private let studio: Studio
  private let starsend: Executable

  /// Short shots at a rehearsed price; SEQ02 is longer than one call, and both together cost more than a yes allows.
  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
    try studio.folder.write(
      #"""
      {"sequences": [
        {"id": "SEQ01", "title": "Arrival", "grid": false, "shots": [
          {"prompt": "The car comes nearer", "duration": 0.5}, {"prompt": "Its lights go out", "duration": 0.5}]},
        {"id": "SEQ02", "grid": false, "shots": [
          {"prompt": "She waits", "duration": 1}, {"prompt": "She turns", "duration": 1}]}]}
      """#, to: "project/plan.json")
    try configure()
  }

  private func configure(_ more: String = "") throws {
    try studio.folder.write(
      """
      {"settle_milliseconds": 60, "grace_seconds": 2\(more), "models": {"storyboard": {"usd_per_second": 0.1,
        "seconds_per_call": [0.1, 1.5], "least_seconds_per_shot": 0.1, "whole_seconds": false}}}
      """, to: "starsend.json")
  }

  private var project: String { studio.layout.root.display }
  private var quick: [String] { ["--config", (studio.folder.path / "starsend.json").display] }

  private func work(_ words: String..., code: Int32 = 0) async throws -> Receipt {
    let ended = try await starsend.run([words[0], project] + words.dropFirst() + quick + ["--json"])
    #expect(ended.status == code, "\(words): \(ended.stdout) \(ended.stderr)")
    return try ended.json()
  }

  private func status(_ sequence: String) async throws -> SequenceStatus {
    try await starsend.run("status", project, sequence, "--json").json()
  }

  @Test("Takes are made, changed by word, decided on, put together from several and opened again")
  func decisions() async throws {
    #expect(try await work("generate", "SEQ01").cost == Money(microUSD: 100_000))
    let second = try await work(
      "generate", "SEQ01", "--take", "1", "--shot-override", "2:Its lights go out, slowly", "--note", "slower")
    #expect(second.prompts.map(\.source) == ["SEQ01_take001", "request"])
    _ = try await work("reject", "SEQ01", "--take", "1", "--note", "too quick")
    _ = try await work("reopen", "SEQ01", "--take", "1")
    _ = try await work("approve", "SEQ01", "--take", "2", "--shot-from", "1:1")
    let approved = try await status("SEQ01")
    #expect(approved.state == .approved && approved.approval == ApprovalStatus(take: 2, shots: [1: 1]))
    #expect(approved.takes.last?.decidedBy == "tester")

    let spoken = try await starsend.run("status", project, "SEQ01").stdout
    #expect(spoken.contains("shot 2: Its lights go [-out-] {+out, slowly+}"))
    #expect(spoken.contains("approved: take 2, shot 1 from take 1; 1 s") && spoken.contains("approved by tester"))
    #expect(spoken.contains("No agent runs"))
    let whole = try await starsend.run("status", project).stdout
    #expect(whole.contains("spent $0.20") && whole.contains("$0.20 for each approved second"))
    let log = try await starsend.run("log", project, "SEQ01").stdout
    let made = log.split(separator: "\n").filter { $0.contains("  made  ") }
    #expect(made.count == 2 && made[1].contains("{+out, slowly+}") && made[1].contains("by tester"))
    #expect(made.allSatisfy { $0.contains("generate-") && $0.contains(".json") })

    _ = try await work("reopen", "SEQ01")
    #expect(try await status("SEQ01").state == .review)
    let wrong = try await work("approve", "SEQ01", "--take", "7", code: 65)
    #expect(wrong.problem != nil && wrong.cost == .zero)
    _ = try await work("cancel", "SEQ01")
  }

  @Test("Single shots are made anew, and the others stay as they were")
  func singleShots() async throws {
    _ = try await work("generate", "SEQ01", "--mode", "individual")
    let second = try await work("generate", "SEQ01", "--take", "1", "--shots", "2", "--shot-override", "2:Darker")
    #expect(second.cost == Money(microUSD: 50_000))
    let shots = try #require(try await status("SEQ01").takes.last?.shots)
    #expect(shots.map(\.from) == ["SEQ01_take001", nil])
    let spoken = try await starsend.run("status", project, "SEQ01").stdout
    #expect(spoken.contains("kept from SEQ01_take001") && spoken.contains("prompt from request"))
  }

  @Test("What is asked ends with 75 and the question where nobody sits; nothing is spent before a yes")
  func question() async throws {
    let asked = try await work("generate", "SEQ02", "--id", "long", code: 75)
    #expect(asked.state == .waitingForConfirmation && asked.problem?.code.rawValue == "call_split")
    #expect(asked.calls.count == 2 && asked.cost == .zero)
    let spoken = try await starsend.run(["generate", project, "SEQ02", "--id", "long"] + quick)
    #expect(spoken.status == 75 && spoken.stderr.contains("2 calls"))
    #expect(try await work("confirm", "--request", "long").state == .done)
    #expect(studio.receipt("long")?.state == .done)
  }

  @Test("With --yes every question is answered in advance, one after another, by whoever asked")
  func yes() async throws {
    try configure(#", "confirm_above_usd": 0.05"#)
    let receipt = try await work("generate", "SEQ02", "--yes", "--id", "long")
    #expect(receipt.state == .done && receipt.cost == Money(microUSD: 200_000))
    let confirms = studio.names(studio.layout.results).filter { $0.hasPrefix("confirm-") }
    #expect(!confirms.isEmpty)
    for name in confirms {
      #expect(studio.receipt(FilePath(name).name.display.replacing(".json", with: ""))?.state == .done)
    }
  }

  @Test("A yes is never one to pass a cap")
  func cap() async throws {
    try configure(#", "caps_usd": {"project": 0.01, "sequence": 0.01, "day": 0.01}"#)
    let receipt = try await work("generate", "SEQ01", "--yes", code: 75)
    #expect(receipt.state == .failed && receipt.problem?.code.rawValue == "cap_reached")
    #expect(studio.names(studio.layout.results).filter { $0.hasPrefix("confirm-") } == [])
  }

  @Test("On HOLD the command does not wait for ever: it says so, and the work stays in line")
  func hold() async throws {
    try studio.folder.write("", to: "project/HOLD")
    let receipt = try await work("generate", "SEQ01", "--id", "held", code: 75)
    #expect(receipt.state == .queued && receipt.problem?.code.rawValue == "on_hold")
    DurableFile.remove(studio.layout.root / "HOLD")
    #expect(try await work("generate", "SEQ01").state == .done)
    #expect(studio.receipt("held")?.state == .done)
  }

  @Test("A person at the terminal is asked, and only a yes goes on", arguments: ["y", "n"])
  func terminal(answer: String) async throws {
    let terminal = try TerminalSession(.type(answer), at: "[y/N]")
    let ended = try await terminal.run(starsend, ["generate", project, "SEQ02", "--id", "long"] + quick)
    #expect(ended.status == (answer == "y" ? 0 : 75), "\(ended.shown)")
    #expect(ended.shown.contains("call 2: shots 2") && ended.shown.contains("Go on?"))
    #expect(studio.receipt("long")?.state == (answer == "y" ? .done : .waitingForConfirmation))
    // What runs has a line of its own.
    if answer == "y" { #expect(ended.shown.contains("SEQ02  generate  [")) }
  }

  @Test("Where an agent runs, --wait follows what it does, and a request can be stopped by its name")
  func waiting() async throws {
    let agent = try starsend.start(["watch", project] + quick)
    #expect(await agent.says("watching \(project)"))
    #expect(try await work("generate", "SEQ01", "--wait").state == .done)
    let dropped = try await starsend.run(
      ["generate", project, "SEQ01", "--count", "8", "--id", "many"] + quick)
    #expect(dropped.status == 0 && dropped.stdout.contains("results/many.json"))
    _ = try await work("cancel", "--request", "many", "--wait")
    #expect(await agent.says("many: cancelled"))
    agent.send(SIGTERM)
    #expect(await agent.end().status == 0)
    #expect(studio.receipt("many")?.state == .cancelled)
  }

  @Test("On a terminal the agent shows a line for what runs, under its log")
  func watching() async throws {
    try studio.drop(#"{"action": "generate", "sequence": "SEQ01", "count": 8, "id": "many"}"#, as: "inbox/many.json")
    let terminal = try TerminalSession(.interrupt, at: "SEQ01  take  [")
    let ended = try await terminal.run(starsend, ["watch", project] + quick)
    #expect(ended.status == 0)
    #expect(ended.shown.contains("accepted many.json"))
  }

  @Test("The whole song is drawn at no cost, and the cut is written of what is approved")
  func cut() async throws {
    let animatic = try await work("animatic")
    #expect(animatic.cost == .zero && animatic.outputs.contains { $0.text.hasSuffix(".mp4") })
    let early = try await starsend.run(["finalize", project] + quick)
    #expect(early.status == 65 && !early.stderr.isEmpty)
    _ = try await work("generate", "SEQ01")
    _ = try await work("approve", "SEQ01")
    let final = try await work("finalize", "SEQ01")
    for ending in [".mp4", ".otio", ".xml", ".edl"] {
      #expect(final.outputs.contains { $0.text.hasPrefix("final/") && $0.text.hasSuffix(ending) }, "\(ending)")
    }
    for output in animatic.outputs + final.outputs { #expect(FileStatus.of(output.path(in: studio.layout)) != nil) }
    #expect(try await status("SEQ01").state == .final)
  }
}
