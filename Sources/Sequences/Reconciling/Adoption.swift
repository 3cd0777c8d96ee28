import Execution
import FolderContract
import Terms

extension ClientSequenceRunner {
  /// Takes a finished call that the workflow does not know into it, as a take of its own: it is paid and there.
  func adopt(_ call: TakeRecord, _ sequence: SequenceID) async throws {
    try await verify(call)
    let record = try await store.record(of: sequence)
    guard let number = call.takeNumber, record.take(number) == nil else {
      throw Problem(
        .transitionRefused, "There is another take of the name \(call.id).",
        hint: "Its file is kept; make the take again where it is needed.")
    }
    var job = TakeJob(adopting: call, number: number)
    for part in job.calls { job.fill(try await cutApart(call, part, of: job, sequence)) }
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

extension TakeRecord {
  /// The number in the name of a whole take's file; nil for every other file.
  fileprivate var takeNumber: Int? {
    guard let sequence = try? SequenceID(account),
      let product = Product.parse(FilePath(output).name, sequences: [sequence]), product.shot == nil,
      case .take(let number) = product.kind
    else { return nil }
    return number
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
