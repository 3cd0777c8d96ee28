import FolderContract
import Terms

/// What the process ends with, after sysexits(3).
enum ExitCode: Int32, CaseIterable {
  case done = 0
  case failed = 1
  case usage = 64
  case badInput = 65
  /// A provider or a program is missing.
  case unavailable = 69
  case cannotWrite = 73
  /// A cap, a lock or an open question: it may work later.
  case tryAgainLater = 75

  init(_ problem: Problem) { self = Self.byCode[problem.code.rawValue] ?? .failed }

  /// Of a command whose receipt this is.
  init(_ receipt: Receipt) {
    switch receipt.state {
    case .done: self = .done
    case .waitingForConfirmation, .outcomeUnknown, .superseded, .cancelled, .queued, .running: self = .tryAgainLater
    case .rejected, .failed:
      let code = receipt.problem.map { ExitCode($0) } ?? .failed
      self = receipt.state == .rejected && code == .failed ? .badInput : code
    }
  }

  var meaning: String {
    switch self {
    case .done: "done"
    case .failed: "failed"
    case .usage: "the command line was not understood"
    case .badInput: "what was given cannot be used: a file, a plan, a name"
    case .unavailable: "a provider, its key or a program is missing"
    case .cannotWrite: "something cannot be written, or is there already"
    case .tryAgainLater:
      "try again later: a cap, a quota, HOLD, a lock, a question that is open, or it was stopped"
    }
  }

  /// All of them, for the overview.
  static var table: String {
    allCases.map { code in
      let number = "\(code.rawValue)"
      return "  " + number + String(repeating: " ", count: 5 - number.count) + code.meaning
    }.joined(separator: "\n")
  }

  /// Every code that a problem can have. What is unknown here is a plain failure.
  static let byCode: [String: ExitCode] = Dictionary(
    codes.flatMap { exit, codes in codes.map { ($0, exit) } }, uniquingKeysWith: { first, _ in first })

  private static let codes: [(ExitCode, [String])] = [
    (.usage, ["usage"]),
    (
      .badInput,
      [
        "bad_json", "bad_value", "unknown_field", "missing_field", "unknown_action", "unknown_sequence", "unknown_cell",
        "unrecognised_name", "ambiguous_name", "id_conflict", "no_plan", "nothing_approved", "left_plan", "not_found",
        "not_a_file",
        "file_too_large", "transition_refused", "already_decided", "ambiguous_take", "no_such_take", "no_such_shot",
        "no_such_option", "no_such_request", "no_question", "model_not_allowed", "start_frame_missing", "not_a_picture",
        "picture_corrupt", "picture_truncated", "picture_too_large", "picture_unreadable",
        "rect_outside_picture", "cells_do_not_match", "media_unreadable", "not_a_pick", "not_a_grid", "outside_project",
        "over_limits", "element_missing", "element_unreadable", "element_ambiguous", "model_unknown",
        "provider_refused", "content_blocked", "output_blocked",
      ]
    ),
    (
      .unavailable,
      [
        "program_missing", "other_provider", "watch_limit", "key_missing", "key_refused", "key_unreadable",
        "key_malformed", "no_balance", "region_refused", "model_gone", "provider_down", "never_connected",
      ]
    ),
    (
      .cannotWrite, ["disk_full", "not_permitted", "already_exists", "picture_exists", "picture_not_written"]
    ),
    (
      .tryAgainLater,
      [
        "cap_reached", "on_hold", "locked", "project_restored", "project_copied", "project_gone", "outcome_unknown",
        "stopped", "cancelled", "superseded", "pick_after_video", "price_above_limit", "elements_dropped", "call_split",
        "quota_day", "rate_limited",
      ]
    ),
    (
      .failed,
      [
        "system_error", "damaged_state", "newer_state", "step_conflict", "artifact_missing", "abandoned",
        "media_failed",
        "program_timed_out", "unwatchable", "no_picture", "out_of_tokens", "provider_answer", "request_gone",
        "download_failed", "foreign_address", "price_differs", "prices_old",
      ]
    ),
  ]
}
