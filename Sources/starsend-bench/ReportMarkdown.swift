/// A report as it stands in CONTRIBUTING.
struct ReportMarkdown {
  let report: Report

  var text: String {
    var parts = ["**\(report.name)**: \(report.measures)"]
    if !report.verdicts.isEmpty { parts.append(Self.table(report.comparison)) }
    parts += report.tables.map { ($0.title.isEmpty ? "" : $0.title + "\n\n") + Self.table($0) }
    if !report.notes.isEmpty { parts.append(report.notes.map { "- " + $0 }.joined(separator: "\n")) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  static func table(_ table: Report.Table) -> String {
    let rule = table.columns.indices.map { $0 < table.words ? "---" : "---:" }
    return ([table.columns, rule] + table.rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(
      separator: "\n")
  }
}
