import Execution
import FolderContract
import Terms

@testable import Sequences

extension SequenceTake {
  /// A take of SEQ05 that was made from `brief`, the shots of `missing` not being there.
  static func example(
    _ number: Int, of brief: Brief, mode: TakeMode = .multiShot, missing: Set<Int> = [], startFrame: String? = nil,
    prompts: [Int: String] = [:]
  ) throws -> SequenceTake {
    let id = "SEQ05_take00\(number)"
    let shots = brief.shots.map { shot in
      TakeShot(
        index: shot.index, prompt: prompts[shot.index] ?? shot.prompt, duration: shot.duration, source: "plan",
        clip: missing.contains(shot.index) ? nil : "takes/SEQ05/\(id)_shot0\(shot.index).mp4")
    }
    return SequenceTake(
      id: id, number: number, mode: mode, request: try Studio.request(number), video: "takes/SEQ05/\(id).mp4",
      startFrame: startFrame, shots: shots, calls: [StepKey(.multiShot, shot: try ShotID("SEQ05"), attempt: number)],
      model: "script-1", elements: [], droppedElements: [], base: nil, audio: nil, cost: .zero, gates: [],
      createdAt: Timestamp(milliseconds: Int64(number)), seconds: 10)
  }
}

extension SequenceTake {
  func with(shots: [TakeShot]? = nil, gates: [GateVerdict]? = nil, seconds: Double? = nil) -> SequenceTake {
    SequenceTake(
      id: id, number: number, mode: mode, decision: decision, decider: decider, note: note, request: request,
      video: video, poster: poster, startFrame: startFrame, shots: shots ?? self.shots, calls: calls, model: model,
      elements: elements, droppedElements: droppedElements, base: base, audio: audio, cost: cost,
      gates: gates ?? self.gates, createdAt: createdAt, seconds: seconds ?? self.seconds)
  }
}

extension SequenceRecord {
  /// In review, with these takes.
  static func reviewed(_ takes: [SequenceTake]) -> SequenceRecord {
    var record = SequenceRecord()
    record.state = .review
    record.takes = takes
    record.takesBegun = takes.map(\.number).max() ?? 0
    return record
  }
}
