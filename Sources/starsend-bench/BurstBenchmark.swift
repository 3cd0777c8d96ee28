/// Thousands of requests that are dropped at once.
struct BurstBenchmark {
  private let setup: Setup
  private let sizes: [Int]

  init(_ setup: Setup) {
    self.setup = setup
    sizes = setup.options.isQuick ? [200, 1000] : [1000, 10_000]
  }

  private struct Burst {
    let time: Double
    let accepted: Int
    let repeats: Int
  }

  func run() throws -> Report {
    let runs = setup.runs(3)
    var report = Report(
      "burst",
      measures: """
        requests are renamed into inbox/ as fast as it goes; from just before the first rename(2) until the line that the \
        last is accepted is read; median of \(runs) runs, agents in turn. How many were accepted is counted in the journal
        """)
    var table = Report.Table(
      title: "", words: 2, columns: ["agent", "on", "requests", "time", "requests/s", "accepted", "twice"])
    for place in setup.workshop.places {
      let system = setup.workshop.fileSystem(of: place)
      var per: [Studio.Agent: [Double]] = [:]
      for size in sizes {
        var bursts: [Studio.Agent: [Burst]] = [:]
        for agent in interleaved(Studio.Agent.allCases, runs: runs) {
          bursts[agent, default: []].append(try burst(size, agent, on: place))
        }
        for agent in Studio.Agent.allCases {
          let found = bursts[agent] ?? []
          per[agent, default: []].append(found.map(\.time).median / Double(size))
          table.rows.append(row(agent, found, size, on: system))
          if agent == .starsend { judge(found, size, on: system, &report) }
        }
      }
      judgeGrowth(per, on: system, &report)
    }
    report.tables.append(table)
    return report
  }

  private func burst(_ size: Int, _ agent: Studio.Agent, on place: Workshop.Place) throws -> Burst {
    let studio = try Studio(on: place, agent, setup.workshop)
    defer { studio.end() }
    try studio.dropping.make(0..<size)
    let collector = try studio.collector(size)
    let pending = studio.dropping.begin(0..<size)
    collector.wait(for: size, patience: 15)
    let first = try pending.wait().first ?? 0
    let journal = try studio.journal()
    return Burst(
      time: Double(collector.last - first) / 1e9, accepted: journal.files, repeats: journal.repeats + collector.repeats)
  }

  private func judge(_ bursts: [Burst], _ size: Int, on system: String, _ report: inout Report) {
    let accepted = bursts.map { $0.accepted - $0.repeats }.min() ?? 0
    report.judge(
      "\(Figure.count(size).text) on \(system): accepted exactly once, worst run", .count(accepted), Targets.all(size))
  }

  private func judgeGrowth(_ per: [Studio.Agent: [Double]], on system: String, _ report: inout Report) {
    guard let ours = per[.starsend], let plain = per[.plain], let first = ours.first, let last = ours.last else {
      return
    }
    report.judge(
      "\(system): each of \(Figure.count(sizes[1]).text) to each of \(Figure.count(sizes[0]).text)",
      .times(last / first),
      Targets.linearGrowth)
    report.judge("\(system): time to plain C", .times(last / (plain.last ?? .nan)), nil)
  }

  private func row(_ agent: Studio.Agent, _ bursts: [Burst], _ size: Int, on system: String) -> [String] {
    let time = bursts.map(\.time).median
    return [
      agent.rawValue, system, Figure.count(size).text, Figure.seconds(time).text,
      Figure.perSecond(Double(size) / time).text, Figure.count(bursts.map(\.accepted).min() ?? 0).text,
      Figure.count(bursts.map(\.repeats).max() ?? 0).text,
    ]
  }
}
