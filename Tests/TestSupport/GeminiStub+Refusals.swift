/// The errors that Google is known to send.
extension GeminiStub.Refusal {
  public static let badKey = GeminiStub.Refusal(
    400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
    details: [
      #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}"#
    ])

  public static let invalid = GeminiStub.Refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")

  public static let region = GeminiStub.Refusal(
    400, "FAILED_PRECONDITION", "User location is not supported for the API use.")

  public static let billing = GeminiStub.Refusal(
    400, "FAILED_PRECONDITION",
    "Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.")

  public static let forbidden = GeminiStub.Refusal(
    403, "PERMISSION_DENIED", "You don't have permission to access this resource.")

  public static func gone(_ model: String) -> GeminiStub.Refusal {
    GeminiStub.Refusal(
      404, "NOT_FOUND", "models/\(model) is not found for API version v1beta, or is not supported for generateContent.")
  }

  /// - Parameter delay: such as `34s`; nil for none.
  public static func tooFast(_ delay: String? = nil) -> GeminiStub.Refusal {
    quota("GenerateRequestsPerMinutePerProjectPerModel", "10", delay)
  }

  public static let quotaOfTheDay = quota("GenerateRequestsPerDayPerProjectPerModel", "250", "34s")

  public static let internalError = GeminiStub.Refusal(500, "INTERNAL", "An internal error has occurred.")
  public static let overloaded = GeminiStub.Refusal(
    503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
  public static let tooLate = GeminiStub.Refusal(
    504, "DEADLINE_EXCEEDED", "The request couldn't be completed within the deadline.")

  private static func quota(_ id: String, _ value: String, _ delay: String?) -> GeminiStub.Refusal {
    let failure =
      #"{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"generativelanguage.googleapis.com/generate_requests","quotaId":"\#(id)","quotaDimensions":{"model":"gemini-3-pro-image","location":"global"},"quotaValue":"\#(value)"}]}"#
    let help =
      #"{"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"Learn more about quotas","url":"https://ai.google.dev/gemini-api/docs/rate-limits"}]}"#
    let retry = delay.map { #"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"\#($0)"}"# }
    return GeminiStub.Refusal(
      429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.",
      details: [failure, help] + [retry].compactMap { $0 })
  }

  var json: String {
    let details = details.isEmpty ? "" : ",\"details\":[\(details.joined(separator: ","))]"
    let error =
      "{\"error\":{\"code\":\(status),\"message\":\(GeminiStub.quoted(message)),\"status\":\"\(word)\"\(details)}}"
    return isWrapped ? "[\(error)\n]" : error
  }
}

extension GeminiStub {
  /// The body of an error.
  public static func text(_ refusal: Refusal) -> String { refusal.json }
}
