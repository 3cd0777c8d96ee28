import FolderContract
import Foundation
import Glibc
import Sequences
import Terms

/// Says yes to a question in a receipt: in advance with `--yes`, or by asking whoever sits at the terminal.
struct Answering: Sendable {
  let saysYes: Bool
  let terminal: Terminal

  /// What a plain yes can answer. Everything else, such as a restored project, is for a person to settle in its own way.
  private static let answerable: Set<Problem.Code> = [
    .priceAboveLimit, .elementsDropped, .callSplit, .pickAfterVideo,
  ]

  func isYes(to receipt: Receipt) async throws -> Bool {
    guard let question = receipt.problem, Self.answerable.contains(question.code) else { return false }
    guard !saysYes else {
      terminal.note("\(question.message) Yes (--yes).")
      return true
    }
    guard !terminal.isJSON, Terminal.canAsk else { return false }
    terminal.endLive()
    terminal.note(Self.words(receipt, question))
    return try await Self.reply()
  }

  /// What is asked, with the calls where it is a split.
  static func words(_ receipt: Receipt, _ question: Problem) -> String {
    let calls = receipt.calls.enumerated().map { index, call in
      let shots = call.shots.map(String.init).joined(separator: ", ")
      let start = call.startFrame == "none" ? "" : ", starts on \(call.startFrame)"
      return "  call \(index + 1): shots \(shots), \(call.seconds.shown) s, \(call.estimate)\(start)"
    }
    let price = receipt.estimate.map { ["  at most \($0) in all"] } ?? []
    return ([question.message] + calls + price + ["Go on? [y/N] "]).joined(separator: "\n")
  }

  /// Waits for a line; nobody there, or anything but yes, is a no. Ends when the command is stopped.
  private static func reply() async throws -> Bool {
    while !hasInput() { try await Task.sleep(for: .milliseconds(100)) }
    let line = readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
    return ["y", "yes"].contains(line ?? "")
  }

  private static func hasInput() -> Bool {
    var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&input, 1, 0) > 0
  }
}
