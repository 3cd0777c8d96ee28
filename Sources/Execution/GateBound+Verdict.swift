import Foundation
import Terms

extension GateBound {
  /// Of a figure of which more is worse; one that only reaches a bound passes it.
  func verdict(on figure: Double) -> GateVerdict.Verdict { verdict { figure > $0 } }

  /// Of a figure of which less is worse.
  func verdict(onLeast figure: Double) -> GateVerdict.Verdict { verdict { figure < $0 } }

  private func verdict(isPast: (Double) -> Bool) -> GateVerdict.Verdict {
    if fail.map(isPast) == true { return .fail }
    return warn.map(isPast) == true ? .warn : .pass
  }

  /// The bounds in words: `over 60 % it warns, over 90 % it fails`.
  func saying(side: String = "over", _ figure: (Double) -> String) -> String {
    let parts = [warn.map { "\(side) \(figure($0)) it warns" }, fail.map { "\(side) \(figure($0)) it fails" }]
    let words = parts.compactMap { $0 }
    return words.isEmpty ? "no bound is set" : words.joined(separator: ", ")
  }

  /// With one digit after the point where that says more: `4`, `0.7`.
  static func plain(_ figure: Double) -> String {
    guard figure.isFinite, abs(figure) < 1e9 else { return "\(figure)" }
    let text = String(format: "%.1f", figure)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
