import DurableFiles
import Foundation
import Terms

/// What is asked of a provider, each answer durable before the next question.
extension StepRunner {
  /// A provider, and the call that it is asked about.
  struct Asking {
    let provider: any Provider
    let call: Call

    init(_ provider: any Provider, _ call: Call) {
      self.provider = provider
      self.call = call
    }
  }

  func ask(
    _ action: StepMachine.Action, _ take: TakeRecord, _ asking: Asking,
    _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    // What runs on this machine works while it is collected, a service while it is polled.
    let polled = asking.provider.isRepeatable ? 0.1 : 0.8
    return switch action {
    case .submit: try await submit(take, asking)
    case .submitAgain: try await send(take, try await asking.provider.prepare(asking.call), asking)
    case .find:
      try await alone(with: take.bodySHA256 ?? "", asking) {
        try await accept(take, as: try await find(take, asking), asking)
      }
    case .poll: try await poll(take, asking) { progress($0 * polled) }
    default: try await collect(take, asking) { progress(polled + $0 * (0.9 - polled)) }
    }
  }

  private func submit(_ take: TakeRecord, _ asking: Asking) async throws -> TakeRecord {
    // The record lies where others write, and prices may have changed: what holds now is set aside, by today's rules.
    _ = try self.provider(for: take.key.operation, model: take.model)
    let quote = try asking.provider.quote(asking.call.order)
    let take = quote > take.estimate ? try await keep(take.with { $0.estimate = quote }) : take
    // Again where it was given back meanwhile; it is not counted twice.
    try await account.reserve(take)
    if let known = try await account.request(of: take) { return try await adopt(known, take, asking) }
    let body = try await asking.provider.prepare(asking.call)
    let digest = Digest.sha256(body)
    return try await alone(with: digest, asking) {
      try checkGoing(take.key.shot)
      let now = clock.now()
      let intent = try await keep(
        take.with {
          $0.phase = .submitting
          $0.bodySHA256 = digest
          $0.body = body.count <= Self.longestKeptBody ? String(decoding: body, as: UTF8.self) : nil
          $0.submittedAt = now
        })
      return try await send(intent, body, Asking(asking.provider, call(of: intent, asking.call.order)))
    }
  }

  /// The ledger knows a call of this step that was not settled, while the take does not: its file was put back, or taken
  /// away. It is gone on with, never made again.
  private func adopt(_ request: String, _ take: TakeRecord, _ asking: Asking) async throws -> TakeRecord {
    let intent = try await keep(take.with { $0.phase = .submitting })
    return try await accept(intent, as: CallHandle(id: request), asking)
  }

  /// Has a body for itself from the intent to the provider's id: of two calls alike whose answers were lost, nobody could
  /// say which is whose.
  private func alone(
    with digest: String, _ asking: Asking, _ work: () async throws -> TakeRecord
  ) async throws -> TakeRecord {
    if asking.provider.isRepeatable { return try await work() }
    return try await desk.alone(with: digest, for: account.project, work: work)
  }

  private func send(_ take: TakeRecord, _ body: Data, _ asking: Asking) async throws -> TakeRecord {
    let handle: CallHandle
    do { handle = try await paid(body, asking) } catch  where !(error is CallFailure) && !asking.provider.isRepeatable {
      // The agent ends: the next one looks for it.
      try checkGoing(take.key.shot)
      handle = try await find(take, asking, after: error)
    }
    return try await accept(take, as: handle, asking)
  }

  /// Makes durable what the provider knows the call by, before anything else.
  private func accept(_ take: TakeRecord, as handle: CallHandle, _ asking: Asking) async throws -> TakeRecord {
    let submitted: TakeRecord
    do { submitted = try await keep(take.with { $0.submitted(as: handle) }) } catch  where !asking.provider.isRepeatable
    {
      throw Problem(
        .outcomeUnknown,
        "\(take.provider) took the call for take \(take.id), but its answer could not be written down.",
        hint: "Mend the disk, and look at the provider's own list before you pay again.",
        cause: "request \(handle.id): \(error)")
    }
    // The take says it as well: where the ledger cannot be written now, nothing of the call is lost.
    if !asking.provider.isRepeatable { try? await account.note(submitted) }
    return submitted
  }

