import DurableFiles
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("What becomes of a provider's file")
struct IngestTests {
  var studio: Studio

  init() throws { studio = try Studio() }

  private func made(
    _ order: TakeOrder = TakeOrder(), _ number: Int = 1, brief: Brief, _ runner: ClientSequenceRunner? = nil
  ) async throws -> SequenceTake {
    try await (runner ?? studio.runner()).agreed(try Studio.command(.generate(order), number, brief: brief))
    let record = try await studio.record()
    return try #require(record.takes.last)
  }

  private static func spans(_ take: SequenceTake) -> [[Int]] {
    take.shots.map { [$0.firstFrame, $0.endFrame].compactMap { $0 } }
  }

  @Test("Each shot of a take lies beside it as a video, with its parent, its in and out points and its own prompt")
  func slices() async throws {
    let take = try await made(brief: try Studio.brief(needsGrid: false))
    #expect(Self.spans(take) == [[0, 49], [49, 121]])
    #expect(take.shots.map(\.clip) == [1, 2].map { "takes/SEQ05/SEQ05_take001_shot0\($0).mp4" })
    #expect(
      try studio.text("takes/SEQ05/SEQ05_take001_shot02.mp4").hasPrefix("SEQ05_take001.mp4 [49, 121) of SEQ05_take001"))
    #expect(try studio.text("takes/SEQ05/SEQ05_take001_shot02.mp4").contains("\nover track.wav from 14.54 s\n"))
    let sidecar = try studio.text("takes/SEQ05/SEQ05_take001_shot02.json")
    for part in ["\"parent\" : \"SEQ05_take001\"", "\"first_frame\" : 49", "\"end_frame\" : 121", "it stops"] {
      #expect(sidecar.contains(part), "\(sidecar)")
    }
    #expect(try studio.text("takes/SEQ05/SEQ05_take001.json").contains("\"shot_prompts\""))
  }

  @Test("A cut that comes early or late is found where it is", arguments: [-5, 0, 7, -400, 400])
  func movedCut(by frames: Int) async throws {
    var cutting = ScriptedCuttingRoom()
    cutting.found = { $0.map { FoundCut(frame: $0 + frames, confidence: 0.8) } }
    let take = try await made(brief: try Studio.brief(needsGrid: false), studio.runner(cutting: cutting))
    let cut = min(max(49 + frames, 0), 121)
    let expected = [cut > 0 ? [0, cut] : [], cut < 121 ? [cut, 121] : []]
    #expect(Self.spans(take) == expected)
    #expect(take.isComplete == !expected.contains([]))
    if take.isComplete { #expect(take.shots.map(\.cutConfidence) == [nil, 0.8]) }
  }

  @Test("What was only ordered because the model takes whole seconds is cut off again")
  func trimmed() async throws {
    var own = self
    own.studio.limits = .klingO3
    let take = try await own.made(brief: try Studio.brief(needsGrid: false))
    #expect(Self.spans(take) == [[0, 49], [72, 144]])
    #expect(take.video == "takes/SEQ05/SEQ05_take001.mp4" && take.isComplete)
    #expect(
      try studio.text(take.video).hasPrefix("SEQ05_take001_call01.mp4 [0, 49) + SEQ05_take001_call01.mp4 [72, 144)\n"))
    #expect(studio.folder.exists("takes/SEQ05/SEQ05_take001_call01.json"))
  }

  @Test("A file that is too short makes a take that lacks shots: it says so, and nothing is paid again by itself")
  func tooShort() async throws {
    var provider = studio.provider()
    provider.artifact = { order, key in
      guard case .video(let order) = order, order.shotPrompts.count > 1 else {
        return ScriptedCuttingRoom.video("\(key)", frames: 72, rate: .film)
      }
      return ScriptedCuttingRoom.video("\(key)", frames: 40, rate: order.frameRate)
    }
    let (runner, brief) = (studio.runner(provider), try Studio.brief(needsGrid: false))
    let outcome = try await runner.carryOut(try Studio.command(Studio.generate, 1, brief: brief))
    #expect(outcome.warnings.contains("SEQ05_take001 lacks shots 2."))
    #expect(studio.submits.count == 1)
    var record = try await studio.record()
    #expect(record.state == .review && record.takes.first?.missingShots == [2])
    let refused = await runner.problem(try Studio.command(.approve(Approval()), 2, brief: brief))
    #expect(refused?.message.contains("SEQ05_take001 has no shot 2") == true)
    _ = try await runner.carryOut(try Studio.command(Studio.generate, 3, brief: brief))
    record = try await studio.record()
    #expect(record.takes.last?.shots.map(\.keptFrom) == [1, nil] && record.takes.last?.isComplete == true)
    let key = try #require(record.takes.last?.calls.first)
    let shots = try await studio.call(key)?.shotPrompts
    #expect(shots?.map(\.index) == [2] && studio.submits.count == 2)
  }

  @Test("A file that is no video is kept with its verdict, and cannot be approved")
  func unreadable() async throws {
    var provider = studio.provider()
    provider.artifact = { _, _ in Data("no video".utf8) }
    var gates = ScriptedGates()
    gates.verdicts = [GateVerdict("decodes", .fail, "It does not decode.")]
    let (runner, brief) = (studio.runner(provider, gates: gates), try Studio.brief(needsGrid: false))
    let outcome = try await runner.carryOut(try Studio.command(Studio.generate, 1, brief: brief))
    #expect(outcome.warnings.contains("Gate decodes fail: It does not decode."))
    #expect(try studio.text("takes/SEQ05/SEQ05_take001.mp4") == "no video")
    #expect(try await studio.record().state == .review)
    #expect(await runner.problem(try Studio.command(.approve(Approval()), 2, brief: brief)) != nil)
    _ = try await runner.carryOut(try Studio.command(.reject(take: 1), 3, brief: brief))
    #expect(studio.submits.count == 1)
  }

  @Test("A take in two calls is joined, and its second call goes on from the last frame and the sound of the first")
  func joined() async throws {
    var own = self
    own.studio.limits = .klingO3
    let take = try await own.made(brief: try Studio.five())
    #expect(Self.spans(take) == [[0, 120], [120, 240], [240, 360], [0, 120], [120, 240]])
    let parts = try studio.text(take.video).split(separator: "\n").first?.components(separatedBy: " + ")
    #expect(parts?.first == "SEQ05_take001_call01.mp4 [0, 120)")
    #expect(parts?.last == "SEQ05_take001_call02.mp4 [120, 240)" && parts?.count == 5)
    let key = try #require(take.calls.last)
    let last = try #require(try await studio.call(key))
    let frame = try #require(last.startFrame)
    #expect(try studio.text(frame) == "frame 359 of SEQ05_take001_call01.mp4")
    #expect(last.audio?.start == 12.5 + 15 && last.mode == .multiShot)
    #expect(take.warnings.contains("SEQ05_take001 was made in 2 calls and joined."))
  }

  /// Fails the second call for good.
  private func failingSecond(_ studio: Studio, isRepeatable: Bool) -> ScriptedProvider {
    var provider = studio.provider(isRepeatable: isRepeatable)
    let books = studio.books
    provider.meanwhile = { call in
      guard call == .outcome, books.submits.count == 2 else { return }
      throw CallFailure(Problem(.system, "The model refused.", hint: "Other words."), cost: .zero)
    }
    return provider
  }

  @Test("A call that fails leaves the paid ones usable, and the next take pays only for what is missing")
  func secondFails() async throws {
    var own = self
    own.studio.limits = .klingO3
    let brief = try Studio.five()
    let failing = own.studio.runner(failingSecond(own.studio, isRepeatable: false))
    let problem = await #expect(throws: Problem.self) {
      try await failing.agreed(try Studio.command(Studio.generate, 1, brief: brief))
    }
    #expect(problem?.message == "The model refused.")
    var record = try await studio.record()
    #expect(record.state == .notStarted && record.problem == problem && record.operation == nil)
    #expect(record.takes.first?.missingShots == [4, 5] && record.takes.first?.cost == Studio.price)
    #expect(studio.folder.exists("takes/SEQ05/SEQ05_take001_shot03.mp4"))
    let runner = own.studio.runner(own.studio.provider(isRepeatable: false))
    let question = await runner.ending(try Studio.command(Studio.generate, 2, brief: brief))
    #expect(question == nil)
    record = try await studio.record()
    let take = try #require(record.takes.last)
    #expect(record.state == .review && take.shots.map(\.keptFrom) == [1, 1, 1, nil, nil] && take.isComplete)
    #expect(take.cost == Studio.price && studio.submits.count == 3)
    #expect(
      try studio.text(take.video).contains("SEQ05_take001_call01.mp4 [240, 360) + SEQ05_take002_call01.mp4 [0, 120)"))
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price * 2 && balance.reserved == .zero)
  }

  @Test("One shot made again in individual mode has a shot id of its own, keeps the others and costs one call")
  func redo() async throws {
    let brief = try Studio.five()
    let runner = studio.runner(studio.provider(isRepeatable: false))
    _ = try await made(brief: brief, runner)
    let take = try await made(TakeOrder(overrides: [3: "Slower."], shots: [3]), 2, brief: brief, runner)
    #expect(take.mode == .individual && take.base == 1 && take.cost == Studio.price)
    #expect(take.calls.map { "\($0)" } == ["video/SEQ05_shot03/1"])
    #expect(take.shots.map(\.keptFrom) == [1, 1, nil, 1, 1])
    #expect(take.shots[2].clip == "takes/SEQ05/SEQ05_shot03_take001.mp4")
    #expect(
      take.shots.map(\.source) == ["SEQ05_take001", "SEQ05_take001", "request", "SEQ05_take001", "SEQ05_take001"])
    #expect(
      try studio.text(take.video).contains(
        "SEQ05_take001.mp4 [120, 240) + SEQ05_shot03_take001.mp4 [0, 120) + SEQ05_take001.mp4 [360,"))
    #expect(take.warnings.contains("Shots 1, 2, 4, 5 of SEQ05_take002 are kept from take 1 and cost nothing."))
    let shots = FolderExecutionStore(studio.layout.shots)
    #expect(try await shots.record(of: try ShotID("SEQ05_shot03"))?.state == .videoComplete)
    #expect(try await shots.record(of: try ShotID("SEQ05_shot02")) == nil)
  }

  @Test("The verdicts of a take are the worst of its calls, named, and those of kept shots stay with it")
  func gates() async throws {
    let brief = try Studio.brief(needsGrid: false)
    var gates = ScriptedGates()
    gates.verdicts = [GateVerdict("frozen", .warn, figure: 0.7, "Little moves."), GateVerdict("size", .pass, "Right.")]
    _ = try await made(brief: brief, studio.runner(gates: gates))
    let kept = try await made(TakeOrder(shots: [2]), 2, brief: brief)
    #expect(kept.gates.map(\.name) == ["decodes", "frozen"])
    #expect(kept.gates.last?.detail == "SEQ05_take001: Little moves." && kept.gates.last?.figure == 0.7)
    gates.verdicts = [GateVerdict("frozen", .fail, figure: 0.9, "Nothing moves.")]
    let worse = try await made(TakeOrder(take: 1, shots: [2]), 3, brief: brief, studio.runner(gates: gates))
    #expect(worse.gates.map(\.verdict) == [.fail])
    #expect(worse.gates.first?.detail == "SEQ05_shot02_take002: Nothing moves.")
  }

  @Test("Several takes of one request are made one after the other, each with a number of its own")
  func several() async throws {
    let brief = try Studio.brief(needsGrid: false)
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let outcome = try await runner.carryOut(try Studio.command(.generate(TakeOrder(count: 3)), 1, brief: brief))
    #expect(outcome.outputs.filter { $0.contains("_take") && !$0.contains("_shot") && $0.hasSuffix(".mp4") }.count == 3)
    #expect(try await studio.record().takes.map(\.number) == [1, 2, 3])
    #expect(outcome.cost == Studio.price * 3 && studio.submits.count == 3)
    #expect(try await studio.balance().reserved == .zero)
  }
}
