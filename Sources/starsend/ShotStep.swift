import DurableFiles
import Execution
import FolderContract
import Foundation
import HotFolder
import Terms

/// One execution step on its way from the command line to its take.
struct ShotStep: Sendable {
  let operation: StepKey.Operation
  let asked: ShotOrder
  let shot: ShotID
  let layout: ProjectLayout
  let wiring: Wiring
  let terminal: Terminal
  let arguments: Arguments
  var command: String { arguments.verb.name }

  init(_ operation: StepKey.Operation, _ asked: ShotOrder, _ arguments: Arguments, _ terminal: Terminal) throws {
    self.operation = operation
    self.asked = asked
    self.terminal = terminal
    self.arguments = arguments
    layout = try arguments.project()
    shot = try Self.spelling(of: ShotID(arguments[1]), in: layout)
    wiring = try Wiring(arguments, isRehearsal: arguments.has("--dry-run"))
  }

  /// Holds the project's lock while it works.
  func run() async throws -> ExitCode {
    let lock = try FileLock(layout.lock)
    try lock.acquire(.thisProcess(command: command))
    defer { withExtendedLifetime(lock) {} }
    let take = try await Signals.untilStopped { try await make() }
    terminal.endLive()
    guard let take else {
      throw Problem(
        .stopped, "\(shot) was stopped before its take was finished; nothing of it is lost.",
        hint: "Give the same command again, and it goes on.")
    }
    try terminal.show(take)
    terminal.say("\(take.id): \(take.output), \(take.cost ?? .zero)")
    for complaint in take.complaints {
      terminal.say("  \(complaint.verdict.rawValue) \(complaint.name): \(complaint.detail)")
    }
    return .done
  }

  /// Tells what it would send, and leaves everything as it is.
  func rehearse() async throws -> ExitCode {
    let settings = try layout.settings()
    let order = try order(settings, try await elements())
    let dryRun = DryRun(layout: layout, arguments: arguments, terminal: terminal)
    let shots = FolderExecutionStore(layout.shots)
    let steps = wiring.steps(layout, shots, wiring.account(layout, try dryRun.project(), settings), settings)
    let draft = try steps.draft(order, model: asked.model)
    var part = DryRunReport.Part(
      subject: shot.text, action: command, estimate: draft.estimate,
      calls: [DryRunReport.Call(purpose: operation.rawValue, times: 1, request: draft)])
    if let open = try await shots.record(of: shot)?.takes.last, !open.phase.isFinal {
      part.notes = ["\(open.id) was not finished by an earlier call; it would go on first."]
    }
    return try await dryRun.run(part, wiring, settings, operation.medium, asked.model)
  }

  private func make() async throws -> TakeRecord {
    let settings = try layout.settings()
    let order = try order(settings, try await elements())
    let shots = FolderExecutionStore(layout.shots)
    let project = try ProjectIdentityFile.id(in: layout, clock: .system)
    let account = wiring.account(layout, project, settings)
    let steps = wiring.steps(layout, shots, account, settings)
    if let finished = try await finishOpenTake(steps, shots), isAnswer(finished, to: order) { return finished }
    let step = try step(order, after: try await shots.record(of: shot))
    let progress: @Sendable (StepProgress) -> Void = { terminal.progress(shot.text, operation.rawValue, $0.fraction) }
    return switch operation {
    case .keyframe: try await steps.executeKeyframe(step, progress: progress)
    case .video: try await steps.executeVideo(step, progress: progress)
    case .multiShot: try await steps.executeMultiShot(step, progress: progress)
    }
  }

  /// Finishes what an earlier call left of this shot; nil where there is nothing.
  private func finishOpenTake(_ steps: StepRunner, _ shots: FolderExecutionStore) async throws -> TakeRecord? {
    guard let open = try await shots.record(of: shot)?.takes.last, !open.phase.isFinal else { return nil }
    terminal.note("\(open.id) was not finished by an earlier call; it goes on now.")
    return try await steps.resume(shot) { terminal.progress(shot.text, operation.rawValue, $0.fraction) }
  }

