import DurableFiles
import Execution
import FolderContract
import Foundation
import Glibc
import Synchronization
import Terms
import TestSupport
import Testing

/// Both paid providers on this machine, and a project that is made by them, with the real agent.
final class PaidHouse: Sendable {
  let gemini: GeminiStub
  let fal: FalStub
  let studio: Studio
  /// The agent that runs now.
  private let pid = Mutex<pid_t>(0)

  static let geminiKey = "AIza-house-key-5f0c61c2"
  static let falKey = "kid-house-77d1:secret-house-9b3e"

  /// - Parameters:
  ///   - rule: what becomes of each request for a picture.
  ///   - key: the one that the agent has for fal.
  init(
    key: String = PaidHouse.falKey, concurrency: Int = 2,
    rule: @escaping @Sendable (GeminiStub.Asked) -> GeminiStub.Reaction? = { _ in nil }
  ) throws {
    gemini = try GeminiStub(key: Self.geminiKey, shrink: 1, rule: rule)
    fal = try FalStub(key: Self.falKey)
    studio = try Studio(configuration: #", "poll_seconds": 1"# + Self.configuration(gemini, fal, concurrency))
    falKey = key
  }

  private let falKey: String
  var secrets: [String: String] { ["GEMINI_API_KEY": Self.geminiKey, "FAL_KEY": falKey] }

  static func configuration(_ gemini: GeminiStub, _ fal: FalStub, _ concurrency: Int) -> String {
    """
    , "images": "gemini", "video": "fal", "confirm_above_usd": 100,
    "caps_usd": {"project": 1000, "sequence": 1000, "day": 1000},
    "providers": {
      "gemini": {"url": "\(gemini.url)", "image_size": "1K", "concurrency": \(concurrency * 2)},
      "fal": {"queue_url": "\(fal.queueURL)", "rest_url": "\(fal.restURL)", "api_url": "\(fal.apiURL)",
              "poll_seconds": 0.1, "search_seconds": 1, "concurrency": \(concurrency)}}
    """
  }

  /// Kills the agent as it stands, or asks it to stop.
  func signal(_ number: Int32) { _ = pid.withLock { Glibc.kill($0, number) } }

  /// Runs the agent until everything that a person wants has come, or until it dies.
  func run(crashAfter: Int? = nil, crashLog: String? = nil) async throws -> Ending {
    try await studio.runAgent(
      crashAfter: crashAfter, crashLog: crashLog, secrets: secrets, started: { pid in self.pid.withLock { $0 = pid } }
    ) {
      try self.act()
      return self.studio.hasEnded("pick")
    }
  }

  // MARK: - What a person does

  /// Drops a request, picks once there is something to pick from, and pays again where nobody knows what became of a
  /// call.
  private func act() throws {
    try once("request") { try studio.drop(#"{"sequence": "SEQ01", "id": "first"}"#, as: "inbox/first.json") }
    if studio.receipt("first")?.state == .done {
      try once("pick") {
        try studio.drop(
          #"{"sequence": "SEQ01", "id": "pick", "action": "pick", "cell": "top_left"}"#, as: "inbox/pick.json")
      }
    }
    for id in ["first", "pick"] where studio.receipt(id)?.state == .outcomeUnknown {
      // Of each attempt once.
      let name = "again-\(id)-\(try takes().count)"
      try once(name) {
        try studio.drop(#"{"sequence": "SEQ01", "id": "\#(name)", "action": "resubmit"}"#, as: "inbox/\(name).json")
      }
    }
  }

  /// Also over the agent's death.
  private func once(_ name: String, _ work: () throws -> Void) throws {
    let note = studio.folder.path / "done/\(name)"
    try Folder.make(note.parent)
    guard FileStatus.of(note) == nil else { return }
    try work()
    try DurableFile.create(note, with: Data())
  }
}

// MARK: - The books

extension PaidHouse {
  /// Every paid attempt that the project knows of.
  func takes() throws -> [TakeRecord] { try Self.takes(of: studio.layout) }

  static func takes(of layout: ProjectLayout) throws -> [TakeRecord] {
    try ((try? Folder.names(in: layout.shots)) ?? []).filter { $0.display.hasSuffix(".json") }.flatMap { name in
      try PlainJSON.decode(ShotRecord.self, from: try DurableFile.read(layout.shots / name)).takes
    }
  }

  /// Each accepted call was paid once and has its take, the ledger says what the providers' bills say, and no key lies
  /// anywhere.
  ///
  /// - Parameters:
  ///   - state: where the agent kept its own.
  ///   - kills: how often it was killed: an upload that nobody could write down is made again, and costs nothing.
  func expectTrueBooks(_ comment: Comment = "", state: String = "state", kills: Int = 0) throws {
    try Self.expectTrueBooks(
      of: studio.layout, in: studio.folder.path, ledger: studio.folder.path / state / "starsend/spend.jsonl", gemini,
      fal, comment)
    // Once per content.
    #expect(fal.uploads.count - Set(fal.uploads.values).count <= kills, comment)
  }

  static func expectTrueBooks(
    of layout: ProjectLayout, in folder: FilePath, ledger: FilePath, _ gemini: GeminiStub, _ fal: FalStub,
    _ comment: Comment = ""
  ) throws {
    let takes = try takes(of: layout)
    #expect(takes.allSatisfy { $0.phase.isFinal }, comment)
    try expectFal(takes.filter { $0.provider == "fal" }, fal, comment)
    expectGemini(takes.filter { $0.provider == "gemini" }, gemini, comment)
    try expectLedger(ledger, takes, comment)
    try expectNoKey(in: folder)
  }

  private static func expectFal(_ takes: [TakeRecord], _ fal: FalStub, _ comment: Comment) throws {
    let known = takes.compactMap(\.requestID)
    #expect(known.sorted() == fal.accepted.map(\.id).sorted(), comment)
    #expect(Set(known).count == known.count, comment)
    let paid = takes.filter { $0.requestID != nil }.reduce(Money.zero) { $0 + ($1.cost ?? .zero) }
    #expect(paid == fal.bill, comment)
    #expect(fal.violations == [] && fal.leaks == [], comment)
  }

  /// What a person gave up was perhaps made: then the bill has it, and the ledger has its estimate.
  private static func expectGemini(_ takes: [TakeRecord], _ gemini: GeminiStub, _ comment: Comment) {
    let known = takes.filter { $0.requestID != nil }
    let given = takes.filter { $0.requestID == nil && $0.problem?.code == .init(rawValue: "abandoned") }
    let lost = gemini.bill.count - known.count
    #expect((0...given.count).contains(lost), comment)
    let paid = known.reduce(Money.zero) { $0 + ($1.cost ?? .zero) }
    if lost == 0 { #expect(paid == gemini.total, comment) }
    let booked = given.reduce(paid) { $0 + ($1.cost ?? .zero) }
    #expect(gemini.total <= booked, comment)
  }

  private static func expectLedger(_ file: FilePath, _ takes: [TakeRecord], _ comment: Comment) throws {
    let lines = try DurableFile.read(file).split(separator: UInt8(ascii: "\n")).map {
      try PlainJSON.decode(LedgerEntry.self, from: Data($0))
    }
    let settled = lines.filter { $0.kind == .settle }
    #expect(Set(settled.map(\.call)).count == settled.count, comment)
    let booked = Dictionary(settled.map { ($0.step, $0.amount) }) { first, _ in first }
    for take in takes where take.phase == .complete { #expect(booked[take.key] == take.cost, comment) }
    #expect(
      settled.reduce(Money.zero) { $0 + $1.amount } == takes.reduce(.zero) { $0 + ($1.cost ?? .zero) }, comment)
    // Nothing is set aside any more.
    let open = Set(lines.filter { $0.kind == .reserve }.map(\.call))
      .subtracting(lines.filter { $0.kind == .settle || $0.kind == .void }.map(\.call))
    #expect(open.isEmpty, comment)
    let allotted = lines.filter { $0.kind == .allot }.count
    #expect(lines.filter { $0.kind == .release }.count >= min(allotted, 1), comment)
  }

  /// Searches everything below `folder` for the keys, as they are and as they may be written.
  static func expectNoKey(in folder: FilePath) throws {
    let files = FileManager.default.enumerator(
      at: URL(fileURLWithPath: folder.display), includingPropertiesForKeys: [.isRegularFileKey])
    var searched = 0
    while let url = files?.nextObject() as? URL {
      guard (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true else { continue }
      guard let data = try? Data(contentsOf: url, options: .alwaysMapped) else { continue }
      searched += 1
      #expect(keys(in: data) == [], "in \(url.path)")
    }
    // Nothing would be found where nothing is searched.
    #expect(searched > 10)
  }

  static func keys(in data: Data) -> [String] {
    let secret = String(falKey.split(separator: ":").last ?? "")
    let plain = [geminiKey, falKey, secret]
    let encoded = plain.map { Data($0.utf8).base64EncodedString().trimmingCharacters(in: ["="]).dropLast() }
    let percent = [falKey.replacingOccurrences(of: ":", with: "%3A")]
    return (plain + encoded.map(String.init) + percent).filter { data.range(of: Data($0.utf8)) != nil }
  }
}
