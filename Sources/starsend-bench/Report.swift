/// What one benchmark found: first how it compares, then the absolute figures.
struct Report: Encodable {
  let name: String
  /// What is measured, from when to when.
  let measures: String
  var verdicts: [Verdict] = []
  var tables: [Table] = []
  var notes: [String] = []

  struct Verdict: Encodable {
    let what: String
    let figure: Figure
    let target: Target?
    let isMet: Bool?

    init(_ what: String, _ figure: Figure, _ target: Target?) {
      self.what = what
      self.figure = figure
      self.target = target
      isMet = target?.isMet(by: figure)
    }

    var words: String { isMet.map { $0 ? "met" : "MISSED" } ?? "" }
  }

  struct Table: Encodable {
    let title: String
    /// How many of the first columns hold words; the others hold figures.
    var words = 1
    let columns: [String]
    var rows: [[String]] = []
  }

  init(_ name: String, measures: String) {
    self.name = name
    self.measures = measures
  }

  mutating func judge(_ what: String, _ figure: Figure, _ target: Target?) {
    verdicts.append(Verdict(what, figure, target))
  }

  var comparison: Table {
    Table(
      title: "", columns: ["how it compares", "figure", "target", ""],
      rows: verdicts.map { [$0.what, $0.figure.text, $0.target?.text ?? "", $0.words] })
  }
}
