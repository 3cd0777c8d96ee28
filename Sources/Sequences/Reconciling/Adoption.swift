import Execution
import Terms

extension ClientSequenceRunner {
  /// Takes a finished call that the workflow does not know into it, as a take of its own: it is paid and there.
  func adopt(_ call: TakeRecord, _ sequence: SequenceID) async throws {
    try await verify(call)
    let number = call.key.attempt
    let record = try await store.record(of: sequence)
    guard record.take(number) == nil else { return }
    var job = TakeJob(adopting: call, number: number)
    let shots = try await cutApart(call, job.calls[0], of: job, sequence)
    job.fill(shots)
    let operation = SequenceRecord.Operation(
      request: ULID(at: call.createdAt), before: record.state, startedAt: call.createdAt, job: .take(job))
    let take = try await finish(job, operation, of: sequence)
    try await store.update(sequence) { record in
      record.put(take)
      record.takesBegun = max(record.takesBegun, number)
      if [.notStarted, .gridReview, .startFrameApproved].contains(record.state) {
        record.state = try record.state.after(.reconsider, of: sequence)
      }
    }
  }
}

extension TakeJob {
  /// What a finished call was part of, as far as it says so itself.
  fileprivate init(adopting call: TakeRecord, number: Int) {
    self.init(
      number: number, mode: .multiShot,
      shots: call.shotPrompts.map {
        TakeShot(index: $0.index, prompt: $0.prompt, duration: $0.duration, source: call.id)
      },
      calls: [
        TakeCall(
          step: call.key, take: call.id, output: call.output, shots: call.shotPrompts, startFrame: call.startFrame,
          continues: nil, elements: [], offset: 0)
      ], startFrame: call.startFrame, base: nil, elements: call.elements.map(\.id),
      droppedElements: call.droppedElements, model: call.model, frameRate: call.frameRate ?? .film, size: call.size,
      audio: nil)
  }
}
