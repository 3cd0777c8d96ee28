import Execution
import FolderContract
import Terms
import Testing

@testable import Sequences

@Suite("How a take is divided into calls")
struct TakePlanTests {
  private static func plan(
    _ order: TakeOrder = TakeOrder(), of brief: Brief, _ record: SequenceRecord = SequenceRecord(),
    limits: ModelLimits = .klingO3
  ) throws -> TakePlan {
    try TakePlan(
      TakePlan.Situation(brief: brief, order: order, record: record, request: try Studio.request(9), limits: limits))
  }

  private static func problem(
    _ order: TakeOrder = TakeOrder(), of brief: Brief, _ record: SequenceRecord = SequenceRecord()
  ) -> Problem? {
    #expect(throws: Problem.self) { try plan(order, of: brief, record) }
  }

  private static func shots(_ durations: [Double]) -> [ShotPrompt] {
    durations.enumerated().map { ShotPrompt(index: $0 + 1, prompt: "shot", duration: $1) }
  }

  private static func indices(_ plan: TakePlan) -> [[Int]] { plan.calls.map { $0.shots.map(\.index) } }

  private static func framed(_ path: String, shot: Int? = nil) throws -> SequenceRecord {
    var record = SequenceRecord()
    record.startFrames = [
      StartFrameRecord(
        path: path, shot: shot, request: try Studio.request(1), grid: 1, cell: "top_left",
        pickedAt: Timestamp(milliseconds: 1))
    ]
    return record
  }

  // MARK: - Split

  @Test("Five shots of five seconds come to two calls, the second going on from the last frame of shot 3")
  func split() throws {
    let plan = try Self.plan(of: try Studio.five(), try Self.framed("frames/start.png"))
    #expect(Self.indices(plan) == [[1, 2, 3], [4, 5]])
    #expect(plan.calls.map(\.start) == [.picture("frames/start.png"), .after(shot: 3)])
    #expect(plan.calls.map(\.seconds) == [15, 10])
    #expect(plan.startFrame == "frames/start.png" && plan.base == nil)
  }

  @Test("A call starts on its first shot's own start frame where there is one: the picked one before the plan's")
  func ownFrame() throws {
    let brief = try Studio.five(frames: [4: "refs/four.png", 5: "refs/five.png"])
    #expect(try Self.plan(of: brief).calls.map(\.start) == [.none, .picture("refs/four.png")])
    let picked = try Self.framed("frames/four.png", shot: 4)
    #expect(try Self.plan(of: brief, picked).calls.map(\.start) == [.none, .picture("frames/four.png")])
  }

  @Test("The start frame that a request names comes before the one that was picked")
  func namedFrame() throws {
    let order = TakeOrder(startFrame: ProjectPath("refs/own.png"))
    let plan = try Self.plan(order, of: try Studio.five(), try Self.framed("frames/start.png"))
    #expect(plan.calls.first?.start == .picture("refs/own.png"))
  }

  @Test("The first shot begins on what was picked last, for the sequence or for that shot itself")
  func firstShot() throws {
    let (own, whole) = (try Self.framed("frames/one.png", shot: 1), try Self.framed("frames/start.png"))
    var record = whole
    record.startFrames += own.startFrames
    #expect(try Self.plan(of: try Studio.five(), record).startFrame == "frames/one.png")
    record.startFrames += whole.startFrames
    #expect(try Self.plan(of: try Studio.five(), record).startFrame == "frames/start.png")
    record.startFrames[2].isWithdrawn = true
    record.startFrames[1].isWithdrawn = true
    #expect(try Self.plan(of: try Studio.five(), record).startFrame == "frames/start.png")
  }

  @Test("The split is asked about, with each part's shots, seconds and price")
  func asked() throws {
    let plan = try Self.plan(of: try Studio.five())
    let topics = plan.topics(of: try Studio.sequence(), .klingO3) { Money(microUSD: Int64($0.seconds) * 84_000) }
    #expect(topics.map(\.code) == [.callSplit])
    let message = topics.first?.message ?? ""
    for part in ["6 shots and 15 s", "2 calls", "shots 1-3 (15 s, \(Money(microUSD: 1_260_000)))", "shots 4-5 (10 s"] {
      #expect(message.contains(part), "\(message)")
    }
    let short = try Self.plan(of: try Studio.brief(needsGrid: false))
    #expect(short.topics(of: try Studio.sequence(), .klingO3) { _ in .zero } == [])
  }

  @Test(
    "The fewest calls are made that the model's seconds and shots allow",
    arguments: [
      ([1, 1, 1, 1, 1, 1, 1], [[1, 2, 3, 4, 5, 6], [7]]), ([15, 1, 14], [[1], [2, 3]]), ([5, 5, 5], [[1, 2, 3]]),
      ([4.2, 4.2, 4.2], [[1, 2, 3]]), ([5.1, 5.1, 5.1], [[1, 2], [3]]), ([2], [[1]]),
    ] as [([Double], [[Int]])])
  func fewest(durations: [Double], expected: [[Int]]) throws {
    let brief = try Studio.brief(needsGrid: false, shots: Self.shots(durations))
    #expect(Self.indices(try Self.plan(of: brief)) == expected)
  }

