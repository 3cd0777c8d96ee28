import DurableFiles
import Execution
import FolderContract
import Imaging
import Terms

/// What picking an option again means.
///
/// - The option that stands, with its video made: the pick is answered with that video and runs nothing. So is one whose
///   start frame stands where the project stops at start frames.
/// - The option that stands, its video failed or never begun: the video is tried again from the same start frame.
/// - Another option once there is a video: it waits for a `confirm`, also where an older video was made from that very
///   option; the question names it, since approving that one may be all that is wanted. Confirmed, it is a new pick.
///
/// A shot's own start frame goes on to a take that makes only that shot again, where there is a take to keep the others of.
extension ClientSequenceRunner {
  /// Makes the chosen option the start frame and, unless the project stops there, goes on to the video.
  func pick(
    _ choice: PickOrder, _ brief: Brief, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let record = try await store.record(of: brief.sequence)
    if !record.knows(command.request), !record.hasFrame(of: command.request) {
      if command.answered.isEmpty, let answer = try await earlierAnswer(choice, brief, record) { return answer }
      if let question = try await question(about: command) { throw question }
      try await setStartFrame(choice, brief, command)
    }
    return try await goOn(from: choice.shot, brief, command, progress)
  }

  /// From the start frame to the video.
  func goOn(
    from shot: Int?, _ brief: Brief, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let record = try await store.record(of: brief.sequence)
    let frame = record.startFrames.last { $0.request == command.request }
    guard let order = record.order(after: shot, brief, command.request) else {
      var outcome = Outcome()
      outcome.outputs = frame.map { [$0.path] } ?? []
      if let shot, brief.generatesAfterPick {
        outcome.warnings = [
          "Shot \(shot) has its start frame; drop \(brief.sequence).take into picks/ to make the video."
        ]
      }
      return outcome
    }
    progress(0.05)
    do {
      var outcome = try await generate(order, brief, command) { progress(0.05 + $0 * 0.95) }
      if let path = frame?.path, !outcome.outputs.contains(path) { outcome.outputs.append(path) }
      return outcome
    } catch let problem as Problem
      where problem.code == .capReached
    {
      // The start frame is kept, and the video waits until somebody says that there is money for it.
      throw Question(asking: [Question.Topic(.capReached, problem.message)], of: brief.sequence)
    }
  }

  /// What a person has to answer before a pick may change anything, or nil.
  public func question(about command: Command) async throws -> Question? {
    guard command.work.isPick, let sequence = command.sequence else { return nil }
    let record = try await store.record(of: sequence)
    guard !record.hasFrame(of: command.request) else { return nil }
    var choice: PickOrder?
    if case .pick(let order) = command.work { choice = order }
    let stands = choice.map { record.stands($0) } ?? false
    switch record.state {
    // What runs may be of the same option: then it is the answer.
    case .generating where record.operation?.request != command.request && !stands: break
    case .review, .approved, .final: if stands, record.standingTake(of: choice?.shot) != nil { return nil }
    default: return nil
    }
    let shot = command.work.pickedShot.map { " of its shot \($0)" } ?? ""
    let video = record.newestTake(of: sequence) ?? "its first take"
    let standing =
      record.approval.map { "\(sequence) is \(record.state.rawValue) (take \($0.take)\($0.by.told))" }
      ?? "\(sequence) already has a video (\(video))"
    let consequence =
      record.approval == nil ? "make another" : "take that back and make another video"
    let message =
      "\(standing); this pick\(shot) would \(consequence) from a new start frame."
      + (choice.map { record.earlierVideo(of: $0) } ?? "")
    return Question(
      [Question.Topic(.pickAfterVideo, message)], of: sequence, answered: command.answered)
  }

  /// The answer of the earlier pick of the same option, so that picking it again runs nothing.
  private func earlierAnswer(
    _ choice: PickOrder, _ brief: Brief, _ record: SequenceRecord
  ) async throws -> Outcome? {
    guard record.stands(choice), let frame = record.startFrame(of: choice.shot) else { return nil }
    var answer = Outcome()
    if let take = record.standingTake(of: choice.shot) {
      answer = outcome(of: [take])
      answer.warnings.append("This option was picked before; its video is \(take.video).")
    } else if !brief.generatesAfterPick, FileStatus.of(layout.root / frame.path) != nil {
      answer.outputs = [frame.path]
      answer.warnings.append("This option was picked before; its start frame is \(frame.path).")
    } else {
      return nil
    }
    answer.cost = .zero
    return answer
  }

  private func setStartFrame(_ choice: PickOrder, _ brief: Brief, _ command: Command) async throws {
    let sequence = brief.sequence
    let record = try await store.record(of: sequence)
    _ = try record.state.after(.pick, of: sequence)
    let grid = try record.grid(choice)
    let option = try grid.option(choice)
    let path =
      if let again = record.frameToUseAgain(choice), FileStatus.of(layout.root / again) != nil { again } else {
        try await freeFrame(sequence, choice.shot, from: record.startFrames.count + 1) { [self] path in
          try await crop(
            [(option, path)], of: CutPicture(path: grid.path, prompt: grid.prompt, isFromModel: grid.isFromModel))
        }
      }
    try await write(
      StartFrameRecord(
        path: path, shot: choice.shot, request: command.request, grid: grid.number, cell: option.name,
        pickedAt: clock.now()), .pick, sequence)
  }

