/// How long a reader takes to hear of a file that was renamed into a watched folder.
struct WatchBenchmark {
  private let setup: Setup
  private let count: Int
  private static let pause = 0.000_4
  private static let wanted: [Peers.Peer] = [.inotifywait, .watchdog, .watchfiles, .fswatch]

  init(_ setup: Setup) {
    self.setup = setup
    count = setup.options.isQuick ? 500 : 2500
  }

  private struct Run {
    let delays: Samples
  }

  func run() throws -> Report {
    let runs = setup.runs(5)
    let readers = [EventReader.ours] + EventReader.peers(setup.peers, Self.wanted)
    var results = [[Run]](repeating: [], count: readers.count)
    for index in interleaved(Array(readers.indices), runs: runs) {
      results[index].append(try measure(readers[index]))
    }
    return report(readers, results, runs: runs)
  }

  private func measure(_ reader: EventReader) throws -> Run {
    let running = try reader.start(in: setup.workshop)
    defer { running.end() }
    try running.dropping.make(0..<count)
    let collector = try Collector(running.child, letter: "d", capacity: count)
    let drops = running.dropping.begin(0..<count, pause: Self.pause)
    collector.wait(for: count, patience: 3)
    return Run(delays: Samples(collector.delays(since: try drops.wait())))
  }

  private func report(_ readers: [EventReader], _ results: [[Run]], runs: Int) -> Report {
    var report = Report(
      "watch",
      measures: """
        from just before rename(2) puts a file into a watched folder until its name is read from the pipe of the process \
        that watches; a file every 400 µs, \(count) of them, median of \(runs) runs, readers in turn
        """)
    let ours = results[0]
    if let yardstick = readers.firstIndex(where: { $0.name == EventReader.yardstick }) {
      for percent in [50.0, 95, 99] {
        let ratios = zip(ours, results[yardstick]).map { $0.delays.percentile(percent) / $1.delays.percentile(percent) }
        report.judge(
          "p\(Int(percent)), to \(EventReader.yardstick)", .times(ratios.median),
          percent == 50 ? Targets.watchMedian : nil)
      }
    }
    var table = Report.Table(title: "", columns: ["reader", "p50", "p95", "p99", "least heard of"])
    for (reader, runs) in zip(readers, results) {
      let figures = [50.0, 95, 99].map { percent in
        Figure.seconds(runs.map { $0.delays.percentile(percent) }.median).text
      }
      let heard = Samples(runs.map { Double($0.delays.sorted.count) }).least
      table.rows.append([reader.name] + figures + ["\(Int(heard)) of \(count)"])
    }
    report.tables.append(table)
    report.notes.append(
      "A file that is written in place is offered after its settling time, which is a setting and no latency.")
    if let missing = setup.peers.missing(Self.wanted) { report.notes.append(missing) }
    return report
  }
}
