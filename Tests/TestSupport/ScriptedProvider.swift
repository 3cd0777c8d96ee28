public import Execution
public import Foundation
import Synchronization
public import Terms

/// What a provider's side of the wire has seen; it outlives every run of the agent.
public final class ProviderBooks: Sendable {
  private struct State {
    var submits: [StepKey] = []
    var requests: [String: StepKey] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  /// The steps that were submitted, one entry per call, oldest first.
  public var submits: [StepKey] { state.withLock { $0.submits } }

  func submit(_ key: StepKey) -> String {
    state.withLock { state in
      state.submits.append(key)
      let request = "request-\(state.submits.count)"
      state.requests[request] = key
      return request
    }
  }

  func step(of request: String) -> StepKey? { state.withLock { $0.requests[request] } }
}

/// A provider that does what a test says, and writes down what it was asked for.
public struct ScriptedProvider: Provider {
  public enum Call: String, Sendable, CaseIterable { case quote, prepare, submit, find, outcome, collect, cancel }

  public var name = "scripted"
  public var model = "script-1"
  public var isRepeatable: Bool
  public var isTrainedModel = true
  public var isExact = true
  public var price: Money
  /// What each element costs beside that.
  public var elementPrice = Money.zero
  public var limits = ModelLimits.unlimited
  /// What is thrown by which call, after it was written down.
  public var failures: [Call: any Error] = [:]
  /// Called at the beginning of each call, so that a test can hold it up.
  public var meanwhile: @Sendable (Call) async throws -> Void = { _ in }
  /// The bytes of the artifact.
  public var artifact: @Sendable (Order, StepKey) -> Data = { _, key in Data("artifact of \(key)".utf8) }

  /// The exact bytes that are sent.
  public var body: @Sendable (StepKey) -> Data = { Data("body of \($0)".utf8) }
  /// What the provider's list says of a lost call; nil where it is not surely there.
  public var found: @Sendable (LostCall) -> CallHandle? = { _ in nil }
  public var withdrawal = Withdrawal.impossible

  private let books: ProviderBooks
  private let kill: KillSwitch

  public init(
    books: ProviderBooks = ProviderBooks(), kill: KillSwitch = KillSwitch(), isRepeatable: Bool, price: Money = .zero
  ) {
    self.books = books
    self.kill = kill
    self.isRepeatable = isRepeatable
    self.price = price
  }

  public func quote(_ order: Order) throws -> Money {
    if let failure = failures[.quote] { throw failure }
    return price + elementPrice * order.elements.count
  }

  public func prepare(_ call: Execution.Call) async throws -> Data {
    try await begin(.prepare)
    return body(call.key)
  }

  public func submit(_ body: Data, _ call: Execution.Call) async throws -> CallHandle {
    await kill.point("before submit \(call.key)")
    let request = books.submit(call.key)
    // What is on the wire is not cut short by whoever stops.
    try await Task { try await begin(.submit) }.value
    await kill.point("after submit \(call.key)")
    return CallHandle(id: request)
  }

  public func find(_ lost: LostCall, _ call: Execution.Call) async throws -> CallHandle? {
    try await begin(.find)
    return found(lost)
  }

  public func outcome(
    of handle: CallHandle, _ call: Execution.Call, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Data {
    try await begin(.outcome)
    guard books.step(of: handle.id) != nil else {
      throw Problem(.badValue, "There is no request \(handle.id).", hint: "Ask for one that was made.")
    }
    progress(1)
    return Data("{\"request\":\"\(handle.id)\"}".utf8)
  }

  public func collect(
    _ answer: Data, _ call: Execution.Call, to destination: FilePath, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Collected {
    try await begin(.collect)
    progress(1)
    try artifact(call.order, call.key).write(
      to: URL(fileURLWithPath: destination.display), options: .withoutOverwriting)
    await kill.point("after collect \(call.key)")
    return Collected(cost: price)
  }

  public func cancel(_ handle: CallHandle) async throws -> Withdrawal {
    try await begin(.cancel)
    return withdrawal
  }

  public func draft(_ order: Order) throws -> CallDraft {
    CallDraft(method: "POST", url: "script", headers: [:], body: "{}", estimate: try quote(order))
  }

  private func begin(_ call: Call) async throws {
    await kill.point("in \(call.rawValue)")
    try await meanwhile(call)
    if let failure = failures[call] { throw failure }
  }
}

/// A folder of shots whose every reading and writing is a point of a `KillSwitch`.
public struct KillableStore: ExecutionStore {
  private let base: FolderExecutionStore
  private let kill: KillSwitch

  public init(_ folder: FilePath, kill: KillSwitch) {
    base = FolderExecutionStore(folder)
    self.kill = kill
  }

  public func record(of shot: ShotID) async throws -> ShotRecord? {
    await kill.point("before reading \(shot)")
    return try await base.record(of: shot)
  }

  public func update(
    _ shot: ShotID, _ change: @Sendable (inout ShotRecord) throws -> Void
  ) async throws -> ShotRecord {
    await kill.point("before writing \(shot)")
    let record = try await base.update(shot, change)
    await kill.point("after writing \(shot): \(record.takes.last?.phase.rawValue ?? "nothing")")
    return record
  }
}

/// Gates that say what a test wants.
public struct ScriptedGates: Gates {
  public var verdicts = [GateVerdict("decodes", .pass, "It decodes.")]
  public var failure: (any Error)?
  private let kill: KillSwitch

  public init(kill: KillSwitch = KillSwitch()) { self.kill = kill }

  public func judge(_ take: TakeRecord, root: FilePath) async throws -> [GateVerdict] {
    await kill.point("in gates")
    if let failure { throw failure }
    return verdicts
  }
}
