import Foundation
import Glibc

/// Shows reports as they come, and says first what machine they were measured on.
final class ReportPrinter {
  private let format: BenchOptions.Format
  private var reports: [Report] = []

  init(format: BenchOptions.Format) { self.format = format }

  func begin() {
    switch format {
    case .text: put(Self.machine + "\n\n")
    case .markdown: put("Measured on: " + Self.machine + "\n\n")
    case .json: break
    }
  }

  func show(_ report: Report) {
    reports.append(report)
    switch format {
    case .text: put(ReportText(report: report).text + "\n")
    case .markdown: put(ReportMarkdown(report: report).text + "\n")
    case .json: break
    }
  }

  func end() {
    guard format == .json else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // A figure that could not be measured is none.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "none")
    let found = try? encoder.encode(Found(machine: Self.machine, reports: reports))
    put(String(decoding: found ?? Data(), as: UTF8.self) + "\n")
  }

  private struct Found: Encodable {
    let machine: String
    let reports: [Report]
  }

  private func put(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) }

  /// Processor, system and how busy it was: figures of a busy machine are to be known as such.
  private static var machine: String {
    let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = cpu.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
    var name = utsname()
    uname(&name)
    let release = withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    var load = [0.0]
    getloadavg(&load, 1)
    let words = [
      model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor",
      "\(ProcessInfo.processInfo.activeProcessorCount) processors", "Linux \(release)",
      "load \(String(format: "%.1f", load[0])) when it began",
    ]
    return words.joined(separator: ", ")
  }
}
