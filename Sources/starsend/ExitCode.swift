import Execution
import HotFolder
import Media
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

  var meaning: String {
    switch self {
    case .done: "done"
    case .failed: "failed"
    case .usage: "the command line was not understood"
    case .badInput: "what was given cannot be used: a file, a plan, a name"
    case .unavailable: "a provider or a program is missing"
    case .cannotWrite: "something cannot be written, or is there already"
    case .tryAgainLater: "try again later: a cap, a lock, a question that is open, or it was stopped"
    }
  }

  /// All of them, for the overview.
  static var table: String {
    allCases.map { code in
      let number = "\(code.rawValue)"
      return "  " + number + String(repeating: " ", count: 5 - number.count) + code.meaning
    }.joined(separator: "\n")
  }

  /// A code stands here if a script would act on it otherwise than on a plain failure.
  private static let byCode: [String: ExitCode] = [
    "usage": .usage,
    "bad_json": .badInput, "bad_value": .badInput, "unknown_field": .badInput, "missing_field": .badInput,
    "unknown_action": .badInput, "unknown_sequence": .badInput, "unknown_cell": .badInput,
    "unrecognised_name": .badInput, "ambiguous_name": .badInput, "id_conflict": .badInput, "no_plan": .badInput,
    "not_found": .badInput, "not_a_file": .badInput, "file_too_large": .badInput, "transition_refused": .badInput,
    "no_such_option": .badInput, "not_a_picture": .badInput, "picture_corrupt": .badInput,
    "picture_truncated": .badInput, "picture_too_large": .badInput, "rect_outside_picture": .badInput,
    "picture_unreadable": .badInput, "picture_changed": .badInput, "cells_do_not_match": .badInput,
    "media_unreadable": .badInput, "not_a_pick": .badInput, "not_a_grid": .badInput, "no_question": .badInput,
    "outside_project": .badInput, "over_limits": .badInput, "element_missing": .badInput,
    "element_unreadable": .badInput, "element_ambiguous": .badInput,
    "program_missing": .unavailable,
    "disk_full": .cannotWrite, "not_permitted": .cannotWrite, "already_exists": .cannotWrite,
    "picture_exists": .cannotWrite, "picture_not_written": .cannotWrite,
    "cap_reached": .tryAgainLater, "on_hold": .tryAgainLater, "locked": .tryAgainLater,
    "pick_after_video": .tryAgainLater, "project_restored": .tryAgainLater, "project_copied": .tryAgainLater,
    "outcome_unknown": .tryAgainLater, "stopped": .tryAgainLater,
  ]
}