  /// Looks for a call of which nobody knows whether it was made. Throws `outcome_unknown` where it is not surely there.
  private func find(_ take: TakeRecord, _ asking: Asking, after error: (any Error)? = nil) async throws -> CallHandle {
    // The take lost what the ledger kept, and a kill came before it had it again.
    if let known = try await account.request(of: take) { return CallHandle(id: known) }
    let lost = LostCall(
      body: take.body.map { Data($0.utf8) }, submittedAt: take.submittedAt ?? take.createdAt,
      known: try await account.requests(besides: take))
    do {
      let found = try await asking.provider.find(lost, asking.call)
      // Somebody else may have got to know it meanwhile.
      if let found, !(try await account.requests(besides: take)).contains(found.id) { return found }
    } catch {
      try checkGoing(take.key.shot)
      throw Self.unknownOutcome(take, after: error as? Problem)
    }
    throw Self.unknownOutcome(take, after: error as? Problem)
  }

  /// A call that costs money is waited for even where the agent ends or a person cancels: cut short, nobody would know
  /// whether it was made. The provider shields what is on the wire, and only that; it is told of the cancel, so that it
  /// makes no further try. Its deadline is its own.
  private func paid(_ body: Data, _ asking: Asking) async throws -> CallHandle {
    let (provider, call) = (asking.provider, asking.call)
    if provider.isRepeatable { return try await provider.submit(body, call) }
    let submit = Task { try await provider.submit(body, call) }
    return try await withTaskCancellationHandler {
      try await submit.value
    } onCancel: {
      submit.cancel()
    }
  }

  private func poll(
    _ take: TakeRecord, _ asking: Asking, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let handle = take.handle ?? CallHandle(id: "")
    let answer = try await asking.provider.outcome(of: handle, asking.call, progress: progress)
    return try await keep(
      take.with {
        $0.phase = .answered
        $0.answer = String(decoding: answer, as: UTF8.self)
      })
  }

  private func collect(
    _ take: TakeRecord, _ asking: Asking, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> TakeRecord {
    let temporary = temporary(of: take)
    try await offPool {
      try Folder.make(temporary.parent, levels: 2)
      DurableFile.remove(temporary)
    }
    let collected = try await asking.provider.collect(
      Data((take.answer ?? "").utf8), asking.call, to: temporary, progress: progress)
    let digest = try await offPool { try Digest.sha256(ofFile: temporary) }
    return try await keep(
      take.with {
        $0.phase = .collected
        $0.cost = collected.cost
        $0.outputSHA256 = digest
        $0.original = collected.original.map { $0.name.display.dropFirst(temporary.name.display.count) }.map {
          Self.original(of: take.output, ending: String($0))
        }
      })
  }

  func call(of take: TakeRecord, _ order: Order) -> Call {
    Call(order: order, key: take.key, answer: answer(of: take))
  }

  /// Kept where a take failed: it says what the provider sent.
  func answer(of take: TakeRecord) -> AnswerFile {
    // By the body as well: the answer to another question is not this one's, whatever became of the records.
    let body = take.bodySHA256.map { "-\($0.prefix(12))" } ?? ""
    return AnswerFile(
      root / "state/starsend/answers/\(take.key.operation.rawValue)-\(take.key.shot)-\(take.key.attempt)\(body).json")
  }

  /// Bytes. Those of pictures hold megabytes, which come again from the files that they are made of.
  private static let longestKeptBody = 64 << 10

  /// `grids/SEQ05/SEQ05_g02_original.jpg` of `grids/SEQ05/SEQ05_g02.png` and `.original.jpg`.
  private static func original(of output: String, ending: String) -> String {
    let stem = output.lastIndex(of: ".").map { output[..<$0] } ?? output[...]
    return stem + ending.replacingOccurrences(of: ".original", with: "_original")
  }
}
