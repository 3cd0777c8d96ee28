import CBaseline
import Foundation
import Glibc
import Terms

/// The drill: a watcher is stopped, more files are dropped than the kernel keeps events for, and it goes on.
struct OverflowBenchmark {
  private let setup: Setup
  private static let wanted: [Peers.Peer] = [.inotifywait, .watchdog, .watchfiles, .fswatch]
  private static let drill = 20_000

  init(_ setup: Setup) { self.setup = setup }

  private struct Drill {
    var heard: Int
    var repeats: Int
    /// Seconds from SIGCONT to the last name.
    var time: Double
  }

  func run() throws -> Report {
    var report = Report(
      "overflow",
      measures: """
        a watcher is stopped by SIGSTOP, files are renamed into its folder, SIGCONT; the time is from then until the last \
        name is read. The kernel keeps \(Self.queue) events
        """)
    try compareWatchers(&report)
    try growth(&report)
    if let missing = setup.peers.missing(Self.wanted) { report.notes.append(missing) }
    return report
  }

  private static var queue: String {
    let text = try? String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "?"
  }

  // MARK: Who hears of how many

  private func compareWatchers(_ report: inout Report) throws {
    let readers = [EventReader.ours] + EventReader.peers(setup.peers, Self.wanted)
    var results = [[Drill]](repeating: [], count: readers.count)
    for index in interleaved(Array(readers.indices), runs: setup.runs(3)) {
      results[index].append(try drill(readers[index], Self.drill))
    }
    let places = setup.workshop.places
    let agents = try places.map { try drillAgent(Self.drill, on: $0) }
    report.judge("heard of by FolderWatcher, worst run", least(results[0]), Targets.all(Self.drill))
    report.judge("accepted by the agent, worst run", least(agents), Targets.all(Self.drill))
    report.judge("accepted twice by the agent", .count(agents.map(\.repeats).max() ?? 0), .atMost(.count(0)))
    var table = Report.Table(
      title: "\(Figure.count(Self.drill).text) drops, least heard of in \(setup.runs(3)) runs",
      columns: ["watcher", "heard of", "lost", "time"])
    let rows =
      zip(readers.map(\.name), results).map { ($0, $1) }
      + zip(places, agents).map { ("the agent on \(setup.workshop.fileSystem(of: $0)): accepted", [$1]) }
    for (name, drills) in rows {
      let heard = drills.map(\.heard).min() ?? 0
      table.rows.append([
        name, Figure.count(heard).text,
        String(format: "%.0f %%", 100 * Double(Self.drill - heard) / Double(Self.drill)),
        Figure.seconds(drills.map(\.time).median).text,
      ])
    }
    report.tables.append(table)
  }

  private func least(_ drills: [Drill]) -> Figure { .count(drills.map(\.heard).min() ?? 0) }

  private func drill(_ reader: EventReader, _ count: Int) throws -> Drill {
    let running = try reader.start(in: setup.workshop)
    defer { running.end() }
    let collector = try Collector(running.child, letter: "d", capacity: count)
    return try drill(running.child, running.dropping, collector, count)
  }

  private func drillAgent(_ count: Int, on place: Workshop.Place) throws -> Drill {
    let studio = try Studio(on: place, .starsend, setup.workshop)
    defer { studio.end() }
    return try drill(studio.child, studio.dropping, try studio.collector(count), count)
  }

  private func drill(_ child: Child, _ dropping: Dropping, _ collector: Collector, _ count: Int) throws -> Drill {
    try dropping.make(0..<count)
    child.signal(SIGSTOP)
    _ = try dropping.drop(0..<count)
    let beginning = cbaseline_now()
    child.signal(SIGCONT)
    let heard = collector.wait(for: count, patience: 5)
    return Drill(
      heard: heard, repeats: collector.repeats, time: heard == 0 ? .nan : Double(collector.last - beginning) / 1e9)
  }

  // MARK: How the time grows

  private func growth(_ report: inout Report) throws {
    let sizes = setup.options.isQuick ? [5000, 10_000] : [5000, 10_000, 20_000, 40_000]
    var table = Report.Table(
      title: "How the time grows", columns: ["files"] + sizes.map { Figure.count($0).text })
    let runs = setup.runs(3)
    let watcher = try times(sizes, runs: runs) { try drill(.ours, $0).time }
    // Without the time of the disk, which would hide all else.
    let place = setup.workshop.places.last ?? .disk
    let agent = try times(sizes, runs: min(runs, 2)) { try drillAgent($0, on: place).time }
    for (name, times) in [("FolderWatcher", watcher), ("the agent on \(setup.workshop.fileSystem(of: place))", agent)] {
      let per = zip(times, sizes).map { $0 / Double($1) }
      report.judge(
        "\(name): time for each of \(Figure.count(sizes.last ?? 0).text) to each of \(Figure.count(sizes[0]).text)",
        .times((per.last ?? .nan) / per[0]), Targets.linearGrowth)
      table.rows.append([name] + times.map { Figure.seconds($0).text })
    }
    report.tables.append(table)
  }

  private func times(_ sizes: [Int], runs: Int, _ drill: (Int) throws -> Double) throws -> [Double] {
    var results = [[Double]](repeating: [], count: sizes.count)
    for index in interleaved(Array(sizes.indices), runs: runs) { results[index].append(try drill(sizes[index])) }
    return results.map(\.median)
  }
}
