import Execution
import Terms

/// Where workflow, execution and disk say different things about one sequence, and what follows: pure.
///
/// What has only one truth is mended; everything else is put to a person.
enum Disagreement: Hashable, Sendable {
  /// The state says that something runs, and nothing does.
  case runsNothing(WorkflowState)
  /// Something stands, and the state is an idle one.
  case standsIdle(WorkflowState)
  /// The state needs something that is not there: a grid, a start frame, a take, an approval.
  case lacksEvidence(WorkflowState)
  /// A number was counted less far than it was used.
  case miscounted
  case gridMissing(String)
  case optionMissing(GridRecord, GridRecord.Option)
  case startFrameMissing(StartFrameRecord, GridRecord?)
  /// The video of a take, and whether all that it was joined from is there.
  case videoMissing(SequenceTake, partsAreThere: Bool)
  /// A shot's own video, and whether the file that it was cut from is there.
  case clipMissing(SequenceTake, TakeShot, fileIsThere: Bool)
  case sidecarMissing(SequenceTake)
  case posterMissing(SequenceTake)
  case unchecked(SequenceTake)
  /// Execution knows nothing of a call that a take was made with.
  case callUnknown(SequenceTake, StepKey)
  /// A file that is not what the provider sent any more.
  case changed(SequenceTake, String)
  /// Execution finished a take that the workflow does not have.
  case takeUnknown(TakeRecord)
  /// The cut that was written of final work.
  case cutMissing(String)

  enum Remedy: Hashable, Sendable {
    /// Only one truth is possible.
    case mend
    /// A person has to say; the sentence ends with what is possible.
    case ask(hint: String)
  }
}

extension Disagreement {
  /// What is there of one sequence.
  struct Evidence {
    let record: SequenceRecord
    /// Whether a file of the project is there, by its path.
    let isThere: (String) -> Bool
    /// The calls that execution knows, by their keys.
    let calls: [StepKey: TakeRecord]
    /// Files whose contents are not what their calls delivered.
    var changed: Set<String> = []
  }

  /// Everything that disagrees, what others follow from first.
  static func all(_ evidence: Evidence) -> [Disagreement] {
    workflow(evidence.record) + pictures(evidence) + videos(evidence) + execution(evidence)
  }

  /// What the record alone says against itself.
  static func workflow(_ record: SequenceRecord) -> [Disagreement] {
    var found: [Disagreement] = []
    if record.operation == nil, !record.state.isIdle {
      found.append(.runsNothing(record.state))
    } else if record.operation != nil, record.state.isIdle {
      found.append(.standsIdle(record.state))
    } else if !record.hasEvidence {
      found.append(.lacksEvidence(record.state))
    }
    if record.isMiscounted { found.append(.miscounted) }
    return found
  }

  private static func pictures(_ evidence: Evidence) -> [Disagreement] {
    let record = evidence.record
    var found: [Disagreement] = []
    for grid in record.grids {
      guard evidence.isThere(grid.path) else {
        found.append(.gridMissing(grid.path))
        continue
      }
      found += grid.options.filter { !evidence.isThere($0.path) }.map { .optionMissing(grid, $0) }
    }
    let standing = Set(record.startFrames.map(\.shot)).compactMap { record.startFrame(of: $0) }
    for frame in standing.sorted(by: { $0.path < $1.path }) where !evidence.isThere(frame.path) {
      let grid = record.grids.first {
        $0.shot == frame.shot && $0.number == frame.grid && evidence.isThere($0.path)
      }
      found.append(.startFrameMissing(frame, grid))
    }
    return found
  }

  private static func videos(_ evidence: Evidence) -> [Disagreement] {
    evidence.record.takes.flatMap { take -> [Disagreement] in
      var found: [Disagreement] = []
      let files = take.shots.compactMap(\.file)
      if !evidence.isThere(take.video) {
        let isJoined = !files.isEmpty && !files.contains(take.video)
        found.append(.videoMissing(take, partsAreThere: isJoined && files.allSatisfy(evidence.isThere)))
      }
      for shot in take.shots where shot.keptFrom == nil {
        guard let clip = shot.clip, clip != take.video, !evidence.isThere(clip) else { continue }
        let isCut = shot.file.map { $0 != clip && evidence.isThere($0) } ?? false
        found.append(.clipMissing(take, shot, fileIsThere: isCut))
      }
      guard evidence.isThere(take.video) else { return found }
      if !evidence.isThere(take.sidecar) { found.append(.sidecarMissing(take)) }
      if let poster = take.poster, !evidence.isThere(poster) { found.append(.posterMissing(take)) }
      if take.gates.isEmpty { found.append(.unchecked(take)) }
      found += ([take.video] + files).uniqued.filter(evidence.changed.contains).map { .changed(take, $0) }
      return found
    }
  }

  private static func execution(_ evidence: Evidence) -> [Disagreement] {
    let record = evidence.record
    var found: [Disagreement] = record.takes.flatMap { take in
      take.calls.filter { evidence.calls[$0] == nil }.map { .callUnknown(take, $0) }
    }
    let standing = Set((record.operation?.steps ?? []) + record.unresolved.flatMap(\.steps))
    let known = Set(record.takes.flatMap(\.calls)).union(standing)
    let stray = evidence.calls.values.filter { call in
      call.phase == .complete && call.key.operation != .keyframe && !known.contains(call.key)
    }
    found += stray.sorted { $0.id < $1.id }.map { .takeUnknown($0) }
    if record.state == .final, let cut = record.finalCut, !evidence.isThere(cut) { found.append(.cutMissing(cut)) }
    return found
  }
}

