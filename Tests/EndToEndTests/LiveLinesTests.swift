import FolderContract
import Terms
import Testing

@testable import starsend

@Suite("Live lines")
struct LiveLinesTests {
  private func row(_ name: String, _ fraction: Double, _ left: Double? = nil) -> LiveLines.Row {
    LiveLines.Row(name: name, action: name == "SEQ01" ? "grid" : "generate", fraction: fraction, secondsLeft: left)
  }

  @Test("Each running sequence has one line with its action, how far it is and what is left, in columns")
  func columns() {
    let lines = LiveLines.lines([row("SEQ01", 0.5, 12), row("SEQ08_long", 1)], width: 100)
    #expect(
      lines == [
        "SEQ01       grid      [############............]  50 %  12 s left",
        "SEQ08_long  generate  [########################] 100 %",
      ])
  }

  @Test("Figures that no call should send are no reason to end")
  func strange() {
    for figure in [-.infinity, -1, .nan, .infinity, 1e300] {
      let line = LiveLines.lines([row("SEQ01", figure, figure)], width: 80)[0]
      #expect(line.contains("left") && line.contains("%"))
    }
  }

  @Test("No line is wider than the terminal, or it would wrap and be redrawn in the wrong place")
  func width() {
    for width in [0, 1, 10, 40] {
      for line in LiveLines.lines([row("SEQ01", 0.3, 100)], width: width) { #expect(line.count < max(width, 2)) }
    }
  }

  @Test("More than fit are counted")
  func many() {
    let lines = LiveLines.lines((1...30).map { row("SEQ\($0)", 0) }, width: 80)
    #expect(lines.count == 21 && lines.last == "and 10 more")
  }

  /// A terminal of its own: understands what live lines send.
  private struct Paper {
    var lines: [String] = []
    private var column = ""

    mutating func take(_ text: String) {
      var rest = text[...]
      while let character = rest.popFirst() {
        guard character == "\u{1B}" else {
          if character == "\n" {
            lines.append(column)
            column = ""
          } else if character != "\r" {
            column.append(character)
          }
          continue
        }
        let code = rest.prefix { $0 != "A" && $0 != "J" }
        rest = rest.dropFirst(code.count)
        guard rest.popFirst() == "A" else { continue }
        lines.removeLast(Int(code.dropFirst()) ?? 0)
      }
    }
  }

  @Test("They are redrawn in place, log lines scroll above them, and at the end they are gone")
  func redrawn() {
    var (live, paper) = (LiveLines(), Paper())
    paper.take(live.scroll("watching"))
    paper.take(live.show([row("SEQ01", 0.1), row("SEQ02", 0.1)], width: 80))
    paper.take(live.scroll("accepted"))
    paper.take(live.show([row("SEQ02", 0.9)], width: 80))
    #expect(paper.lines == ["watching", "accepted"] + LiveLines.lines([row("SEQ02", 0.9)], width: 80))
    #expect(live.show([row("SEQ02", 0.9)], width: 80).isEmpty)
    paper.take(live.show([], width: 80))
    #expect(paper.lines == ["watching", "accepted"])
  }

  @Test("A receipt has a line while it runs or waits its turn, and none once it needs a person or nobody")
  func receipts() throws {
    var receipt = Receipt(
      id: try RequestID("a"), file: "a.json", action: "generate", sequences: [try SequenceID("SEQ08")],
      createdAt: Timestamp(milliseconds: 0))
    #expect(LiveLines.rows(of: receipt).map(\.action) == ["waits"])
    receipt.state = .running
    receipt.progress = 0.25
    #expect(LiveLines.rows(of: receipt).map(\.fraction) == [0.25])
    for state in [ReceiptState.done, .failed, .waitingForConfirmation, .outcomeUnknown] {
      receipt.state = state
      #expect(LiveLines.rows(of: receipt).isEmpty)
    }
  }

  @Test("A sequence has a line while something runs for it, and none for figures that were left behind")
  func sequences() throws {
    var status = SequenceStatus(
      sequence: try SequenceID("SEQ08"), state: .generating, progress: 0.5, updatedAt: Timestamp(milliseconds: 0))
    status.secondsLeft = 4
    #expect(LiveLines.lines(LiveLines.rows(of: status), width: 80).map { $0.hasSuffix("50 %  4 s left") } == [true])
    status.state = .review
    #expect(LiveLines.rows(of: status).isEmpty)
  }

  private static let times: [(seconds: Double, text: String)] = [
    (0, "0 s"), (89.4, "89 s"), (90, "2 min"), (3_600, "60 min"), (7_200, "2 h"), (1e9, "a long time"),
  ]

  @Test("Time is told as people tell it", arguments: times)
  func time(seconds: Double, text: String) { #expect(LiveLines.time(seconds) == text) }
}
