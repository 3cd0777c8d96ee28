import CBaseline
import Foundation
import Terms

/// How long it takes from the drop of a request until the agent answers for it.
struct AcceptBenchmark {
  private let setup: Setup
  private let count: Int
  /// Seconds between an acceptance and the next drop: the agent has written the receipt of the one before by then.
  private static let pause = 0.006

  init(_ setup: Setup) {
    self.setup = setup
    count = setup.options.isQuick ? 100 : 500
  }

  private struct Block {
    let delays: Samples
    let inJournal: Int
    let repeats: Int
  }

  func run() throws -> Report {
    let runs = setup.runs(5)
    var report = Report(
      "accept",
      measures: """
        from just before rename(2) puts a request into inbox/ until the agent's line that it is accepted is read, which it \
        prints when the journal has it durably; one request at a time, \(count) in each of \(runs) runs, agents in turn. \
        Plain C makes the same system calls and tells in the same way
        """)
    var table = Report.Table(title: "", words: 2, columns: ["agent", "on", "p50", "p95", "p99", "accepted once"])
    for place in setup.workshop.places {
      var blocks: [Studio.Agent: [Block]] = [:]
      for agent in interleaved(Studio.Agent.allCases, runs: runs) {
        blocks[agent, default: []].append(try measure(agent, on: place))
      }
      let system = setup.workshop.fileSystem(of: place)
      judge(blocks, on: system, &report)
      for agent in Studio.Agent.allCases { table.rows.append(row(agent, blocks[agent] ?? [], on: system)) }
    }
    report.tables.append(table)
    report.notes.append(
      "What the first request asks for is never done, since the ffmpeg of the agent does not answer here; all others "
        + "wait in the line of its sequence.")
    return report
  }

  private func measure(_ agent: Studio.Agent, on place: Workshop.Place) throws -> Block {
    let studio = try Studio(on: place, agent, setup.workshop)
    defer { studio.end() }
    try studio.dropping.make(0..<count)
    let collector = try studio.collector(count)
    var drops: [Int64] = []
    for number in 0..<count {
      drops += try studio.dropping.drop(number..<number + 1)
      guard collector.wait(for: number + 1, patience: 10) == number + 1 else { throw studio.child.isSilent }
      Thread.sleep(forTimeInterval: Self.pause)
    }
    let journal = try studio.journal()
    return Block(
      delays: Samples(collector.delays(since: drops)), inJournal: journal.files,
      repeats: journal.repeats + collector.repeats)
  }

  private func judge(_ blocks: [Studio.Agent: [Block]], on system: String, _ report: inout Report) {
    guard let ours = blocks[.starsend], let plain = blocks[.plain] else { return }
    for (percent, target) in [(50.0, Targets.acceptMedian), (99, Targets.acceptTail)] {
      let ratio = zip(ours, plain).map { $0.delays.percentile(percent) / $1.delays.percentile(percent) }.median
      report.judge("p\(Int(percent)) on \(system), to plain C", .times(ratio), target)
    }
  }

  private func row(_ agent: Studio.Agent, _ blocks: [Block], on system: String) -> [String] {
    let figures = [50.0, 95, 99].map { percent in
      Figure.seconds(blocks.map { $0.delays.percentile(percent) }.median).text
    }
    let (files, repeats) = (blocks.map(\.inJournal).reduce(0, +), blocks.map(\.repeats).reduce(0, +))
    return [agent.rawValue, system] + figures + ["\(files - repeats) of \(count * blocks.count)"]
  }
}