extension Disagreement {
  var remedy: Remedy {
    switch self {
    case .runsNothing, .standsIdle, .lacksEvidence, .miscounted, .optionMissing, .sidecarMissing, .posterMissing,
      .startFrameMissing(_, _?), .videoMissing(_, partsAreThere: true), .clipMissing(_, _, fileIsThere: true):
      .mend
    case .takeUnknown(let take) where take.key.operation == .multiShot && !take.output.contains("_call"): .mend
    case .takeUnknown: .ask(hint: "Its file is kept; make the take again where it is needed.")
    case .gridMissing: .ask(hint: "Put that picture back, or ask for another grid.")
    case .startFrameMissing: .ask(hint: "Put that picture back, or pick again.")
    case .videoMissing, .clipMissing: .ask(hint: "Put that file back, or make another take.")
    case .unchecked: .ask(hint: "Look at it before you decide, or make another take.")
    case .callUnknown: .ask(hint: "Put state/starsend/shots back from a backup; the take itself is there.")
    case .changed: .ask(hint: "Put the file back as it was, or make another take.")
    case .cutMissing: .ask(hint: "Put it back, or reopen the sequence and finalize again.")
    }
  }

  /// What was done about it, a sentence.
  var mended: String {
    switch self {
    case .takeUnknown: "It is a take of the sequence now."
    case .runsNothing, .standsIdle, .lacksEvidence, .miscounted: "That is put right."
    default: "It was made again from what is there."
    }
  }

  /// One sentence.
  func sentence(_ sequence: SequenceID) -> String {
    switch self {
    case .runsNothing(let state): "\(sequence) was called \(state.rawValue), and nothing runs for it."
    case .standsIdle(let state): "\(sequence) was called \(state.rawValue), and something stands for it."
    case .lacksEvidence(let state): "\(sequence) was called \(state.rawValue), and what that needs is not there."
    case .miscounted: "\(sequence) has a grid or a take with a higher number than was counted."
    case .gridMissing(let path): "\(sequence): the grid \(path) is missing from the folder."
    case .optionMissing(_, let option): "\(sequence): the option \(option.path) was missing from the folder."
    case .startFrameMissing(let frame, _): "\(sequence): the start frame \(frame.path) is missing from the folder."
    case .videoMissing(let take, _): "\(sequence): \(take.video) is missing from the folder."
    case .clipMissing(_, let shot, _): "\(sequence): \(shot.clip ?? "shot \(shot.index)") is missing from the folder."
    case .sidecarMissing(let take): "\(sequence): \(take.sidecar) was missing from the folder."
    case .posterMissing(let take): "\(sequence): the poster of \(take.id) was missing from the folder."
    case .unchecked(let take): "\(sequence): \(take.id) was never checked."
    case .callUnknown(let take, let key): "\(sequence): nothing is known of \(key), which made \(take.id)."
    case .changed(_, let path): "\(sequence): \(path) is not what the provider sent any more."
    case .takeUnknown(let take): "\(sequence): \(take.id) was made and paid, and the workflow did not have it."
    case .cutMissing(let path): "\(sequence) is final, and \(path) is missing from the folder."
    }
  }
}

extension SequenceRecord {
  /// Whether what an idle state needs is there.
  fileprivate var hasEvidence: Bool {
    switch state {
    case .notStarted, .gridExploring, .generating: true
    case .gridReview: !grids.isEmpty
    case .startFrameApproved: startFrames.contains { !$0.isWithdrawn }
    case .review: !undecided.isEmpty
    case .approved, .final: approval.map { approval in takes.contains { $0.number == approval.take } } ?? false
    }
  }

  fileprivate var isMiscounted: Bool {
    (takes.map(\.number).max() ?? 0) > takesBegun
      || grids.contains { $0.number > gridsBegun[$0.shot ?? 0] ?? 0 }
  }

  /// Mends what the record alone says against itself.
  mutating func mend() {
    for disagreement in Disagreement.workflow(self) {
      switch disagreement {
      case .runsNothing: state = evident
      case .standsIdle: if let operation { state = operation.isGrid ? .gridExploring : .generating }
      case .lacksEvidence:
        withdrawApproval()
        state = evident
      case .miscounted:
        takesBegun = max(takesBegun, takes.map(\.number).max() ?? 0)
        for grid in grids { gridsBegun[grid.shot ?? 0] = max(gridsBegun[grid.shot ?? 0] ?? 0, grid.number) }
      default: break
      }
    }
  }

  /// The state that what is there speaks for.
  private var evident: WorkflowState {
    if let approval, takes.contains(where: { $0.number == approval.take }) { return .approved }
    return left().state
  }
}

extension SequenceTake {
  /// The file beside its video.
  var sidecar: String { (video.hasSuffix(".mp4") ? String(video.dropLast(4)) : video) + ".json" }
}

extension Array where Element: Hashable {
  /// Each once, in the order in which they came.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