  func write(_ frame: StartFrameRecord, _ event: WorkflowEvent, _ sequence: SequenceID) async throws {
    try await store.update(sequence) { record in
      record.state = try record.state.after(event, of: sequence)
      record.problem = nil
      record.withdrawApproval()
      record.startFrames.append(frame)
    }
  }

  /// Makes a picture under the next free number; one that a kill left behind is the same and is adopted.
  func freeFrame(
    _ sequence: SequenceID, _ shot: Int?, from number: Int, _ make: (String) async throws -> Void
  ) async throws -> String {
    for number in number...(number + 1000) {
      let path = path(.startFrame(sequence, shot: shot, number))
      do {
        try await make(path)
        return path
      } catch let problem as Problem where problem.code == .alreadyExists { continue }
    }
    throw Problem(.alreadyExists, "frames/\(sequence) is full.", hint: "Clear out that folder.")
  }

  /// Throws `no_such_option` where a pick names a grid or a cell that does not exist.
  public func check(_ command: Command) async throws {
    guard case .pick(let choice) = command.work, let sequence = command.sequence else { return }
    _ = try await store.record(of: sequence).grid(choice).option(choice)
  }
}

extension SequenceRecord {
  /// The take that a pick goes on to, or nil.
  func order(after shot: Int?, _ brief: Brief, _ request: ULID) -> TakeOrder? {
    guard brief.generatesAfterPick else { return nil }
    guard let shot else { return TakeOrder() }
    let isRedo = takes.contains { $0.isComplete && $0.request != request }
    return isRedo ? TakeOrder(mode: .individual, shots: [shot]) : nil
  }

  func hasFrame(of request: ULID) -> Bool { startFrames.contains { $0.request == request } }

  /// Whether the start frame that stands was cut from the option that is chosen.
  func stands(_ choice: PickOrder) -> Bool { startFrame(of: choice.shot).map { isOf(choice, $0) } ?? false }

  func isOf(_ choice: PickOrder, _ frame: StartFrameRecord) -> Bool {
    guard let grid = try? grid(choice), frame.shot == choice.shot, frame.grid == grid.number,
      grid.layout.contains(choice.cell)
    else { return false }
    return frame.cell == grid.layout.name(of: choice.cell)
  }

  /// The newest take of the start frame that stands.
  func standingTake(of shot: Int?) -> SequenceTake? {
    startFrame(of: shot).flatMap { frame in
      takes.last { take in
        shot == nil ? take.startFrame == frame.path : take.request == frame.request
      }
    }
  }

  /// The start frame that stands, where it is of the option that is chosen and came to no video.
  func frameToUseAgain(_ choice: PickOrder) -> String? {
    stands(choice) && standingTake(of: choice.shot) == nil ? startFrame(of: choice.shot)?.path : nil
  }

  /// The take that is made now, else the last one: named alike before and after it came, so that a question about it
  /// stays the same.
  func newestTake(of sequence: SequenceID) -> String? {
    if case .take(let job) = operation?.job { return FileName(Product.take(sequence, job.number).fileName).stem }
    return takes.last?.id
  }

  func earlierVideo(of choice: PickOrder) -> String {
    let frames = startFrames.filter { isOf(choice, $0) }.map(\.path)
    guard let take = takes.last(where: { $0.startFrame.map(frames.contains) ?? false }) else { return "" }
    return " \(take.id) was made from this option before."
  }

  func grid(_ choice: PickOrder) throws -> GridRecord {
    let grids = grids(of: choice.shot)
    guard let grid = choice.grid.map({ number in grids.first { $0.number == number } }) ?? grids.last else {
      let known =
        grids.isEmpty
        ? "It has none yet." : "It has \(grids.map { "g" + $0.number.padded(2) }.joined(separator: ", "))."
      throw Problem(
        .noSuchOption, "There is no grid\(choice.grid.map { " g" + $0.padded(2) } ?? "") to pick from. \(known)",
        hint: grids.isEmpty
          ? "Ask for one first: drop a request that names only the sequence\(choice.shot == nil ? "" : " and the shot") into inbox/."
          : "Name one of those, or leave the number out to pick from the newest.")
    }
    return grid
  }
}

extension GridRecord {
  func option(_ choice: PickOrder) throws -> GridRecord.Option {
    let name = layout.name(of: choice.cell)
    // The name alone would take r3c3 for the bottom right of four.
    guard layout.contains(choice.cell), let option = options.first(where: { $0.name == name }) else {
      throw Problem(
        .noSuchOption, "Grid g\(number.padded(2)) has no cell \(choice.cell): it is \(layout).",
        hint: "Pick one of \(options.map(\.name).joined(separator: ", ")).")
    }
    return option
  }
}
