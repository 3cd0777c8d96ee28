import DurableFiles
import FolderContract
import FolderWatch
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
    if let holder, !arguments.has("--wait") {
      terminal.say("Dropped. The agent on \(holder.host) (process \(holder.pid)) answers in results/\(id).json.")
      try terminal.show(["id": id.text, "receipt": "results/\(id).json"])
      return .done
    }
    let agent = try holder == nil ? agent(wiring) : nil
    let receipts = try await Signals.untilStopped {
      try await follow(asking, after: earlier) {
        if let agent { try await agent.run() } else { try await Task.sleep(for: .seconds(1_000_000)) }
      }
    }
    terminal.endProgress()
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
      let request = Request(
        work, sequences: sequences, id: id, requestedBy: ProcessInfo.processInfo.environment["USER"],
        note: arguments.value("--note"))
      try Folder.make(layout.inbox)
      try DurableFile.create(layout.inbox / "\(stem).json", with: try PlainJSON.file(request))
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

  private func agent(_ wiring: Wiring) throws -> ProjectAgent {
    let log = AgentLog { level, line in if level == .error { terminal.note(line) } }
    return try ProjectAgent(layout.root, environment: wiring.environment(log: log), command: arguments.verb.name)
  }

  // MARK: - What a confirm sets going

  /// The receipts whose question this answers: what it sets going is followed too.
  private func questions() -> [RequestID] {
    switch drop {
    case .request(.confirm(let target), _): return [target]
    case .request: return []
    case .marker(_, let sequence):
      let ids = ((try? Folder.names(in: layout.results)) ?? []).compactMap { try? RequestID($0.stem) }
      return ids.sorted { $0.text < $1.text }.filter { id in
        guard let receipt = receipt(id) else { return false }
        return receipt.state == .waitingForConfirmation && receipt.sequences.contains(sequence)
      }
    }
  }

  // MARK: - Following

  /// Shows the own receipt and then `others` as they change until each has ended, while `work` runs.
  ///
  /// Where one does not end well, those behind it are not waited for. Returns what was seen last of each.
  private func follow(
    _ others: [RequestID], after earlier: Receipt?, _ work: @escaping @Sendable () async throws -> Void
  ) async throws -> [Receipt] {
    let folders = [layout.results, layout.inboxDone].map { WatchedFolder($0) }
    let watcher = FolderWatcher(folders: folders, options: WatchOptions(reserved: []))
    return try await withThrowingTaskGroup(of: [Receipt]?.self) { group in
      group.addTask {
        try await watcher.run()
        return nil
      }
      group.addTask {
        try await work()
        return nil
      }
      group.addTask { await ends(of: others, after: earlier, watcher) }
      defer { group.cancelAll() }
      while let receipts = try await group.next() {
        if let receipts { return receipts }
        try Task.checkCancellation()
      }
      return []
    }
  }

  private func ends(of others: [RequestID], after earlier: Receipt?, _ watcher: FolderWatcher) async -> [Receipt]? {
    var ended: [Receipt] = []
    for await _ in watcher {
      while let receipt = ended.isEmpty ? answer(after: earlier) : receipt(others[ended.count - 1]) {
        terminal.progress(receipt.sequences.map(\.text).joined(separator: " "), receipt.progress)
        guard receipt.hasEnded else { break }
        ended.append(receipt)
        if receipt.state != .done || ended.count > others.count { return ended }
      }
    }
    return nil
  }

  /// The receipt of what was dropped, once it speaks of that.
  ///
  /// Where the id was used before, it is the old one only after the agent has put the file to what is done; a file that
  /// it refuses over the id has a receipt of its own.
  private func answer(after earlier: Receipt?) -> Receipt? {
    if stem != id, let refusal = receipt(stem) { return refusal }
    let receipt = receipt(id)
    let isTaken = earlier == nil || receipt != earlier || FileStatus.of(layout.inboxDone / "\(stem).json") != nil
    return isTaken ? receipt : nil
  }

  private func receipt(_ id: RequestID) -> Receipt? {
    (try? DurableFile.read(layout.receipt(id), limit: 1 << 20)).flatMap {
      try? PlainJSON.decode(Receipt.self, from: $0)
    }
  }

  private func conclude(_ receipt: Receipt) throws -> ExitCode {
    try terminal.show(receipt)
    terminal.say("\(receipt.id): \(receipt.state.rawValue), \(receipt.cost)")
    for output in receipt.outputs { terminal.say("  \(output)") }
    for warning in receipt.warnings { terminal.say("  \(warning)") }
    if let problem = receipt.problem {
      if !terminal.isJSON { terminal.report(problem) }
      return receipt.state == .rejected && ExitCode(problem) == .failed ? .badInput : ExitCode(problem)
    }
    return receipt.state == .done ? .done : .tryAgainLater
  }
}

extension Receipt {
  /// Whether nothing more happens before a person does something.
  fileprivate var hasEnded: Bool { state.isFinal || state == .waitingForConfirmation || state == .outcomeUnknown }
}
