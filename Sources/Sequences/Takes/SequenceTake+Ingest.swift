import Execution
import FolderContract
import Terms

extension SequenceTake {
  /// A take of what arrived.
  init(
    _ job: TakeJob, _ calls: [TakeRecord], base: SequenceTake?, _ operation: SequenceRecord.Operation, video: String,
    poster: String?, _ sequence: SequenceID, at time: Timestamp
  ) {
    id = "\(sequence)_take\(job.number.padded(3))"
    number = job.number
    mode = job.mode
    request = operation.request
    self.video = video
    self.poster = poster
    startFrame = job.startFrame
    shots = job.shots
    self.calls = calls.map(\.key)
    model = calls.last?.model ?? base?.model ?? job.model
    elements = job.elements
    droppedElements = job.droppedElements
    self.base = job.base
    audio = job.audio
    cost = calls.compactMap(\.cost).reduce(.zero, +)
    gates = GateVerdict.combined(calls.filter { $0.phase == .complete }, base)
    createdAt = time
    seconds = operation.startedAt.seconds(to: time)
  }
}

extension GateVerdict {
  /// The verdicts on a take: those of its one call, else the worst of each gate, saying which call it is about. What was
  /// found on the take that shots are kept of is repeated where it did not pass.
  static func combined(_ calls: [TakeRecord], _ base: SequenceTake?) -> [GateVerdict] {
    let kept = (base?.gates ?? []).filter { $0.verdict != .pass }.map { verdict in
      GateVerdict(verdict.name, verdict.verdict, figure: verdict.figure, "\(base?.id ?? ""): \(verdict.detail)")
    }
    guard calls.count != 1 || !kept.isEmpty else { return calls.flatMap(\.gates) }
    var worst: [GateVerdict] = []
    let named = calls.flatMap { call in
      call.gates.map { GateVerdict($0.name, $0.verdict, figure: $0.figure, "\(call.id): \($0.detail)") }
    }
    for verdict in named + kept {
      if let place = worst.firstIndex(where: { $0.name == verdict.name }) {
        if verdict.verdict.badness > worst[place].verdict.badness { worst[place] = verdict }
      } else {
        worst.append(verdict)
      }
    }
    return worst
  }
}

extension GateVerdict.Verdict {
  fileprivate var badness: Int {
    switch self {
    case .pass: 0
    case .warn: 1
    case .fail: 2
    }
  }
}
