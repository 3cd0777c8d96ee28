import DurableFiles
import FolderContract
import HotFolder
import Sequences
import Terms

extension Verb {
  static let reconcile = Verb(
    name: "reconcile", operands: "PROJECT", count: 1...1,
    summary: "hold the states against each other and the disk; mend what differs",
    help: """
      Holds the workflow, the execution of each shot, the ledger and the files against each other. What has only one
      truth is mended; what a person has to look at is said, with what to do. Ends with 0 where nothing is left to do,
      else with 1. The project belongs to this command until it ends: where an agent has it, it is refused.

        starsend reconcile .
        starsend reconcile . --thorough --json
      """,
    options: [Option("--thorough", nil, "read every file to see whether it changed"), .configuration]
  ) { arguments, terminal in
    let layout = try arguments.project()
    let wiring = try Wiring(arguments)
    let lock = try FileLock.acquired(layout.lock, as: arguments.verb.name, .system)
    defer { withExtendedLifetime(lock) {} }
    let isThorough = arguments.has("--thorough")
    let findings = try await Signals.untilStopped { try await wiring.reconcile(layout, thoroughly: isThorough) }
    guard let findings else { throw CancellationError() }
    let report = ReconcileReport(findings)
    try terminal.show(report)
    for line in report.lines { terminal.say(line) }
    return report.isSettled ? .done : .failed
  }
}

extension Wiring {
  /// Holds everything of a project against each other. The caller holds the project's lock.
  fileprivate func reconcile(_ layout: ProjectLayout, thoroughly: Bool) async throws -> [Sequences.Finding] {
    let runner = runner(layout, try ProjectIdentityFile.id(in: layout, clock: .system), try layout.settings())
    return try await runner.reconcile(open: try JournalReading.open(of: layout), thoroughly: thoroughly)
  }
}

/// What was found where records, ledger and disk disagree, as `--json` prints it.
struct ReconcileReport: Encodable {
  let mended: Int
  /// How many a person has to look at.
  let open: Int
  let findings: [Row]

  struct Row: Encodable {
    let sequence: SequenceID?
    let mended: Bool
    let message: String
    let hint: String?
  }

  init(_ findings: [Sequences.Finding]) {
    self.findings = findings.map {
      Row(sequence: $0.sequence, mended: $0.isMended, message: $0.message, hint: $0.hint)
    }
    mended = findings.count(where: \.isMended)
    open = findings.count - mended
  }

  var isSettled: Bool { open == 0 }

  var lines: [String] {
    guard !findings.isEmpty else { return ["Everything agrees."] }
    let rows = findings.flatMap { row in
      ["\(row.mended ? "mended" : "TO DO ")  \(row.message)"] + (row.hint.map { ["        \($0)"] } ?? [])
    }
    return rows + ["\(mended) mended, \(open) for a person to look at."]
  }
}

extension ProjectLayout {
  /// The project's settings; the defaults where there is no file.
  func settings() throws -> ProjectSettings {
    guard FileStatus.of(project) != nil else { return ProjectSettings() }
    return try ProjectSettings.read(try DurableFile.read(project, limit: 8 << 20))
  }
}
