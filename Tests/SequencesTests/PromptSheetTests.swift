import Execution
import FolderContract
import Terms
import Testing

@testable import Sequences

@Suite("Where the prompts of a take come from")
struct PromptSheetTests {
  private static func entries(_ order: TakeOrder, _ brief: Brief, _ takes: [SequenceTake] = []) throws -> [[String]] {
    try PromptSheet(order, brief: brief, takes: takes).shots.map { [$0.shot.prompt, $0.source] }
  }

  @Test("From the plan, or the take that is named; then from other takes; then from the request itself")
  func order() throws {
    let brief = try Studio.five()
    let takes = [
      try SequenceTake.example(1, of: brief, prompts: [4: "four of take 1", 5: "five of take 1"]),
      try SequenceTake.example(2, of: brief, prompts: [1: "one of take 2", 4: "four of take 2"]),
    ]
    let order = TakeOrder(
      overrides: [5: "five now"], promptsFrom: [PromptSource(shot: 4, take: 1), PromptSource(shot: 5, take: 1)], take: 2
    )
    #expect(
      try Self.entries(order, brief, takes) == [
        ["one of take 2", "SEQ05_take002"], [brief.shots[1].prompt, "SEQ05_take002"],
        [brief.shots[2].prompt, "SEQ05_take002"], ["four of take 1", "SEQ05_take001"], ["five now", "request"],
      ])
    #expect(try Self.entries(TakeOrder(), brief, takes).map { $0[1] } == ["plan", "plan", "plan", "plan", "plan"])
  }

  @Test("Durations come from the take that is named, and stay when a prompt is replaced")
  func durations() throws {
    let old = try Studio.brief(shots: [ShotPrompt(index: 1, prompt: "old", duration: 7)])
    let brief = try Studio.brief(shots: [ShotPrompt(index: 1, prompt: "new", duration: 2)])
    let takes = [try SequenceTake.example(1, of: old)]
    let named = try PromptSheet(TakeOrder(overrides: [1: "other"], take: 1), brief: brief, takes: takes)
    #expect(named.shots.map(\.shot) == [ShotPrompt(index: 1, prompt: "other", duration: 7)])
    let from = try PromptSheet(
      TakeOrder(promptsFrom: [PromptSource(shot: 1, take: 1)]), brief: brief, takes: takes)
    #expect(from.shots.map(\.shot) == [ShotPrompt(index: 1, prompt: "old", duration: 2)])
  }

  @Test(
    "A shot or take that there is not is refused, listing what there is",
    arguments: [
      (TakeOrder(take: 3), "no take 3", "1, 2"), (TakeOrder(overrides: [6: "x"]), "no shot 6", "1 to 5"),
      (TakeOrder(promptsFrom: [PromptSource(shot: 1, take: 9)]), "no take 9", "1, 2"),
      (TakeOrder(promptsFrom: [PromptSource(shot: 7, take: 2)]), "SEQ05_take002 has no shot 7", "1 to 5"),
    ])
  func unknown(order: TakeOrder, what: String, known: String) throws {
    let brief = try Studio.five()
    let takes = [try SequenceTake.example(1, of: brief), try SequenceTake.example(2, of: brief)]
    let problem = #expect(throws: Problem.self) { try PromptSheet(order, brief: brief, takes: takes) }
    #expect(problem?.message.contains(what) == true && problem?.hint.contains(known) == true, "\(problem as Any)")
    let first = #expect(throws: Problem.self) { try PromptSheet(TakeOrder(take: 1), brief: brief, takes: []) }
    #expect(first?.hint.contains("none yet") == true)
  }

  /// The seeds' own example.
  @Test("Shot 3 is redone, shot 5 gets worse, and the third take has the one's shot 3 and the other's shot 5")
  func story() async throws {
    var studio = try Studio()
    studio.limits = .klingO3
    let (runner, brief) = (studio.runner(), try Studio.five())
    try await runner.agreed(try Studio.command(Studio.generate, 1, brief: brief))
    let redone = TakeOrder(overrides: [3: "A hand waves slowly.", 5: "The door slams."])
    try await runner.agreed(try Studio.command(.generate(redone), 2, brief: brief))
    let third = TakeOrder(promptsFrom: [PromptSource(shot: 5, take: 1)], take: 2)
    let outcome = try await runner.agreed(try Studio.command(.generate(third), 3, brief: brief))
    #expect(
      outcome.prompts.map(\.source) == [
        "SEQ05_take002", "SEQ05_take002", "SEQ05_take002", "SEQ05_take002", "SEQ05_take001",
      ])
    #expect(
      outcome.notes.dropFirst() == ["Shot 5: The door [-slams.-] {+shuts.+}"]
        && outcome.notes.first?.contains("Other than in SEQ05_take002") == true)
    let record = try await studio.record()
    let prompts = record.takes.map { $0.shots.map(\.prompt) }
    #expect(
      prompts[2] == [
        brief.shots[0].prompt, brief.shots[1].prompt, "A hand waves slowly.", brief.shots[3].prompt, "The door shuts.",
      ])
    // The whole array is kept where the calls were made.
    for take in record.takes {
      var asked: [ShotPrompt] = []
      for key in take.calls { asked += try await studio.call(key)?.shotPrompts ?? [] }
      #expect(asked == take.shotPrompts)
    }
    let mixed = Approval(take: 2, shots: [5: 1])
    _ = try await runner.carryOut(try Studio.command(.approve(mixed), 4, brief: brief, by: "Anna"))
    let approval = try await studio.record().approval
    #expect((1...5).map { approval?.take(of: $0) } == [2, 2, 2, 2, 1])
  }
}
