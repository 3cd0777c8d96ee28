import DurableFiles
import Execution
import FolderContract
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

/// The sample song by both paid providers side by side, on a bad day.
@Suite("A song on a bad day", .timeLimit(.minutes(20)))
struct PaidSongTests {
  /// All twelve take minutes; these have a grid and a picked frame, more elements than a call takes, and no grid at all.
  private static let few = ["SEQ03", "SEQ06", "SEQ10"]
  private static let isWhole = ProcessInfo.processInfo.environment["STARSEND_SONG"] == "all"

  @Test("Every sequence arrives, each accepted call is paid once, and the ledger is the sum of both bills")
  func song() async throws {
    let gemini = try GeminiStub(key: PaidHouse.geminiKey, shrink: 1) { Self.rule($0.number) }
    let fal = try FalStub(key: PaidHouse.falKey)
    fal.change { manner in
      manner.listLag = 1
      // A call that goes on from another begins on its last frame, and Kling takes none under 300 pixels.
      manner.size = PixelSize(width: 640, height: 360)
      manner.weather = Self.weather
    }
    let sample = try Sample(only: Self.isWhole ? nil : Self.few)
    let stage = try Stage(
      sequences: "", configuration: PaidHouse.configuration(gemini, fal, 3),
      environment: ["GEMINI_API_KEY": PaidHouse.geminiKey, "FAL_KEY": PaidHouse.falKey])
    try sample.write(to: stage.layout.root)
    let person = SongPerson(stage, sample)
    try await stage.running { stage in
      try person.begin()
      try await stage.until {
        try person.act()
        return person.isContent
      }
    }
    try PaidHouse.expectTrueBooks(of: stage.layout, in: stage.folder.path, ledger: stage.ledger, gemini, fal)
    let receipts = person.receipts
    #expect(receipts.allSatisfy { $0.state.isFinal })
    let costs = receipts.reduce(Money.zero) { $0 + $1.cost }
    let told = receipts.map { "\($0.id) \($0.state.rawValue) \($0.cost)" }.sorted().joined(separator: "\n")
    let made = try PaidHouse.takes(of: stage.layout).map {
      "\($0.id) \($0.key) \($0.phase.rawValue) \($0.cost ?? .zero) \($0.allotment ?? "")"
    }.sorted().joined(separator: "\n")
    #expect(costs == stage.project?.spent, "\(told)\n\(made)")
    for id in sample.ids { #expect(stage.status(id)?.takes.contains { $0.decision == .undecided } == true, "\(id)") }
    let originals = try Self.originals(stage)
    #expect(originals.contains { $0.hasSuffix("_original.jpg") })
    if Self.isWhole { #expect(fal.accepted.count >= 12 && gemini.bill.count >= 11) }
  }

  private static func originals(_ stage: Stage) throws -> [String] {
    try Folder.names(in: stage.layout.grids).flatMap { folder in
      ((try? Folder.names(in: stage.layout.grids / folder)) ?? []).map(\.display).filter { $0.contains("_original") }
    }
  }

  private static func rule(_ number: Int) -> GeminiStub.Reaction? {
    switch number {
    case 1: .refusal(.tooFast("0.2s"))
    case 2: .picture(.init(.jpeg, declared: "image/png"))
    case 3: .refusal(.overloaded)
    case 4: .ended("STOP")
    case 5: .lost(.cutAfterBody)
    case 6: .picture(drafts)
    case 8: .refusal(.internalError.wrapped)
    case 10: .ended("IMAGE_OTHER", message: "Unable to show the generated image. You will not be charged.")
    case 12: .lost(.cut(afterBytes: 500))
    case 14: .picture(.init(.webp, declared: "image/png"))
    default: nil
    }
  }

  private static var drafts: GeminiStub.Look {
    var look = GeminiStub.Look()
    (look.hasDrafts, look.endsWithThought, look.thoughts) = (true, true, 700)
    return look
  }

  private static func weather(_ ask: FalStub.Ask, _ number: Int) -> FalStub.Fault? {
    switch (ask, number) {
    case (.submit, 1): .status(429, headers: [("retry-after", "1")])
    case (.submit, 2): .cutAfter
    case (.submit, 4): .cutBefore
    case (.submit, 7): .after(LoopbackServer.Reply(502, body: Data("<html>bad gateway</html>".utf8)))
    case (.submit, 11): .cutAfter
    case (.initiate, 1), (.list, 1), (.result, 3): .status(500)
    case (.put, 2), (.result, 1): .status(503)
    case (.result, 2): .status(400, "{\"detail\":\"Request is still in progress\"}")
    case (.download, 1): .broken(.cut(afterBytes: 2000))
    case (.download, 3): .status(503)
    case (.status, let number) where number % 7 == 3: .status(503)
    case (.status, let number) where number % 7 == 5: .cutBefore
    default: nil
    }
  }
}

/// The sample project, perhaps only some of its sequences.
struct Sample {
  let ids: [String]
  /// Those that begin without a grid.
  let bare: [String]
  private let plan: Data

  init(only chosen: [String]?) throws {
    let file = SampleRunTests.package / "sample-project/plan.json"
    var plan = try JSONSerialization.jsonObject(with: try DurableFile.read(file)) as? [String: Any] ?? [:]
    var sequences = plan["sequences"] as? [[String: Any]] ?? []
    if let chosen { sequences.removeAll { !chosen.contains($0["id"] as? String ?? "") } }
    plan["sequences"] = sequences
    ids = sequences.compactMap { $0["id"] as? String }
    bare = sequences.filter { $0["grid"] as? Bool == false }.compactMap { $0["id"] as? String }
    self.plan = try JSONSerialization.data(withJSONObject: plan)
  }

  func write(to root: FilePath) throws {
    for name in ["refs", "song"] {
      let (from, to) = ((SampleRunTests.package / "sample-project" / name).display, (root / name).display)
      try? FileManager.default.removeItem(atPath: to)
      try FileManager.default.copyItem(atPath: from, toPath: to)
    }
    try DurableFile.replace(root / "plan.json", with: plan)
  }
}

/// Whoever leads a song through: asks for everything at once, picks, says yes, pays again where nobody knows, and asks
/// again for what failed.
final class SongPerson: Sendable {
  private let stage: Stage
  private let sample: Sample
  private let said = Mutex<Set<String>>([])

  init(_ stage: Stage, _ sample: Sample) {
    self.stage = stage
    self.sample = sample
  }

  func begin() throws {
    let grids = sample.ids.filter { !sample.bare.contains($0) }
    try stage.request("grids", #""action": "grid", "sequences": [\#(Self.list(grids))]"#)
    try stage.request("bare", #""action": "generate", "sequences": [\#(Self.list(sample.bare))]"#)
  }

  private static func list(_ ids: [String]) -> String { ids.map { "\"\($0)\"" }.joined(separator: ", ") }

  /// Whether every sequence waits for a review, and nothing runs any more.
  var isContent: Bool {
    sample.ids.allSatisfy { stage.status($0)?.state == .review }
      && receipts.allSatisfy { $0.state.isFinal }
  }

  var receipts: [Receipt] {
    ((try? Folder.names(in: stage.layout.results)) ?? []).filter { $0.display.hasSuffix(".json") }
      .compactMap { stage.receipt(String($0.display.dropLast(5))) }
  }

  func act() throws {
    for receipt in receipts where receipt.state == .waitingForConfirmation {
      try say("yes-\(receipt.id)", #""action": "confirm", "request": "\#(receipt.id)""#)
    }
    for id in sample.ids { try act(on: id) }
  }

  private func act(on id: String) throws {
    guard let status = stage.status(id), status.progress == nil, !receipts.contains(where: { isUnderway($0, id) })
    else { return }
    let attempts = try PaidHouse.takes(of: stage.layout).filter { $0.account == id }
    guard attempts.allSatisfy({ $0.phase.isFinal || $0.problem?.code.rawValue == "outcome_unknown" }) else { return }
    // Who is refused again and again gives up, and the test with him.
    try #require(attempts.count < 20, "\(id): \(String(describing: status.problem))")
    let about = #""sequence": "\#(id)", "action""#
    if attempts.contains(where: { $0.problem?.code.rawValue == "outcome_unknown" }) {
      if status.waitsFor == .person { try say("again-\(id)-\(attempts.count)", #"\#(about): "resubmit""#) }
    } else if let problem = status.problem, ![.approved, .review].contains(status.state), status.waitsFor != .confirm {
      let action = status.state == .notStarted && !sample.bare.contains(id) ? "grid" : "generate"
      guard problem.code.rawValue != "superseded" else { return }
      try say("\(action)-\(id)-\(attempts.count)", #"\#(about): "\#(action)""#)
    } else if status.state == .gridReview {
      try say("pick-\(id)-\(attempts.count)", #"\#(about): "pick", "cell": "top_left""#)
    }
  }

  /// Whoever asked for something waits until it has come, or until somebody has to decide.
  private func isUnderway(_ receipt: Receipt, _ id: String) -> Bool {
    !receipt.state.isFinal && ![.outcomeUnknown, .waitingForConfirmation].contains(receipt.state)
      && receipt.sequences.map(\.text).contains(id)
  }

  private func say(_ name: String, _ json: String) throws {
    guard said.withLock({ $0.insert(name).inserted }) else { return }
    try stage.request(name, json)
  }
}
