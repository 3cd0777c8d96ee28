import DurableFiles
import Execution
import FolderContract
import Foundation
import Media
import Terms

extension ClientSequenceRunner {
  /// Makes a take of the whole sequence in one call, from the start frame that stands.
  func generate(_ command: Command, _ progress: @escaping @Sendable (Double) -> Void) async throws -> Outcome {
    let sequence = command.sequence
    let record = try await store.record(of: sequence)
    if let take = record.takes.last(where: { $0.request == command.request }) {
      return try await outcome(of: take, in: sequence)
    }
    let operation = try await begin(
      .generate(needsGrid: command.brief.needsGrid), command, .multiShot, of: try Self.takeShot(sequence)
    ) { .take(sequence, $0) }
    return try await attempt(operation, of: sequence) {
      let step = Step(
        key: operation.step, order: .video(order(command.brief, operation)),
        take: "\(sequence)_take\(operation.number.padded(3))",
        output: path(.take(sequence, operation.number)), account: sequence.text)
      let take = try await steps.executeMultiShot(step) { progress($0.fraction * 0.97) }
      return try await finishTake(take, operation, of: sequence)
    }
  }

  static func takeShot(_ sequence: SequenceID) throws -> ShotID { try ShotID(sequence.text) }

  /// Writes poster and sidecar of a finished take, and the take itself into the workflow.
  func finishTake(
    _ take: TakeRecord, _ operation: SequenceRecord.Operation, of sequence: SequenceID
  ) async throws -> Outcome {
    try await verify(take)
    let poster = try await makePoster(of: take, as: .poster(sequence, take: operation.number))
    try await writeSidecar(take, beside: take.output)
    let finished = SequenceTake(
      id: take.id, number: operation.number, mode: .multiShot, decision: .undecided, request: operation.request,
      video: take.output, poster: poster, startFrame: operation.startFrame, cost: take.cost ?? .zero,
      gates: take.gates, createdAt: clock.now())
    try await store.update(sequence) { record in
      try record.finish(operation, .takeReady, of: sequence)
      record.takes.append(finished)
    }
    return try await outcome(of: finished, in: sequence)
  }

  func outcome(of take: SequenceTake, in sequence: SequenceID) async throws -> Outcome {
    let key = StepKey(.multiShot, shot: try Self.takeShot(sequence), attempt: take.number)
    var outcome = Outcome()
    outcome.estimate = try await shots.record(of: key.shot)?.take(key)?.estimate ?? take.cost
    outcome.promptsSource = "plan"
    outcome.outputs = [take.video] + (take.poster.map { [$0] } ?? []) + (take.startFrame.map { [$0] } ?? [])
    outcome.cost = take.cost
    outcome.warnings = take.gates.filter { $0.verdict != .pass }.map { "Gate \($0.name): \($0.detail)" }
    return outcome
  }

  private func order(_ brief: Brief, _ operation: SequenceRecord.Operation) -> VideoOrder {
    VideoOrder(
      shotPrompts: brief.shots, startFrame: operation.startFrame.map { layout.root / $0 }, frameRate: brief.frameRate,
      size: brief.videoSize,
      audio: brief.audio.map { AudioStretch(file: layout.root / $0.file, start: $0.start) })
  }
}
