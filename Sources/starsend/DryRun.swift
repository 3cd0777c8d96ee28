import DurableFiles
import Execution
import FolderContract
import Foundation
import HotFolder
import Sequences
import Terms

/// What a command would send, for `--dry-run`: it is told, and nothing is dropped, locked, uploaded or sent.
struct DryRun: Sendable {
  let layout: ProjectLayout
  let arguments: Arguments
  let terminal: Terminal

  static let option = Verb.Option(
    "--dry-run", nil, "print the exact requests and their price, and what would be asked; send and drop nothing")

  /// Of a request, sequence by sequence.
  func run(_ work: Request.Work, _ sequences: [SequenceID]) async throws -> ExitCode {
    // What the agent would refuse is refused here too.
    _ = try Request.read(
      try PlainJSON.file(Request(work, sequences: sequences, id: nil, note: arguments.value("--note"))))
    let wiring = try Wiring(arguments, isRehearsal: true)
    let settings = try layout.settings()
    let runner = wiring.runner(layout, try project(), settings)
    let commands = try commands(work, sequences, settings)
    var report = DryRunReport()
    for command in commands { report.add(try await runner.rehearse(command), command) }
    report.obstacles = try await obstacles(commands, report, wiring, settings)
    return try tell(report)
  }

  /// Of a single step.
  func run(_ step: DryRunReport.Part, _ wiring: Wiring, _ settings: ProjectSettings, _ medium: Medium, _ model: String?)
    async throws -> ExitCode
  {
    var report = DryRunReport()
    report.parts = [step]
    report.obstacles = try await obstacles(report, try project(), wiring, settings, medium, model)
    return try tell(report)
  }

  private func tell(_ report: DryRunReport) throws -> ExitCode {
    try terminal.show(report)
    for line in report.lines { terminal.say(line) }
    return .done
  }

  /// Who the project is to the ledger; one that no agent ever worked on has spent nothing, whoever it will be.
  func project() throws -> ULID {
    let isKnown = FileStatus.of(layout.state / "identity.json") != nil
    return try isKnown ? ProjectIdentityFile.id(in: layout, clock: .system) : ULID(at: WallClock.system.now())
  }

  private func commands(
    _ work: Request.Work, _ sequences: [SequenceID], _ settings: ProjectSettings
  ) throws -> [Command] {
    let plan = try Plan.read(try DurableFile.read(layout.plan, limit: 8 << 20))
    let now = WallClock.system.now()
    return try sequences.map { sequence in
      let brief = Brief(of: try plan.sequence(sequence), in: plan, settings: settings, layout: layout)
      return Command(
        request: ULID(at: now), subject: .sequence(brief), work: try Self.work(work),
        decider: Decider(name: nil, file: "--dry-run", at: now))
    }
  }

  private static func work(_ work: Request.Work) throws -> Command.Work {
    switch work {
    case .grid(let order): .explore(order)
    case .pick(let order): .pick(order)
    case .generate(let order): .generate(order)
    default: throw Problem(.usage, "This command sends nothing.", hint: "Leave --dry-run out.")
    }
  }

  // MARK: - What stands in the way

  private func obstacles(
    _ commands: [Command], _ report: DryRunReport, _ wiring: Wiring, _ settings: ProjectSettings
  ) async throws -> [Problem] {
    let medium: Medium = commands.contains { if case .explore = $0.work { true } else { false } } ? .pictures : .videos
    let model = commands.compactMap(\.work.model).first
    return try await obstacles(report, try project(), wiring, settings, medium, model)
  }

  /// Everything that would refuse it or let it wait, as far as it can be told without touching anything.
  private func obstacles(
    _ report: DryRunReport, _ project: ULID, _ wiring: Wiring, _ settings: ProjectSettings, _ medium: Medium,
    _ model: String?
  ) async throws -> [Problem] {
    let standing = try standing(report.estimate, wiring, settings, medium, model)
    // A ledger is not begun for a question: without one, nothing was ever spent.
    guard FileStatus.of(Wiring.ledgerFile) != nil else {
      return standing + [report.problem(beyond: wiring.configuration.caps.lowered(by: settings.caps))].compactMap { $0 }
    }
    let account = wiring.account(layout, project, settings)
    let allotments = report.parts.filter { $0.estimate > .zero }
      .map { account.allotment("dry-run/\($0.subject)", on: $0.subject, $0.estimate) }
    do {
      if !allotments.isEmpty { try await account.check(allotments) }
      return standing
    } catch let problem as Problem { return standing + [problem] }
  }

  private func standing(
    _ price: Money, _ wiring: Wiring, _ settings: ProjectSettings, _ medium: Medium, _ model: String?
  ) throws -> [Problem] {
    let choice = try ModelRules(wiring.configuration, settings).choice(for: medium, model: model)
    var obstacles = [wiring.room.missingKey(of: choice.provider)].compactMap { $0 }
    if price > .zero, let hold = layout.holds.first(where: { FileStatus.of($0) != nil }) {
      obstacles.append(
        Problem(
          .onHold, "\(hold.name) lies in the project, so nothing is spent.",
          hint: "Take \(hold.name) away: what was dropped goes on by itself then."))
    }
    return obstacles + held(choice)
  }

  private func held(_ choice: ModelChoice) -> [Problem] {
    layout.heldProviders.filter {
      $0.provider == choice.provider.rawValue && ($0.model ?? choice.model) == choice.model
    }
    .map { Problem(Problem.Code(rawValue: $0.code), "\($0.provider) is held: \($0.message)", hint: $0.hint) }
  }
}

extension Command.Work {
  /// The model that it names.
  fileprivate var model: String? {
    switch self {
    case .explore(let order): order.model
    case .generate(let order): order.model
    default: nil
    }
  }
}

extension ProjectLayout {
  /// The providers that are held by what the project's agent last wrote; an agent that is not there holds none.
  var heldProviders: [HoldStatus] {
    guard FileLock.holder(of: lock) != nil else { return [] }
    let data = try? DurableFile.read(projectStatus, limit: 8 << 20)
    return data.flatMap { try? PlainJSON.decode(ProjectStatus.self, from: $0) }?.holds ?? []
  }
}
