import Foundation
public import Terms

/// One thing that a provider's check of its key, address, model and prices found, for `doctor`.
public struct ProviderFinding: Hashable, Sendable {
  public enum State: String, Hashable, Sendable, Encodable {
    case ok, warning, problem
  }

  public let state: State
  /// What kind of trouble it is; nil where all is well.
  public let code: Problem.Code?
  /// One sentence.
  public let message: String
  /// What to do; empty where all is well.
  public let hint: String

  public static func ok(_ message: String) -> ProviderFinding {
    ProviderFinding(state: .ok, code: nil, message: message, hint: "")
  }

  public static func warning(_ code: Problem.Code, _ message: String, hint: String) -> ProviderFinding {
    ProviderFinding(state: .warning, code: code, message: message, hint: hint)
  }

  /// A problem as a call would have met it.
  public static func problem(_ problem: Problem) -> ProviderFinding {
    ProviderFinding(state: .problem, code: problem.code, message: problem.message, hint: problem.hint)
  }

  /// The same where it is no reason to stop.
  public static func warning(_ problem: Problem) -> ProviderFinding {
    .warning(problem.code, problem.message, hint: problem.hint)
  }
}

/// Whether figures that were looked up on a day are still worth relying on.
enum PriceAge {
  /// Days after which prices and limits should be looked up again.
  static let most = 90

  /// Nil where the figures of `model` are young enough, or their day cannot be read.
  static func finding(of model: String, dated: String, source: String, at now: Timestamp) -> ProviderFinding? {
    guard let days = days(since: dated, at: now), days > most else { return nil }
    return .warning(
      .pricesOld, "Prices and limits of \(model) are \(days) days old (\(source), \(dated)).",
      hint: "Compare them with the provider's price list; \"models\" in starsend.json takes other figures.")
  }

  static func days(since day: String, at now: Timestamp) -> Int? {
    guard let then = try? PlainJSON.decode(Timestamp.self, from: .init("\"\(day)T00:00:00.000Z\"".utf8)) else {
      return nil
    }
    return Int(then.seconds(to: now) / 86_400)
  }
}

extension Problem.Code {
  /// Prices that the program knows were looked up long ago.
  public static let pricesOld = Self(rawValue: "prices_old")
}
