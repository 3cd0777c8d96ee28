import Testing

@testable import starsend_bench

/// What the benchmark says has to be right; how fast anything was is not tested.
@Suite struct FigureTests {
  @Test("The median is the middle value, or the mean of the two in the middle")
  func median() {
    #expect([3.0, 1, 2].median == 2)
    #expect([4.0, 1, 3, 2].median == 2.5)
    #expect([Double]().median.isNaN)
  }

  @Test(
    "A percentile is a value that was measured, and so many are not above it",
    arguments: [(50.0, 50.0), (95, 95), (99, 99), (99.5, 100), (100, 100)])
  func percentile(percent: Double, value: Double) {
    #expect(Samples((1...100).map { Double($0) }.shuffled()).percentile(percent) == value)
  }

  @Test("Every contestant runs as often as every other, and each begins a run in turn")
  func order() {
    let order = interleaved(["A", "B", "C"], runs: 4)
    #expect(order == ["A", "B", "C", "B", "C", "A", "C", "A", "B", "A", "B", "C"])
    #expect(interleaved([String](), runs: 3).isEmpty)
  }

  @Test(
    "Figures are shown with three digits and the unit that suits them",
    arguments: [
      (Figure.seconds(0.000_047_7), "47.7 µs"), (.seconds(0.013_17), "13.2 ms"), (.seconds(2.957), "2.96 s"),
      (.seconds(0.999_9), "1.00 s"), (.bytes(85_040_000), "85.0 MB"), (.times(0.496), "0.50×"), (.times(123.4), "123×"),
      (.count(20_000), "20,000"), (.count(999), "999"), (.perSecond(1234.4), "1,234/s"), (.seconds(.nan), "–"),
    ])
  func text(figure: Figure, text: String) { #expect(figure.text == text) }

  @Test(
    "A target is met by what does not pass its limit as it is shown, and by nothing that was not measured",
    arguments: [
      (Target.atMost(.times(2)), Figure.times(2.004), true), (.atMost(.times(2)), .times(2.04), false),
      (.atLeast(.count(20_000)), .count(20_000), true), (.atLeast(.count(20_000)), .count(19_999), false),
      (.atMost(.times(2)), .times(.nan), false), (.atLeast(.count(1)), Figure(value: .nan, unit: .count), false),
    ])
  func target(target: Target, figure: Figure, isMet: Bool) { #expect(target.isMet(by: figure) == isMet) }

  @Test("A report tells first how it compares, and says what was missed")
  func report() {
    var report = Report("watch", measures: "from here to there")
    report.judge("ours to theirs", .times(2.5), .atMost(.times(2)))
    report.tables.append(Report.Table(title: "", columns: ["reader", "p50"], rows: [["ours", "100 µs"]]))
    let text = ReportText(report: report).text
    #expect(text.contains("  ours to theirs    2.50×  ≤ 2.00×  MISSED\n"))
    #expect(text.contains("  reader     p50\n  ours    100 µs\n"))
    #expect(ReportMarkdown(report: report).text.contains("| reader | p50 |\n| --- | ---: |\n| ours | 100 µs |"))
  }
}
