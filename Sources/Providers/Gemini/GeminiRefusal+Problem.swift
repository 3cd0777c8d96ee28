import Execution
public import Terms

extension GeminiRefusal {
  /// What people are told.
  /// - Parameters:
  ///   - shown: makes the provider's words fit to be shown.
  ///   - now: what the end of the day's quota is reckoned from.
  func problem(model: String, _ shown: ShownText, at now: Timestamp) -> Problem {
    let said = message.map { ": \(Self.ended(shown($0)))" } ?? "."
    return switch status {
    case _ where isKeyTrouble: Self.keyRefused(shown(reasons.first ?? word ?? "\(status)"))
    case 400, 403: isAboutMoney ? noBalance(said) : isAboutPlace ? Self.region(said) : refused(model, shown, said)
    case 404: Self.gone(model)
    case 429: isQuotaOfTheDay ? dayIsOver(model, shown, now) : tooFast(model, shown, said)
    case 500...: Self.down(status, said)
    default: refused(model, shown, said)
    }
  }

  /// A bad key is 400 here, with a reason of its own.
  private var isKeyTrouble: Bool { status == 401 || reasons.contains { $0.hasPrefix("API_KEY_") } }

  /// Which of its preconditions fails, only the sentence says.
  private var isPrecondition: Bool { word == "FAILED_PRECONDITION" }

  private var isAboutMoney: Bool {
    reasons.contains("BILLING_DISABLED") || ((isPrecondition || status == 403) && says("billing"))
  }

  private var isAboutPlace: Bool { isPrecondition && ["location", "region", "country"].contains { says($0) } }

  private func says(_ text: String) -> Bool { message?.lowercased().contains(text) ?? false }

  /// With a full stop at its end.
  private static func ended(_ text: String) -> String {
    text.last.map { ".!?…".contains($0) } == true ? text : "\(text)."
  }

  private static func keyRefused(_ reason: String) -> Problem {
    Problem(
      .keyRefused, "Google does not take the key in GEMINI_API_KEY (\(reason)).",
      hint: "Put a valid key from Google AI Studio there, and start the agent again.")
  }

  private func noBalance(_ said: String) -> Problem {
    Problem(
      .noBalance, "Google does not bill this key's project\(said)",
      hint: "Set up billing for it in Google AI Studio: these models have no free tier.")
  }

  private static func region(_ said: String) -> Problem {
    Problem(
      .regionRefused, "Google does not serve the place that this machine calls from\(said)",
      hint: "Let the agent run where the Gemini API is offered.")
  }

  private func refused(_ model: String, _ shown: ShownText, _ said: String) -> Problem {
    if status == 403 {
      return Problem(
        .keyRefused, "Google does not let this key use \(model)\(said)",
        hint: "Allow the Gemini API for the key and its project in Google AI Studio, or use another key.")
    }
    let name = [word.map { shown($0) }, "\(status)"].compactMap { $0 }.joined(separator: ", ")
    return Problem(
      .providerRefused, "Google does not accept the request for \(model) (\(name))\(said)",
      hint: "Change what it complains of, and try again.")
  }

  private static func gone(_ model: String) -> Problem {
    let note = GeminiModel.named(model).map { " (\($0.note))" } ?? ""
    let others = GeminiModel.currentIDs.filter { $0 != model }.joined(separator: ", ")
    return Problem(
      .modelGone, "Google has no model \(model), or not any more\(note): model retired?",
      hint: "Set \"model\" of gemini in starsend.json to one that is current, such as \(others).")
  }

  private func dayIsOver(_ model: String, _ shown: ShownText, _ now: Timestamp) -> Problem {
    Problem(
      .quotaDay, "The day's quota of \(model) is used up\(quotaNames(shown)).",
      hint:
        "It begins anew at midnight Pacific time, \(PacificDay.end(after: now)); or have it raised in Google AI Studio."
    )
  }

  private func tooFast(_ model: String, _ shown: ShownText, _ said: String) -> Problem {
    let seconds = wait.map { max($0.components.seconds + ($0.components.attoseconds > 0 ? 1 : 0), 1) }
    return Problem(
      .rateLimited, "Google wants fewer requests for \(model)\(quotaNames(shown))\(said)",
      hint: "Try again \(seconds.map { "in \($0) s" } ?? "in some minutes"), or lower \"concurrency\" of gemini.")
  }

  /// ` (GenerateRequestsPerMinute…: 10)`, or nothing.
  private func quotaNames(_ shown: ShownText) -> String {
    guard !quotas.isEmpty else { return "" }
    let names = quotas.map { quota in shown(quota.id) + (quota.value.map { ": \(shown($0))" } ?? "") }
    return " (\(names.prefix(3).joined(separator: "; ")))"
  }

  private static func down(_ status: Int, _ said: String) -> Problem {
    Problem(.providerDown, "Google is in trouble itself (\(status))\(said)", hint: "Try again later.")
  }
}

extension Problem.Code {
  /// The provider does not serve the country that the request comes from.
  public static let regionRefused = Self(rawValue: "region_refused")
}
