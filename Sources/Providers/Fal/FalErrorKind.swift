import Execution
import Terms

/// What the kinds of errors mean that fal and its models have, as data: who has to do what, and whether it is billed.
///
/// By fal's documentation server errors are never billed, and a 422 may be where a runner spent time on it. Errors
/// about the input as such are found before that.
struct FalErrorKind: Hashable, Sendable {
  let code: Problem.Code
  /// What went wrong, without a full stop; what fal says itself is put behind it.
  let sentence: String
  let hint: String
  let billing: Billing

  enum Billing: Hashable, Sendable { case never, perhaps }

  /// By the type that fal names; nil for one that is not known here.
  static func named(_ type: String) -> FalErrorKind? { byType[type] }

  private static let byType: [String: FalErrorKind] = Dictionary(
    rows.flatMap { types, kind in types.map { ($0, kind) } }, uniquingKeysWith: { first, _ in first })

  private static let rows: [([String], FalErrorKind)] = [
    (["content_policy_violation"], contentBlocked),
    (["no_media_generated"], nothingMade),
    (["face_detection_error"], faceNotFound),
    (["image_too_small", "image_too_large", "file_too_large"], pictureSize),
    (["image_load_error", "file_download_error"], pictureNotLoaded),
    (["unsupported_image_format", "unsupported_audio_format", "unsupported_video_format"], pictureFormat),
    (
      [
        "missing", "literal_error", "value_error", "greater_than", "greater_than_equal", "less_than",
        "less_than_equal", "multiple_of", "sequence_too_short", "sequence_too_long", "one_of", "feature_not_supported",
        "audio_duration_too_long", "audio_duration_too_short", "video_duration_too_long", "video_duration_too_short",
        "bad_request",
      ], notValid
    ),
    (["generation_timeout", "request_timeout"], tookTooLong),
    (["startup_timeout", "runner_scheduling_failure"], didNotStart),
    (
      [
        "runner_connection_timeout", "runner_disconnected", "runner_connection_disconnected",
        "runner_connection_refused", "runner_connection_error", "runner_incomplete_response", "runner_server_error",
      ], runnerFailed
    ),
    (["internal_server_error", "internal_error"], serverFailed),
    (["downstream_service_error"], klingRefused),
    (["downstream_service_unavailable"], klingDown),
    (["client_disconnected", "client_cancelled"], cancelled),
  ]
}

extension FalErrorKind {
  private static let contentBlocked = FalErrorKind(
    code: .contentBlocked, sentence: "Kling's rules do not allow the prompts or a picture of the take",
    hint: "Say it in other words, or choose another picture.", billing: .perhaps)
  private static let nothingMade = FalErrorKind(
    code: .noPicture, sentence: "Kling ended without a video", hint: "Say it in other words and make another take.",
    billing: .perhaps)
  private static let faceNotFound = FalErrorKind(
    code: .providerRefused, sentence: "Kling found no face that it can use in a picture",
    hint: "Use a picture that shows the face plainly.", billing: .perhaps)
  private static let pictureSize = FalErrorKind(
    code: .providerRefused, sentence: "A picture has a size that Kling does not take",
    hint: "Use pictures of 300 pixels and more on each side and of 10 MB at most.", billing: .never)
  private static let pictureNotLoaded = FalErrorKind(
    code: .providerRefused, sentence: "fal could not load a picture of the take",
    hint: "Order the take again: its pictures are uploaded anew once they have expired.", billing: .never)
  private static let pictureFormat = FalErrorKind(
    code: .providerRefused, sentence: "Kling does not take the format of a picture",
    hint: "Save the pictures of the take as PNG or JPEG.", billing: .never)
  private static let notValid = FalErrorKind(
    code: .providerRefused, sentence: "fal does not accept the request",
    hint: "Look at the model's page on fal.ai: its limits can be set in starsend.json.", billing: .never)
  private static let tookTooLong = FalErrorKind(
    code: .providerDown, sentence: "fal gave the call up because it took too long", hint: "Make another take.",
    billing: .never)
  private static let didNotStart = FalErrorKind(
    code: .providerDown, sentence: "fal found no machine to make the video on",
    hint: "Make another take later.", billing: .never)
  private static let runnerFailed = FalErrorKind(
    code: .providerDown, sentence: "The machine at fal that made the video failed", hint: "Make another take.",
    billing: .never)
  private static let serverFailed = FalErrorKind(
    code: .providerDown, sentence: "fal failed inside", hint: "Make another take later.", billing: .never)
  private static let klingRefused = FalErrorKind(
    code: .providerRefused, sentence: "Kling refused the call behind fal",
    hint: "Look at the prompts and pictures, and make another take.", billing: .perhaps)
  private static let klingDown = FalErrorKind(
    code: .providerDown, sentence: "Kling did not answer fal", hint: "Make another take later.", billing: .never)
  private static let cancelled = FalErrorKind(
    code: .cancelled, sentence: "The call was cancelled at fal", hint: "Make another take if you want one.",
    billing: .perhaps)
}

extension FalErrorKind {
  /// Where the type is not known or not named: by the HTTP status alone.
  static func of(status: Int, text: String) -> FalErrorKind {
    switch status {
    case 401: keyRefused
    case 402: noBalance
    case 403: isAboutMoney(text) ? noBalance : keyRefused
    case 404, 410: modelGone
    case 429: tooMany
    case 500...: serverFailed
    default: unknown
    }
  }

  private static func isAboutMoney(_ text: String) -> Bool {
    let text = text.lowercased()
    return ["locked", "balance", "credit", "payment"].contains { text.contains($0) }
  }

  private static let keyRefused = FalErrorKind(
    code: .keyRefused, sentence: "fal does not take the key",
    hint: "Check FAL_KEY; make a new key on fal.ai if need be.",
    billing: .never)
  private static let noBalance = FalErrorKind(
    code: .noBalance, sentence: "The account at fal is locked or has no balance left",
    hint: "Fill it up on fal.ai, in the dashboard under Billing.", billing: .never)
  private static let modelGone = FalErrorKind(
    code: .modelGone, sentence: "fal does not have the model, or has it no more",
    hint: "Look it up on fal.ai, and set another model in starsend.json.", billing: .never)
  private static let tooMany = FalErrorKind(
    code: .rateLimited, sentence: "fal wants fewer calls at a time",
    hint: "Try again later, or lower the concurrency of fal in starsend.json.", billing: .never)
  private static let unknown = FalErrorKind(
    code: .providerRefused, sentence: "fal refused the call", hint: "Look at what it says, and at the log.",
    billing: .perhaps)
}
