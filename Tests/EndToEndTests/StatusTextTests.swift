import DurableFiles
import FolderContract
import Terms
import Testing

@testable import starsend

/// What the terminal shows of status files and of the journal.
@Suite("Status on a terminal")
struct StatusTextTests {
  private let time = Timestamp(milliseconds: 1_795_179_845_678)
  private let holder = LockHolder(
    host: "render1", pid: 4711, since: Timestamp(milliseconds: 0), command: "watch")

  private func take() throws -> TakeStatus {
    var take = TakeStatus(
      id: "SEQ08_take002", mode: .individual, decision: .rejected, cost: Money(microUSD: 2_800_000),
      gates: [
        GateStatus(name: "frozen", verdict: .warn, figure: 0.71, detail: "71 % of it stands still."),
        GateStatus(name: "black", verdict: .pass, figure: 0, detail: "None of it is black."),
      ], video: try #require(ProjectPath("takes/SEQ08/SEQ08_take002.mp4")))
    take.seconds = 7.5
    take.elements = [try ElementID("driver")]
    take.elementsDropped = [try ElementID("clerk")]
    take.note = "she looks away"
    take.decidedBy = "anna"
    take.decidedAt = time
    take.shots = [
      TakeShotStatus(
        index: 1, prompt: "a", duration: 5, source: "plan", clip: ProjectPath("takes/SEQ08/SEQ08_shot01_take001.mp4"),
        from: "SEQ08_take001"),
      TakeShotStatus(index: 2, prompt: "b", duration: 2.5, source: "request", missing: true),
    ]
    take.changes = [PromptChange(shot: 2, text: "The car [-stops-] {+comes closer+}")]
    return take
  }

  @Test("Of a take is told who decided, which gates did not pass with their figures, and where each shot comes from")
  func takes() throws {
    var status = SequenceStatus(sequence: try SequenceID("SEQ08"), updatedAt: time)
    let first = TakeStatus(
      id: "SEQ08_take001", mode: .multiShot, cost: .zero, gates: [], video: try #require(ProjectPath("a.mp4")))
    status.takes = [first, try take()]
    let text = StatusText(holder: holder).lines(status, waiting: nil).joined(separator: "\n")
    for line in [
      "SEQ08_take002: rejected by anna at \(time) “she looks away”, individual, 7.5 s, $2.80",
      "elements: driver", "! left out: clerk", "warn frozen 0.71: 71 % of it stands still.",
      "shot 1  5 s  kept from SEQ08_take001  takes/SEQ08/SEQ08_shot01_take001.mp4",
      "shot 2  2.5 s  prompt from request  MISSING", "other than in SEQ08_take001:",
      "shot 2: The car [-stops-] {+comes closer+}",
    ] { #expect(text.contains(line), "\(line)") }
    #expect(!text.contains("None of it is black") && !text.contains("No agent"))
  }

  @Test("A grid, a pick and a start frame are shown, of the sequence and of single shots")
  func frames() throws {
    var status = SequenceStatus(sequence: try SequenceID("SEQ08"), state: .gridReview, updatedAt: time)
    let picture = try #require(ProjectPath("grids/SEQ08/SEQ08_shot03_g01.png"))
    let option = OptionStatus(cell: "r1c2", picture: picture)
    let layout = try #require(GridLayout(rows: 1, columns: 2))
    status.startFrame = ProjectPath("frames/SEQ08/SEQ08_start01.png")
    status.selectedCell = "top_left"
    status.shots = [
      ShotStatus(
        index: 3, startFrame: ProjectPath("frames/SEQ08/SEQ08_shot03_start01.png"),
        grid: GridStatus(number: 1, picture: picture, layout: layout, options: [option]), selectedCell: "r1c2")
    ]
    let text = StatusText(holder: holder).lines(status, waiting: nil).joined(separator: "\n")
    for line in [
      "start frame: frames/SEQ08/SEQ08_start01.png (top_left)",
      "shot 3, start frame: frames/SEQ08/SEQ08_shot03_start01.png (r1c2)",
      "shot 3, grid 1 (1x2): grids/SEQ08/SEQ08_shot03_g01.png; options r1c2",
    ] { #expect(text.contains(line), "\(line)") }
  }

  @Test("The project says what was spent, what is left, who has to do what, and whether anybody works on it")
  func project() throws {
    var status = ProjectStatus(
      title: "Driver, Beware",
      agent: AgentStatus(version: "1", pid: 4711, host: "render1", startedAt: time, seenAt: time),
      spent: Money(microUSD: 12_000_000), reserved: Money(microUSD: 3_000_000),
      caps: Caps(project: Money(microUSD: 20_000_000), sequence: .zero, day: .zero), updatedAt: time)
    status.costPerApprovedSecond = Money(microUSD: 800_000)
    status.waiting = [
      WaitingSummary(sequence: try SequenceID("SEQ05"), waitsFor: .pick, since: time, what: "Someone has to pick.")
    ]
    let alive = StatusText(holder: holder).lines(status).joined(separator: "\n")
    #expect(alive.contains("`starsend watch` runs on render1, process 4711, last seen \(time)"))
    #expect(alive.contains("spent $12.00, reserved $3.00, left $5.00 of $20.00; $0.80 for each approved second"))
    #expect(alive.contains("SEQ05  pick since \(time): Someone has to pick."))
    #expect(!alive.contains("may not hold"))
    let dead = StatusText(holder: nil).lines(status).joined(separator: "\n")
    #expect(dead.contains("no agent runs") && dead.contains("As of \(time)") && dead.contains("may not hold any more"))
    #expect(dead.contains("process 4711) ended without a word"))
  }

  @Test("A provider that is held is told with since when, why, and how to go on")
  func holds() {
    let status = ProjectStatus(
      agent: AgentStatus(version: "1", pid: 4711, host: "render1", startedAt: time, seenAt: time),
      holds: [
        HoldStatus(
          provider: "gemini", model: "m", code: "quota_day", message: "No more today.", hint: "Wait.", since: time,
          until: time)
      ],
      caps: Configuration().caps, updatedAt: time)
    let text = StatusText(holder: holder).lines(status).joined(separator: "\n")
    #expect(
      text.contains("! gemini's model m is held since \(time): No more today. One call is tried at \(time). Wait."))
  }

  private static let changes: [(plain: String, painted: String)] = [
    ("as it was", "as it was"), ("a [-b c-] d", "a \u{1B}[31;9mb c\u{1B}[0m d"),
    ("{+new+}", "\u{1B}[32mnew\u{1B}[0m"),
    ("[-a-] {+b+} [-c-]", "\u{1B}[31;9ma\u{1B}[0m \u{1B}[32mb\u{1B}[0m \u{1B}[31;9mc\u{1B}[0m"),
    ("[-open {+", "[-open {+"),
  ]

  @Test("In colours, what is gone is struck and red, and what is new is green", arguments: changes)
  func colours(plain: String, painted: String) { #expect(ChangeColours.painted(plain) == painted) }
}
