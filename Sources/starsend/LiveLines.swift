import FolderContract
import Terms

/// One line for each thing that runs, redrawn in place on a terminal while log lines scroll above: what is shown, as
/// text, and what a terminal has to be sent for it. Pure.
struct LiveLines: Hashable, Sendable {
  /// One thing that runs.
  struct Row: Hashable, Sendable {
    let name: String
    /// `grid`, `pick`, `generate`.
    let action: String
    /// From 0 to 1.
    let fraction: Double
    let secondsLeft: Double?
  }

  private(set) var shown: [String] = []

  /// What to send so that `rows` are shown, in at most `width` columns each.
  mutating func show(_ rows: [Row], width: Int) -> String {
    let lines = Self.lines(rows, width: width)
    guard lines != shown else { return "" }
    return redraw(lines)
  }

  /// What to send so that `line` stands above what is shown.
  mutating func scroll(_ line: String) -> String {
    let lines = shown
    return erase() + line + "\n" + redraw(lines)
  }

  private mutating func redraw(_ lines: [String]) -> String {
    let text = erase() + lines.map { $0 + "\n" }.joined()
    shown = lines
    return text
  }

  /// Moves up over what is shown and removes it.
  private mutating func erase() -> String {
    let text = shown.isEmpty ? "" : "\u{1B}[\(shown.count)A\r\u{1B}[J"
    shown = []
    return text
  }

  // MARK: the text

  /// The rows as columns: `SEQ05  generate  [######............]  37 %  about 12 s left`.
  static func lines(_ rows: [Row], width: Int) -> [String] {
    let most = 20
    let names = rows.map(\.name.count).max() ?? 0
    let actions = rows.map(\.action.count).max() ?? 0
    let lines = rows.prefix(most).map { row in
      let left = row.secondsLeft.map { "  \(time($0)) left" } ?? ""
      let line = "\(pad(row.name, names))  \(pad(row.action, actions))  \(bar(row.fraction))\(left)"
      return String(line.prefix(max(width - 1, 1)))
    }
    return rows.count > most ? lines + ["and \(rows.count - most) more"] : lines
  }

  private static func bar(_ fraction: Double) -> String {
    let fraction = fraction.isFinite ? min(max(fraction, 0), 1) : 0
    let filled = Int((fraction * 24).rounded(.down))
    let percent = "\(Int(fraction * 100))"
    let space = String(repeating: " ", count: 3 - percent.count)
    return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
      + "] \(space)\(percent) %"
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// `12 s`, `3 min`, `2 h`.
  static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e6 else { return "a long time" }
    let whole = max(Int(seconds.rounded()), 0)
    if whole < 90 { return "\(whole) s" }
    return whole < 5_400 ? "\((whole + 30) / 60) min" : "\((whole + 1_800) / 3_600) h"
  }
}

extension LiveLines {
  /// What a receipt shows while it runs.
  static func rows(of receipt: Receipt) -> [Row] {
    guard !receipt.state.isFinal, receipt.state != .waitingForConfirmation, receipt.state != .outcomeUnknown else {
      return []
    }
    let names = receipt.sequences.isEmpty ? "the cut" : receipt.sequences.map(\.text).joined(separator: " ")
    return [
      Row(
        name: names, action: receipt.state == .queued ? "waits" : receipt.action ?? "",
        fraction: receipt.progress, secondsLeft: receipt.secondsLeft)
    ]
  }

  /// What a sequence shows while something runs for it.
  static func rows(of status: SequenceStatus) -> [Row] {
    guard !status.state.isIdle, let progress = status.progress else { return [] }
    let action = status.state == .gridExploring ? "grid" : "take"
    return [
      Row(name: status.sequence.text, action: action, fraction: progress, secondsLeft: status.secondsLeft)
    ]
  }
}
