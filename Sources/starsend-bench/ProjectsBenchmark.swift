import CBaseline
import Foundation
import Glibc
import Terms

/// Many projects that nobody works on, under one agent.
struct ProjectsBenchmark {
  private let setup: Setup
  private let sizes: [Int]
  private let idleSeconds: Double

  init(_ setup: Setup) {
    self.setup = setup
    sizes = setup.options.isQuick ? [20, 100] : [100, 1000, 10_000]
    idleSeconds = setup.options.isQuick ? 5 : 60
  }

  private struct Start {
    /// Seconds until the agent came to rest.
    let time: Double
    let cpu: Double
  }

  private struct Crowd {
    let count: Int
    /// The agent has never seen the projects.
    let first: Start
    /// It has, and nothing is left to do.
    let again: Start
    let figures: ProcessFigures
    /// In a minute without drops.
    let idleCPU: Double
    let wakeUps: Double
    /// From a drop into projects that nobody had touched to accepted.
    let drops: Samples
  }

  func run() throws -> Report {
    var report = Report(
      "projects",
      measures: """
        `starsend watch FOLDER` with idle projects in it: from its start until it has said of each that it is watched and has \
        come to rest (its settling time, 2 s, included); then \(Int(idleSeconds)) seconds without drops; then one \
        request each into a few projects. They lie on \(setup.workshop.fileSystem(of: setup.workshop.places.last ?? .disk))
        """)
    let crowds = try sizes.map { try measure($0) }
    judge(crowds, &report)
    report.tables = [tellStart(crowds), tellIdle(crowds)]
    report.notes.append(
      "Every five minutes (rescan_seconds) all folders are looked through and each status gets a sign of life; that falls "
        + "outside the idle minute.")
    return report
  }

  // MARK: Measuring

  private func measure(_ count: Int) throws -> Crowd {
    // In memory where there is some: a hundred thousand folders are laid out, and a disk is not what is measured.
    let folder = try setup.workshop.folder(on: setup.workshop.places.last ?? .disk)
    defer { setup.workshop.discard(folder) }
    let names = (0..<count).map { "\(folder)/projects/j\(String(format: "%07d", $0))" }
    for name in names { try Studio.layOut(name) }
    let first = try serve(count, in: folder) { _, start in start }
    return try serve(count, in: folder) { child, again in
      let before = ProcessFigures(of: child.pid)
      let cpu = ProcessFigures.cpu(of: child.pid)
      Thread.sleep(forTimeInterval: idleSeconds)
      let after = ProcessFigures(of: child.pid)
      let minute = 60 / idleSeconds
      return Crowd(
        count: count, first: first, again: again, figures: after,
        idleCPU: (ProcessFigures.cpu(of: child.pid) - cpu) * minute,
        wakeUps: Double(after.wakeUps(since: before)) * minute, drops: try drops(into: names, folder, child))
    }
  }

  /// Lets an agent serve the projects, and ends it after `body`.
  private func serve<Result>(_ count: Int, in folder: String, _ body: (Child, Start) throws -> Result) throws -> Result
  {
    let beginning = cbaseline_now()
    let child = try Child(
      try Studio.agent(["\(folder)/projects"], in: folder), listening: .errors, errors: setup.workshop.log)
    let collector = try Collector(child, letter: "j", capacity: count, word: "watching ")
    guard collector.wait(for: count, patience: 120) == count else { throw child.isSilent }
    let drain = Drain(child)
    defer {
      child.end()
      drain.wait()
    }
    let rest = max(collector.last, try awaitRest(of: child))
    return try body(child, Start(time: Double(rest - beginning) / 1e9, cpu: ProcessFigures.cpu(of: child.pid)))
  }

  /// When it last did something before two seconds in which it used less than a tenth of a processor.
  private func awaitRest(of child: Child) throws -> Int64 {
    let beginning = cbaseline_now()
    var (busy, cpu) = (Int64(0), ProcessFigures.cpu(of: child.pid))
    while cbaseline_now() - beginning < 900_000_000_000 {
      Thread.sleep(forTimeInterval: 0.25)
      let now = ProcessFigures.cpu(of: child.pid)
      if now - cpu >= 0.025 { busy = cbaseline_now() }
      cpu = now
      if Double(cbaseline_now() - max(busy, beginning)) / 1e9 > 2 { return busy }
    }
    throw child.isSilent
  }

