import Execution
import FolderContract
public import Terms

/// What work may cost, set aside whole before any of it begins.
extension ClientSequenceRunner {
  /// The most that a command can cost: retries, the fallback of a grid and every call of a take included.
  public func price(_ command: Command) async throws -> Money {
    guard let brief = command.brief else { return .zero }
    switch command.work {
    case .explore(let order): return try await price(order, brief)
    case .generate(let order): return try await price(order, brief, command.request)
    default: return .zero
    }
  }

  /// Asks where the price is above the threshold, and sets it aside.
  func spend(for command: Command, _ brief: Brief, also topics: [Question.Topic] = [], _ price: Money? = nil)
    async throws
  {
    let most: Money
    if let price { most = price } else { most = try await self.price(command) }
    var asked = topics
    if let topic = topic(ofPrice: most) { asked.append(topic) }
    if let question = Question(asked, of: brief.sequence, answered: command.answered) { throw question }
    guard most > .zero else { return }
    try await account.allot([
      account.allotment(Self.allotment(command.request, brief.sequence), on: brief.sequence.text, most)
    ])
  }

  /// Sets aside what several commands of one request may cost, whole or not at all.
  public func setAside(_ commands: [Command]) async throws {
    let allotments = try await allotments(commands)
    if !allotments.isEmpty { try await account.allot(allotments) }
  }

  /// Throws `cap_reached` where that would not be possible now, so that nobody is asked in vain.
  public func checkCaps(_ commands: [Command]) async throws {
    let allotments = try await allotments(commands)
    if !allotments.isEmpty { try await account.check(allotments) }
  }

  private func allotments(_ commands: [Command]) async throws -> [Allotment] {
    var allotments: [Allotment] = []
    for command in commands {
      // What has begun has its money, or has spent it.
      if let sequence = command.sequence, try await store.record(of: sequence).knows(command.request) { continue }
      // What cannot be priced yet may be possible when its turn has come, and is priced then.
      guard let sequence = command.sequence, let price = try? await price(command) else { continue }
      if price > .zero {
        allotments.append(
          account.allotment(Self.allotment(command.request, sequence), on: sequence.text, price))
      }
    }
    return allotments
  }

  /// Gives back what is left of the money that was set aside for a command.
  public func release(_ command: Command) async throws {
    guard let sequence = command.sequence else { return }
    try await account.release(Self.allotment(command.request, sequence))
  }

  static func allotment(_ request: ULID, _ sequence: SequenceID) -> String { "\(request)/\(sequence)" }
}

extension ClientSequenceRunner {
  /// What a request asks where all of it together may cost more than the threshold.
  public nonisolated func topic(ofPrice price: Money) -> Question.Topic? {
    guard price > rules.confirmAbove else { return nil }
    return Question.Topic(
      .priceAboveLimit, "This request may cost \(price), and above \(rules.confirmAbove) it needs a yes.", price: price)
  }

  /// Whether somebody said yes to this already.
  public nonisolated func isAnswered(_ topic: Question.Topic, in command: Command) -> Bool {
    command.answered.contains { $0.covers(topic) }
  }
}