  @Test("Fractions of seconds are rounded up for the model, a call is never too short for it, and the plan stays")
  func rounded() throws {
    let brief = try Studio.brief(needsGrid: false, shots: Self.shots([0.4, 4.000_3]))
    let plan = try Self.plan(of: brief)
    #expect(plan.calls.map { $0.shots.map(\.duration) } == [[1, 4]])
    #expect(plan.shots.map(\.duration) == [0.4, 4.000_3])
    let short = try Self.plan(of: try Studio.brief(needsGrid: false, shots: Self.shots([0.5, 0.5])))
    #expect(short.calls.map { $0.shots.map(\.duration) } == [[1, 2]])
  }

  @Test("A shot that no call can hold is refused with the figures and where they come from", arguments: [16, 15.2])
  func tooLong(seconds: Double) throws {
    let brief = try Studio.brief(needsGrid: false, shots: Self.shots([3, seconds]))
    let problem = Self.problem(of: brief)
    #expect(problem?.code == .overLimits)
    for part in ["Shot 2 of SEQ05", "\(seconds.short) s", "15 s", ModelLimits.klingO3.source, "2026-11-20"] {
      #expect(problem?.message.contains(part) == true, "\(part)")
    }
  }

  @Test("A prompt that is too long is refused with its length, the limit and by how much to shorten it")
  func longPrompt() throws {
    let order = TakeOrder(overrides: [2: String(repeating: "ä", count: 515)])
    let problem = Self.problem(order, of: try Studio.five())
    #expect(problem?.code == .overLimits)
    #expect(problem?.message.contains("515") == true && problem?.message.contains("512") == true)
    #expect(problem?.hint.contains("by 3") == true)
    #expect(
      try Self.plan(TakeOrder(overrides: [2: String(repeating: "ä", count: 512)]), of: try Studio.five()).mode
        == .multiShot)
  }

  // MARK: - Elements

  @Test(
    "Of five elements the first three stay with a start frame and the first four without",
    arguments: [(true, ["a", "b", "c"], ["d", "e"]), (false, ["a", "b", "c", "d"], ["e"])])
  func elements(hasFrame: Bool, kept: [String], dropped: [String]) throws {
    let brief = try Studio.brief(needsGrid: false, elements: ["a", "b", "c", "d", "e"])
    let plan = try Self.plan(of: brief, hasFrame ? try Self.framed("frames/start.png") : SequenceRecord())
    #expect(plan.elements.map(\.text) == kept && plan.dropped.map(\.text) == dropped)
    let topics = plan.topics(of: try Studio.sequence(), .klingO3) { _ in .zero }
    #expect(topics.map(\.code) == [.elementsDropped])
    let message = topics.first?.message ?? ""
    #expect(message.contains("at most \(kept.count) elements \(hasFrame ? "with" : "without") a start frame"))
    #expect(message.contains("\(dropped.joined(separator: ", ")) left out"), "\(message)")
  }

  @Test("An element that only some of the calls can take is named as well")
  func partly() throws {
    let brief = try Studio.five(elements: ["a", "b", "c", "d"])
    let plan = try Self.plan(of: brief)
    #expect(plan.calls.map { $0.elements.map(\.text) } == [["a", "b", "c", "d"], ["a", "b", "c"]])
    #expect(plan.dropped.map(\.text) == ["d"])
    #expect(plan.droppedWarning(.klingO3)?.hasSuffix("d left out of some of its calls, a, b, c kept.") == true)
  }

  @Test("A request's own elements stand in the place of the plan's, and none means none")
  func ownElements() throws {
    let brief = try Studio.brief(needsGrid: false, elements: ["a", "b"])
    #expect(try Self.plan(TakeOrder(elements: [ElementID("z")]), of: brief).elements.map(\.text) == ["z"])
    #expect(try Self.plan(TakeOrder(elements: []), of: brief).elements == [])
  }

  // MARK: - Individual

  @Test("In individual mode every shot is a call of its own, going on from the one before or from its own picture")
  func individual() throws {
    let brief = try Studio.five(mode: .individual, frames: [4: "refs/four.png"])
    let plan = try Self.plan(of: brief, try Self.framed("frames/start.png"))
    #expect(Self.indices(plan) == [[1], [2], [3], [4], [5]])
    #expect(
      plan.calls.map(\.start) == [
        .picture("frames/start.png"), .after(shot: 1), .after(shot: 2), .picture("refs/four.png"), .after(shot: 4),
      ])
    #expect(plan.topics(of: try Studio.sequence(), .klingO3) { _ in .zero } == [])
  }

  @Test("One sequence may change its mode with every take")
  func mixed() throws {
    let brief = try Studio.five(mode: .individual)
    #expect(try Self.plan(TakeOrder(mode: .multiShot), of: brief).mode == .multiShot)
    #expect(try Self.plan(of: brief).mode == .individual)
  }

  // MARK: - Kept shots

  @Test("A take of only some shots keeps the others of the newest whole take, or of the one that is named")
  func some() throws {
    let brief = try Studio.five()
    let record = SequenceRecord.reviewed([
      try .example(1, of: brief, startFrame: "frames/one.png"),
      try .example(2, of: brief, startFrame: "frames/two.png"),
      try .example(3, of: brief, missing: [5]),
    ])
    let plan = try Self.plan(TakeOrder(shots: [3, 5]), of: brief, record)
    #expect(plan.mode == .individual && plan.base == 2 && Self.indices(plan) == [[3], [5]])
    #expect(plan.shots.map(\.keptFrom) == [2, 2, nil, 2, nil])
    #expect(plan.shots.map { $0.clip == nil } == [false, false, true, false, true])
    #expect(plan.calls.map(\.start) == [.after(shot: 2), .after(shot: 4)])
    #expect(plan.startFrame == "frames/two.png")
    let named = try Self.plan(TakeOrder(take: 1, shots: [3]), of: brief, record)
    #expect(named.base == 1 && named.shots.map(\.keptFrom) == [1, 1, nil, 1, 1])
  }

  @Test("A kept shot is known by the take that it was made in, however often it is kept")
  func keptTwice() throws {
    let brief = try Studio.five()
    var kept = try SequenceTake.example(2, of: brief).shots
    kept[0].keptFrom = 1
    let plan = try Self.plan(
      TakeOrder(shots: [3]), of: brief, SequenceRecord.reviewed([try .example(2, of: brief).with(shots: kept)]))
    #expect(plan.shots.map(\.keptFrom) == [1, 2, nil, 2, 2])
  }

  @Test("What cannot be kept is refused, saying what there is")
  func notKept() throws {
    let brief = try Studio.five()
    let record = SequenceRecord.reviewed([try .example(1, of: brief), try .example(2, of: brief, missing: [4])])
    let none = Self.problem(TakeOrder(shots: [3]), of: brief)
    #expect(none?.code == .noSuchTake && none?.hint.contains("Leave \"shots\" out") == true)
    let strange = Self.problem(TakeOrder(shots: [6]), of: brief, record)
    #expect(strange?.code == .noSuchShot && strange?.hint.contains("1 to 5") == true)
    let lost = Self.problem(TakeOrder(take: 2, shots: [3]), of: brief, record)
    #expect(lost?.code == .noSuchShot && lost?.message.contains("SEQ05_take002 has no shot 4") == true)
    let other = Self.problem(TakeOrder(overrides: [2: "other"], shots: [3]), of: brief, record)
    #expect(other?.message.contains("Shot 2 stays as it is in SEQ05_take001") == true)
    let unknown = Self.problem(TakeOrder(take: 7, shots: [3]), of: brief, record)
    #expect(unknown?.code == .noSuchTake && unknown?.hint.contains("1, 2") == true)
  }

  // MARK: - Incomplete takes

  @Test("The take after an incomplete one pays only for what is missing")
  func completing() throws {
    let brief = try Studio.five()
    let record = SequenceRecord.reviewed([try .example(1, of: brief, missing: [4, 5])])
    let plan = try Self.plan(of: brief, record)
    #expect(Self.indices(plan) == [[4, 5]] && plan.base == 1 && plan.calls.map(\.start) == [.after(shot: 3)])
    #expect(plan.topics(of: try Studio.sequence(), .klingO3) { _ in .zero } == [])
    let other = try Self.plan(TakeOrder(overrides: [2: "other"]), of: brief, record)
    #expect(Self.indices(other) == [[2], [4, 5]] && other.shots.map(\.keptFrom) == [1, nil, 1, nil, nil])
  }

  @Test("An incomplete take is left alone where another one is meant")
  func anotherTake() throws {
    let brief = try Studio.five()
    let lacking = try SequenceTake.example(1, of: brief, missing: [4, 5])
    var framed = try Self.framed("frames/new.png")
    framed.takes = [lacking]
    #expect(Self.indices(try Self.plan(of: brief, framed)) == [[1, 2, 3], [4, 5]])
    var rejected = SequenceRecord.reviewed([lacking])
    rejected.takes[0].decision = .rejected
    #expect(try Self.plan(of: brief, rejected).base == nil)
    let record = SequenceRecord.reviewed([lacking])
    #expect(try Self.plan(TakeOrder(mode: .individual), of: brief, record).base == nil)
    #expect(try Self.plan(TakeOrder(count: 2), of: brief, record).base == nil)
    let later = SequenceRecord.reviewed([lacking, try .example(2, of: brief)])
    #expect(try Self.plan(of: brief, later).base == nil)
    #expect(try Self.plan(TakeOrder(take: 1), of: brief, later).base == 1)
  }
}
