import FolderContract
import Foundation
import Terms

/// What `<name>.why.txt` says beside a file that was refused.
struct Refusal {
  let file: String
  let problem: Problem
  /// A request that would have been understood, for files in `inbox/`.
  let example: String?

  var text: String {
    var lines = ["\(file) was not carried out.", "", problem.message]
    if !problem.hint.isEmpty { lines += ["", problem.hint] }
    if let example { lines += ["", "A request that works:", "", example] }
    lines += ["", "(code: \(problem.code.rawValue))", ""]
    return lines.joined(separator: "\n")
  }
}
