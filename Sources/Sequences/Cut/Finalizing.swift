import DurableFiles
import Editorial
import Execution
import FolderContract
import Terms

/// From approved takes to the cut of the song.
extension ClientSequenceRunner {
  func cut(_ command: Command, _ progress: @escaping @Sendable (Double) -> Void) async throws -> Outcome {
    guard case .cut(let brief) = command.subject else { return Outcome() }
    return switch command.work {
    case .finalize: try await finalize(brief, progress)
    case .animatic: try await animatic(brief, command, progress)
    default: Outcome()
    }
  }

  /// Conforms the approved takes to the project's frame rate, puts them under the song and writes the editor's files.
  private func finalize(
    _ brief: CutBrief, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let records = try await store.all()
    let chosen = try chosen(brief, records)
    for sequence in chosen {
      guard let record = records[sequence], let approval = record.approval else { continue }
      try await verify(approval, record, sequence)
    }
    let cut = try await editing.finalize(try await plan(brief, records, cutting: chosen)) { progress($0 * 0.98) }
    var outcome = Outcome()
    outcome.outputs = [cut.video] + cut.documents
    outcome.warnings = cut.warnings
    for sequence in chosen {
      guard let approval = records[sequence]?.approval else { continue }
      let isFinal = try await store.update(sequence) { record in try record.finalize(approval, in: cut.video, sequence)
      }
      if !isFinal { outcome.warnings.append("\(sequence) was decided on anew meanwhile; it is in the cut as it was.") }
    }
    return outcome
  }

  /// The sequences that go into the cut: those that are named and those that are final already, else all approved ones.
  private func chosen(_ brief: CutBrief, _ records: [SequenceID: SequenceRecord]) throws(Problem) -> [SequenceID] {
    for sequence in brief.chosen {
      let record = records[sequence] ?? SequenceRecord()
      if !record.state.isDecided { _ = try record.state.after(.finalize, of: sequence) }
    }
    let chosen = brief.sequences.map(\.brief.sequence).filter { sequence in
      guard let record = records[sequence], record.approval != nil else { return false }
      return record.state == .final
        || record.state == .approved && (brief.chosen.isEmpty || brief.chosen.contains(sequence))
    }
    guard chosen.isEmpty else { return chosen }
    throw Problem(
      .nothingApproved, "No sequence is approved, so there is nothing to cut.",
      hint: "Approve takes first: drag their videos into picks/.")
  }

  /// Along the song: what is approved from its takes, all else as gaps.
  private func plan(
    _ brief: CutBrief, _ records: [SequenceID: SequenceRecord], cutting chosen: [SequenceID]
  ) async throws -> CutPlan {
    var sequences: [CutPlan.Sequence] = []
    for stretch in brief.sequences {
      let id = stretch.brief.sequence
      let isCut = chosen.contains(id)
      let approved = try await approvedShots(of: id, isCut ? records[id] : nil)
      sequences.append(
        CutPlan.Sequence(
          id: id, title: stretch.brief.title, start: stretch.start, end: stretch.end,
          shots: approved ?? stretch.brief.gaps(records[id]?.state ?? .notStarted)))
    }
    return CutPlan(
      title: brief.title, rate: brief.frameRate, size: brief.size, song: try await song(of: brief),
      sections: brief.sections.map { CutPlan.Section(name: $0.name, start: $0.start, end: $0.end) },
      sequences: sequences)
  }

  private func song(of brief: CutBrief) async throws -> CutPlan.Song? {
    guard let song = brief.song else { return nil }
    return CutPlan.Song(file: song, seconds: try await editing.seconds(of: layout.root / song))
  }

  private func approvedShots(of sequence: SequenceID, _ record: SequenceRecord?) async throws -> [CutPlan.Shot]? {
    guard let record, let approval = record.approval, let take = record.take(approval.take) else { return nil }
    var offset = 0.0
    var shots: [CutPlan.Shot] = []
    for planned in take.shots {
      defer { offset += planned.duration }
      let source = record.take(approval.take(of: planned.index))
      guard let source, let shot = source.shot(planned.index) else { continue }
      shots.append(
        CutPlan.Shot(
          index: planned.index, offset: offset, duration: planned.duration, prompt: shot.prompt,
          content: try await content(shot, of: source), notes: source.notes))
    }
    return shots
  }

  /// A shot ends where its slice ends: where that is a frame too short, its last frame is held, and nothing of the next
  /// shot flashes up.
  private func content(_ shot: TakeShot, of take: SequenceTake) async throws -> CutPlan.Content {
    guard let file = shot.file, let start = shot.firstFrame, let end = shot.endFrame, let rate = shot.frameRate else {
      return .gap(reason: "shot \(shot.index) is missing from \(take.id)")
    }
    return .source(
      CutPlan.Source(
        file: file, take: take.number, rate: rate, frames: end, start: start,
        isFromModel: try await isFromModel([], take)))
  }
}

extension SequenceRecord {
  /// False where people have decided on it anew.
  fileprivate mutating func finalize(
    _ approval: Approval, in cut: String, _ sequence: SequenceID
  ) throws(Problem) -> Bool {
    guard self.approval == approval, state.isDecided else { return false }
    if state == .approved { state = try state.after(.finalize, of: sequence) }
    finalCut = cut
    return true
  }
}

extension SequenceTake {
  /// What was said about it, for the editor.
  fileprivate var notes: [CutPlan.Note] {
    note.map { [CutPlan.Note(author: decider?.name ?? "", text: $0)] } ?? []
  }
}

extension Brief {
  /// Its shots while none of them is approved.
  fileprivate func gaps(_ state: WorkflowState) -> [CutPlan.Shot] {
    var offset = 0.0
    return shots.map { shot in
      defer { offset += shot.duration }
      return CutPlan.Shot(
        index: shot.index, offset: offset, duration: shot.duration, prompt: shot.prompt,
        content: .gap(reason: "not approved yet (\(state.rawValue))"))
    }
  }
}

extension Problem.Code {
  /// A cut is asked for, and no sequence is approved.
  static let nothingApproved = Self(rawValue: "nothing_approved")
}
