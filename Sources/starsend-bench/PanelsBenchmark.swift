import CBaseline
import Foundation
import Glibc
import Imaging
import Terms

/// Finding the panels of a composed picture.
struct PanelsBenchmark {
  private let setup: Setup
  private static let wanted: [Peers.Peer] = [.pillow, .vips]

  init(_ setup: Setup) { self.setup = setup }

  private static let finding = "PanelFinder, decoding included"
  private static let decoding = "Picture.verify: decoding alone"

  private struct Time {
    let wall: Double
    let cpu: Double
  }

  private struct Way {
    let name: String
    let time: (String) throws -> Time
  }

  func run() throws -> Report {
    let runs = setup.runs(9)
    var report = Report(
      "panels",
      measures: """
        the call alone, from before it until it has the answer, on photographs composed 2x2 without a gutter; median of \
        \(runs) runs, in turn. Pillow is timed inside its process, vips with the start of one
        """)
    var table = Report.Table(title: "", words: 2, columns: ["picture", "by", "time", "CPU"])
    for side in [2048, 4096] {
      let times = try measure(side, runs: runs)
      let name = "\(side)x\(side)"
      if let find = times[Self.finding], let decode = times[Self.decoding] {
        report.judge(
          "\(name): \(Self.finding)", .seconds(find.map(\.wall).median), Targets.panelTime(pixels: side * side))
        let share = zip(decode, find).map { $0.cpu / $1.cpu }.median
        report.judge("\(name): share of decoding in its CPU time", .times(share), nil)
      }
      for way in ways {
        let (wall, cpu) = (times[way.name]?.map(\.wall) ?? [], times[way.name]?.map(\.cpu) ?? [])
        table.rows.append([name, way.name, Figure.seconds(wall.median).text, Figure.seconds(cpu.median).text])
      }
    }
    report.tables.append(table)
    if let missing = setup.peers.missing(Self.wanted) { report.notes.append(missing) }
    return report
  }

  private func measure(_ side: Int, runs: Int) throws -> [String: [Time]] {
    let path = "\(try setup.workshop.folder())/composed.png"
    defer { setup.workshop.discard(path) }
    guard cbaseline_photograph(path, UInt32(side), 2, 11) == 0 else { throw Problem(system: "draw \(path)") }
    guard try PanelFinder.find(in: FilePath(path)).layout?.rows == 2 else {
      throw Problem(.childFailed, "The panels of the picture that was drawn are not found.", hint: "")
    }
    var times: [String: [Time]] = [:]
    for way in interleaved(ways, runs: runs) { times[way.name, default: []].append(try way.time(path)) }
    return times
  }

  private var ways: [Way] {
    var ways = [
      Way(name: Self.finding) { path in try Self.time { _ = try PanelFinder.find(in: FilePath(path)) } },
      Way(name: Self.decoding) { path in try Self.time { try Picture.verify(FilePath(path)) } },
    ]
    if let python = setup.peers.find(.pillow) { ways.append(Way(name: "Pillow load()") { try pillow(python, $0) }) }
    if let vips = setup.peers.find(.vips) {
      ways.append(
        Way(name: "vips avg") { path in
          let usage = try Child.run(Program(executable: vips, arguments: ["avg", path]), in: setup.workshop)
          return Time(wall: usage.wall, cpu: usage.cpu)
        })
    }
    return ways
  }

  private static func time(_ body: () throws -> Void) rethrows -> Time {
    let beginning = (ContinuousClock.now, clock())
    try body()
    return Time(
      wall: beginning.0.duration(to: .now) / .seconds(1), cpu: Double(clock() - beginning.1) / Double(CLOCKS_PER_SEC))
  }

  private func pillow(_ python: String, _ path: String) throws -> Time {
    let script = String(decoding: PackageResources.pillow_decode_py, as: UTF8.self)
    let child = try Child(
      Program(executable: python, arguments: ["-c", script, path]), listening: .output, errors: setup.workshop.log)
    let numbers = child.readAll().split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    guard numbers.count == 2 else { throw child.isSilent }
    return Time(wall: numbers[0], cpu: numbers[1])
  }
}
