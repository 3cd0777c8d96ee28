import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Terms

/// Something on its way from the command line into a project, as a person would drop it, and to its receipt.
struct Delivery: Sendable {
  let drop: Drop
  let layout: ProjectLayout
  let arguments: Arguments
  let terminal: Terminal
  /// What its receipt is called.
  let id: RequestID
  /// What its file is called: a request's is new each time, so that its own answer can be told from an earlier one's.
  let stem: RequestID

  enum Drop: Sendable {
    case request(Request.Work, [SequenceID])
    /// A marker of this name, about the sequence.
    case marker(String, SequenceID)
  }

  init(_ drop: Drop, _ layout: ProjectLayout, _ arguments: Arguments, _ terminal: Terminal) throws {
    self.drop = drop
    self.layout = layout
    self.arguments = arguments
    self.terminal = terminal
    switch drop {
    case .request:
      stem = try RequestID("\(arguments.verb.name)-\(ULID(at: WallClock.system.now()))")
      id = try arguments.value("--id").map { try RequestID($0) } ?? stem
    case .marker(let name, _):
      guard arguments.value("--id") == nil else {
        throw arguments.verb.usage("--id is for requests; \(name) is a marker, and its receipt is named after it.")
      }
      id = SafeStem.numbered(SafeStem.of(FileName(name))) { [layout] in FileStatus.of(layout.receipt($0)) != nil }
      stem = id
    }
  }

  func run() async throws -> ExitCode {
    // What stands in the way of the work is said before anything is dropped.
    let wiring = try Wiring(arguments)
    let asking = questions()
    let earlier = receipt(id)
    try put()
    let holder = FileLock.holder(of: layout.lock)
    // Whoever says yes in advance has to be there when it is asked.
    if let holder, !arguments.has("--wait"), !arguments.has("--yes") {
      terminal.say("Dropped. The agent on \(holder.host) (process \(holder.pid)) answers in results/\(id).json.")
      try terminal.show(["id": id.text, "receipt": "results/\(id).json"])
      return .done
    }
    let agent = try holder == nil ? agent(wiring) : nil
    let following = Following(self, others: asking, earlier: earlier)
    let receipts = try await Signals.untilStopped {
      try await following.run {
        if let agent { try await agent.run() } else { try await Task.sleep(for: .seconds(1_000_000)) }
      }
    }
    terminal.endLive()
    guard let receipt = receipts?.last ?? nil else {
      throw Problem(
        .stopped, "It was stopped before \(id) had ended; nothing of it is lost.",
        hint: "It goes on with the next agent: `starsend watch \(arguments[0])`. The answer is in results/\(id).json.")
    }
    return try conclude(receipt)
  }

  /// Drops it: whole from the first moment, because it gets its name last.
  private func put() throws {
    switch drop {
    case .request(let work, let sequences):
      let note = arguments.value("--note")
      try put(Request(work, sequences: sequences, id: id, requestedBy: Self.user, note: note), stem)
    case .marker(let name, _):
      try Folder.make(layout.picks)
      guard FileStatus.of(layout.picks / name) == nil else {
        throw Problem(
          .alreadyExists, "picks/\(name) lies there already and was not taken yet.",
          hint: "Let the agent take it, or start one with `starsend watch \(arguments[0])`.")
      }
      try DurableFile.create(layout.picks / name, with: Data((arguments.value("--note") ?? "").utf8))
    }
  }

  /// What the agent would refuse is refused here, before it lies in the inbox.
  private func put(_ request: Request, _ stem: RequestID) throws {
    let data = try PlainJSON.file(request)
    _ = try Request.read(data)
    try Folder.make(layout.inbox)
    try DurableFile.create(layout.inbox / "\(stem).json", with: data)
  }

  /// Drops the yes to the question in a receipt; returns what its own receipt is called.
  func confirm(_ receipt: Receipt) throws -> RequestID {
    let id = try RequestID("confirm-\(ULID(at: WallClock.system.now()))")
    try put(Request(.confirm(request: receipt.id), sequences: [], id: id, requestedBy: Self.user), id)
    return id
  }

  private var sequences: [SequenceID] {
    switch drop {
    case .request(_, let sequences): sequences
    case .marker(_, let sequence): [sequence]
    }
  }

  private static var user: String? { ProcessInfo.processInfo.environment["USER"] }

  private func agent(_ wiring: Wiring) throws -> ProjectAgent {
    // What went wrong with its own work stands in the receipt.
    let own = (sequences.map(\.text) + ["the cut"]).map { "\($0): " }
    let log = AgentLog { level, line in
      if level == .error, !own.contains(where: { line.lowercased().hasPrefix($0.lowercased()) }) { terminal.note(line) }
    }
    return try ProjectAgent(layout.root, environment: wiring.environment(log: log), command: arguments.verb.name)
  }

  // MARK: - What a confirm sets going

  /// The receipts whose question this answers: what it sets going is followed too.
  private func questions() -> [RequestID] {
    switch drop {
    case .request(.confirm(let target), _): return [target]
    case .request: return []
    case .marker(_, let sequence):
      // The agent takes a marker as the answer to the newest question about its sequence.
      let receipts = ((try? Folder.names(in: layout.results)) ?? []).compactMap { name in
        (try? RequestID(name.stem)).flatMap { receipt($0) }
      }
      let open = receipts.filter { $0.state == .waitingForConfirmation && $0.sequences.contains(sequence) }
      return open.max { $0.createdAt < $1.createdAt }.map { [$0.id] } ?? []
    }
  }

  func receipt(_ id: RequestID) -> Receipt? {
    (try? DurableFile.read(layout.receipt(id), limit: 1 << 20)).flatMap {
      try? PlainJSON.decode(Receipt.self, from: $0)
    }
  }

  private func conclude(_ receipt: Receipt) throws -> ExitCode {
    try terminal.show(receipt)
    terminal.say("\(receipt.id): \(receipt.state.rawValue), \(receipt.cost)")
    for output in receipt.outputs { terminal.say("  \(output)") }
    for warning in receipt.warnings { terminal.say("  \(warning)") }
    if let problem = receipt.problem, !terminal.isJSON { terminal.report(problem) }
    return ExitCode(receipt)
  }
}
