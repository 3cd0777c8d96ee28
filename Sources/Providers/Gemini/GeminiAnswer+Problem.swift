import Execution
public import Terms

extension GeminiAnswer {
  /// Why there is no picture.
  /// - Parameter shown: makes the provider's words fit to be shown.
  func problem(_ shown: ShownText) -> Problem {
    if let blockReason { return Self.blockedPrompt(shown(blockReason)) }
    guard hasShape else {
      return Problem(
        .providerAnswer, "Gemini's answer has neither candidates nor a reason why there are none.",
        hint: "Try again; the answer is kept in state/starsend/answers.")
    }
    let reason = finishReason ?? "no finish reason"
    let said = [finishMessage, words.isEmpty ? nil : words].compactMap { $0 }.first.map { " It said: \(shown($0))" }
    return Self.problem(shown(reason), said ?? "")
  }

  private static func blockedPrompt(_ reason: String) -> Problem {
    Problem(
      .contentBlocked, "Gemini did not take the prompt or one of its reference pictures: \(reason).",
      hint: reworded + " The same again would be blocked again.")
  }

  private static let reworded = "Reword the prompt, or use other reference pictures."
  private static let again = "Try again; where it stays so, reword the prompt or use another model."

  private static func problem(_ reason: String, _ said: String) -> Problem {
    switch reason {
    case "STOP", "NO_IMAGE", "FINISH_REASON_UNSPECIFIED", "no finish reason":
      Problem(
        .noPicture, "Gemini ended without a picture (\(reason)).\(said)",
        hint: "Try again, or say in the prompt more plainly what is to be seen.")
    case "MAX_TOKENS":
      Problem(
        .outOfTokens, "Gemini used up its tokens before there was a picture (\(reason)).\(said)",
        hint: "Try again with a shorter prompt or fewer elements.")
    case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE",
      "MALFORMED_RESPONSE":
      Problem(.providerAnswer, "Gemini got its own answer wrong (\(reason)).\(said)", hint: again)
    default:
      Problem(.outputBlocked, "Gemini held its picture back (\(reason)).\(said)", hint: hint(of: reason))
    }
  }

  private static func hint(of reason: String) -> String {
    switch reason {
    case "RECITATION", "IMAGE_RECITATION": "It came too close to something that exists: ask for something of your own."
    case "LANGUAGE": "Write the prompt in a language that the model knows, such as English."
    case "SAFETY", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT": reworded
    default: again
    }
  }
}

extension Problem.Code {
  /// The provider made something, or began to, and does not give it out.
  public static let outputBlocked = Self(rawValue: "output_blocked")
  /// The model used up what it may write in one answer before it was done.
  public static let outOfTokens = Self(rawValue: "out_of_tokens")
}