  /// Seconds until a request in each of a few projects is claimed: it leaves inbox/ at that moment.
  private func drops(into names: [String], _ folder: String, _ child: Child) throws -> Samples {
    let chosen = stride(from: 0, to: names.count, by: max(1, names.count / 8)).map { names[$0] }
    var times: [Double] = []
    for project in chosen {
      let stage = "\(folder)/request.json"
      try Dropping.request.write(toFile: stage, atomically: false, encoding: .utf8)
      let beginning = cbaseline_now()
      guard rename(stage, "\(project)/inbox/d0000000.json") == 0 else { throw Problem(system: "drop a request") }
      let journal = "\(project)/state/journal.jsonl"
      var info = stat()
      while stat(journal, &info) != 0 || info.st_size == 0 {
        guard cbaseline_now() - beginning < 30_000_000_000 else { throw child.isSilent }
        usleep(200)
      }
      times.append(Double(cbaseline_now() - beginning) / 1e9)
    }
    return Samples(times)
  }

  // MARK: Telling

  private func judge(_ crowds: [Crowd], _ report: inout Report) {
    guard crowds.count > 1, let most = crowds.last else { return }
    let fewer = crowds[crowds.count - 2]
    let factor = Double(most.count) / Double(fewer.count)
    let words = "for each of \(Figure.count(most.count).text) to each of \(Figure.count(fewer.count).text)"
    for (name, start) in [("first start", \Crowd.first), ("start again", \Crowd.again)] {
      let cpu = most[keyPath: start].cpu / fewer[keyPath: start].cpu / factor
      report.judge("\(name): CPU \(words)", .times(cpu), Targets.linearGrowth)
    }
    report.judge("memory \(words)", .times(most.figures.memory / fewer.figures.memory / factor), Targets.linearGrowth)
    report.judge(
      "inotify watches \(words)", .times(Double(most.figures.watches) / Double(fewer.figures.watches) / factor),
      Targets.linearGrowth)
  }

  private func tellStart(_ crowds: [Crowd]) -> Report.Table {
    Report.Table(
      title: "The start, and what the agent holds then",
      columns: [
        "projects", "first start", "CPU", "start again", "CPU", "memory", "descriptors", "watches", "threads",
      ],
      rows: crowds.map { crowd in
        [
          Figure.count(crowd.count).text, Figure.seconds(crowd.first.time).text, Figure.seconds(crowd.first.cpu).text,
          Figure.seconds(crowd.again.time).text, Figure.seconds(crowd.again.cpu).text,
          Figure.bytes(crowd.figures.memory).text, Figure.count(crowd.figures.descriptors).text,
          Figure.count(crowd.figures.watches).text, Figure.count(crowd.figures.threads).text,
        ]
      })
  }

  private func tellIdle(_ crowds: [Crowd]) -> Report.Table {
    Report.Table(
      title: "A minute without drops, and then a drop into a project that was left alone",
      columns: ["projects", "CPU", "wake-ups", "drop to journal, median", "longest"],
      rows: crowds.map { crowd in
        [
          Figure.count(crowd.count).text, Figure.seconds(crowd.idleCPU).text, Figure.count(Int(crowd.wakeUps)).text,
          Figure.seconds(crowd.drops.median).text, Figure.seconds(crowd.drops.most).text,
        ]
      })
  }
}

/// Reads away what a child prints, so that it never waits for a reader.
final class Drain: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)

  init(_ child: Child) {
    let descriptor = dup(child.output)
    let done = done
    Thread {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while poll(&waiting, 1, -1) > 0 {
        let count = read(descriptor, &chunk, chunk.count)
        if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { break }
      }
      close(descriptor)
      done.signal()
    }.start()
  }

  func wait() { done.wait() }
}
