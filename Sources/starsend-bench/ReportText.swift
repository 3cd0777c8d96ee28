import Foundation

/// A report for a terminal.
struct ReportText {
  let report: Report

  var text: String {
    var parts = [report.name.uppercased() + "\n" + Self.wrapped(report.measures)]
    if !report.verdicts.isEmpty { parts.append(Self.aligned(report.comparison)) }
    parts += report.tables.map { ($0.title.isEmpty ? "" : $0.title + "\n") + Self.aligned($0) }
    parts += report.notes.map { Self.wrapped($0) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// Words on the left, figures on the right.
  static func aligned(_ table: Report.Table) -> String {
    let lines = [table.columns] + table.rows
    let widths = table.columns.indices.map { column in
      lines.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { line in
      let cells = zip(line, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
        let isWord = column < table.words || table.columns[column].isEmpty
        return isWord ? cell.0 + space : space + cell.0
      }
      let text = "  " + cells.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  static func wrapped(_ text: String, width: Int = 110) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append("  " + word)
      }
    }
    return lines.joined(separator: "\n")
  }
}
