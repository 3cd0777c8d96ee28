import CBaseline
import Foundation
import Imaging
import Terms

/// Finding the panels of a composed picture.
struct PanelsBenchmark {
  private let setup: Setup
  private static let wanted: [Peers.Peer] = [.pillow, .vips]

  init(_ setup: Setup) { self.setup = setup }

  private static let finding = "PanelFinder, decoding included"
  private static let decoding = "Picture.verify: libpng, decoding alone"

  private struct Way {
    let name: String
    let seconds: (String) throws -> Double
  }

  func run() throws -> Report {
    let runs = setup.runs(9)
    var report = Report(
      "panels",
      measures: """
        the call alone, from before it until it has the answer, on photographs composed 2x2 without a gutter; median of \
        \(runs) runs, in turn. Pillow is timed inside its process, vips with the start of one
        """)
    var table = Report.Table(title: "", words: 2, columns: ["picture", "by", "time"])
    for side in [2048, 4096] {
      let times = try measure(side, runs: runs)
      let name = "\(side)x\(side)"
      if let find = times[Self.finding], let decode = times[Self.decoding] {
        report.judge("\(name): \(Self.finding)", .seconds(find), Targets.panelTime(pixels: side * side))
        report.judge("\(name): share of decoding", .times(decode / find), nil)
      }
      for way in ways { table.rows.append([name, way.name, Figure.seconds(times[way.name] ?? .nan).text]) }
    }
    report.tables.append(table)
    if let missing = setup.peers.missing(Self.wanted) { report.notes.append(missing) }
    return report
  }

  private func measure(_ side: Int, runs: Int) throws -> [String: Double] {
    let path = "\(try setup.workshop.folder())/composed.png"
    defer { setup.workshop.discard(path) }
    guard cbaseline_photograph(path, UInt32(side), 2, 11) == 0 else { throw Problem(system: "draw \(path)") }
    guard try PanelFinder.find(in: FilePath(path)).layout?.rows == 2 else {
      throw Problem(.childFailed, "The panels of the picture that was drawn are not found.", hint: "")
    }
    var times: [String: [Double]] = [:]
    for way in interleaved(ways, runs: runs) { times[way.name, default: []].append(try way.seconds(path)) }
    return times.mapValues(\.median)
  }

  private var ways: [Way] {
    var ways = [
      Way(name: Self.finding) { path in try Self.seconds { _ = try PanelFinder.find(in: FilePath(path)) } },
      Way(name: Self.decoding) { path in try Self.seconds { try Picture.verify(FilePath(path)) } },
    ]
    if let python = setup.peers.find(.pillow) { ways.append(Way(name: "Pillow load()") { try pillow(python, $0) }) }
    if let vips = setup.peers.find(.vips) {
      ways.append(
        Way(name: "vips avg") { path in
          try Child.run(Program(executable: vips, arguments: ["avg", path]), in: setup.workshop).wall
        })
    }
    return ways
  }

  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let beginning = ContinuousClock.now
    try body()
    return beginning.duration(to: .now) / .seconds(1)
  }

  private func pillow(_ python: String, _ path: String) throws -> Double {
    let script = String(decoding: PackageResources.pillow_decode_py, as: UTF8.self)
    let child = try Child(
      Program(executable: python, arguments: ["-c", script, path, "1"]), listening: .output, errors: setup.workshop.log)
    guard let seconds = Double(child.readAll().trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw child.isSilent
    }
    return seconds
  }
}