  /// Whether a take that was finished is just what was asked for, so that nothing more is to be made.
  private func isAnswer(_ take: TakeRecord, to order: Order) -> Bool {
    guard take.key.operation == operation, take.elements.map(\.id) == order.elements.map(\.id),
      asked.model.map({ $0.lowercased() == take.model.lowercased() }) ?? true
    else { return false }
    return switch order {
    case .keyframe(let order):
      take.shotPrompts.map(\.prompt) == [order.prompt] && take.layout == order.layout && take.size == order.size
    case .video(let order):
      take.shotPrompts == order.shotPrompts && take.size == order.size && take.frameRate == order.frameRate
        && take.startFrame == order.startFrame?.relative(to: layout.root)
    }
  }

  // MARK: - The order

  /// What is asked for is in the file system; a plan may say what it is in words.
  private func elements() async throws -> [Element] {
    let plan = (try? DurableFile.read(layout.plan, limit: 8 << 20)).flatMap { try? Plan.read($0) }
    return try await wiring.library(layout).resolve(asked.elements, descriptions: plan?.descriptions ?? [:])
  }

  private func order(_ settings: ProjectSettings, _ elements: [Element]) throws -> Order {
    let frame = settings.videoSize
    guard operation != .keyframe else {
      let layout = asked.layout
      let size =
        asked.size
        ?? PixelSize(width: frame.width * (layout?.columns ?? 1), height: frame.height * (layout?.rows ?? 1))
      return .keyframe(
        KeyframeOrder(prompt: asked.prompts.first?.prompt ?? "", layout: layout, size: size, elements: elements))
    }
    return .video(
      VideoOrder(
        shotPrompts: asked.prompts, startFrame: try asked.startFrame.map { try startFrame($0) },
        frameRate: settings.frameRate, size: frame, audio: nil, elements: elements))
  }

  /// The start frame as a path in the project, links resolved; beside the working folder it is looked for there.
  private func startFrame(_ text: String) throws -> FilePath {
    let candidates = [FilePath(operand: text), layout.root / text]
    guard let real = candidates.lazy.compactMap({ $0.resolved }).first, let root = layout.root.resolved else {
      throw Problem(.notFound, "There is no start frame \(text).", hint: "Give the path of a picture in the project.")
    }
    guard let relative = real.relative(to: root) else {
      throw Problem(
        .outsideProject, "The start frame \(real) lies outside the project.",
        hint: "Copy it into \(layout.frames(of: shot)) first, and give that path.")
    }
    return layout.root / relative
  }

  // MARK: - Its name

  /// The next step of the shot, with a name for its product that was never used.
  private func step(_ order: Order, after record: ShotRecord?) throws -> Step {
    let earlier = record?.takes.filter { $0.key.operation == operation } ?? []
    let attempt = max(earlier.count, earlier.map(\.key.attempt).max() ?? 0) + 1
    let take = try freeName(record?.takes.map(\.output) ?? [])
    return Step(
      key: StepKey(operation, shot: shot, attempt: attempt), order: order, take: take.name, output: take.output,
      account: shot.text, model: asked.model)
  }

  private func freeName(_ used: [String]) throws -> (name: String, output: String) {
    let (folder, ending) = operation == .keyframe ? (layout.frames(of: shot), "png") : (layout.takes(of: shot), "mp4")
    // A name that a failed take was to have is used too, and the same name in the other folder is another take.
    let there = FileStatus.of(folder) == nil ? [] : try Folder.names(in: folder).map(\.stem)
    let had = used.filter { $0.hasSuffix(".\(ending)") }.map { FilePath($0).name.stem }
    let taken = Set((there + had).map { $0.lowercased() })
    let number = (1...(taken.count + 1)).first { !taken.contains(name($0).lowercased()) } ?? taken.count + 1
    return (name(number), "\(layout.relative(folder) ?? "")/\(name(number)).\(ending)")
  }

  private func name(_ number: Int) -> String {
    let digits = "\(number)"
    return "\(shot)_take" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  /// The id as an earlier call spelled it: ids are compared without case, and files are not.
  private static func spelling(of shot: ShotID, in layout: ProjectLayout) throws -> ShotID {
    guard FileStatus.of(layout.shots) != nil else { return shot }
    return try Folder.names(in: layout.shots).lazy.compactMap { try? ShotID($0.stem) }.first { $0 == shot } ?? shot
  }
}

extension ProjectLayout {
  fileprivate func frames(of shot: ShotID) -> FilePath { frames / shot.text }
  fileprivate func takes(of shot: ShotID) -> FilePath { takes / shot.text }
}

extension Problem.Code {
  /// A file that has to lie in the project and does not.
  static let outsideProject = Self(rawValue: "outside_project")
}
