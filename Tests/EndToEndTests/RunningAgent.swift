import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Glibc
import Synchronization
import Terms
import TestSupport

/// A project in a folder of its own, and the real agent beside it.
struct Studio: Sendable {
  let folder: TemporaryFolder
  let layout: ProjectLayout

  /// A sequence of two short shots, small enough that a hundred of them are made in a test.
  ///
  /// - Parameter configuration: what stands in `starsend.json` beside short waiting times, as JSON with a comma before it.
  init(configuration: String = "") throws {
    folder = try TemporaryFolder()
    layout = ProjectLayout(root: folder.path / "project")
    try folder.write(
      #"{"resolution": "240p", "frame_rate": "8", "aspect_ratio": "16:9"}"#, to: "project/project.json")
    try folder.write(
      #"""
      {"project": "kill", "sequences": [{"id": "SEQ01", "grid_prompt": "A car on a desert road at night",
        "shots": [{"prompt": "The car comes nearer", "duration": 1}, {"prompt": "Its lights go out", "duration": "2"}]}]}
      """#, to: "project/plan.json")
    try folder.write(#"{"settle_milliseconds": 60, "grace_seconds": 2\#(configuration)}"#, to: "starsend.json")
    for path in layout.folders { try Folder.make(path) }
  }

  /// Puts a file in place by a rename, as a program would.
  func drop(_ contents: String, as relative: String) throws {
    let file = layout.root / relative
    let part = file.parent / (file.name.display + ".part")
    try Data(contents.utf8).write(to: URL(fileURLWithPath: part.display))
    try FileManager.default.moveItem(atPath: part.display, toPath: file.display)
  }

  func receipt(_ id: String) -> Receipt? {
    guard let id = try? RequestID(id), let data = try? DurableFile.read(layout.receipt(id)) else { return nil }
    return try? PlainJSON.decode(Receipt.self, from: data)
  }

  /// Waits until the receipts and the status show it; what never comes is a failure of the test's own time limit.
  func until(_ isSo: @escaping @Sendable () throws -> Bool) async throws {
    let watcher = FolderWatcher(
      folders: [WatchedFolder(layout.results), WatchedFolder(layout.status)], options: WatchOptions(reserved: []))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watcher.run() }
      group.addTask {
        await watcher.ready()
        if try isSo() { return }
        for await _ in watcher where try isSo() { return }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  func lines(_ file: FilePath) throws -> [[String: String]] {
    try DurableFile.read(file).split(separator: UInt8(ascii: "\n")).map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
      return object.mapValues { "\($0)" }
    }
  }

  func names(_ folder: FilePath) -> [String] {
    ((try? Folder.names(in: folder)) ?? []).map(\.display).filter { !$0.hasPrefix(".") }.sorted()
  }
}

/// How a run of the agent ended.
enum Ending: Equatable {
  /// What was waited for came, and the agent ended cleanly when it was asked to.
  case stopped
  case killed
  case failed(status: Int32, log: String)
}

extension Studio {
  /// The executable that was built beside the tests.
  static let executable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("starsend").path

  /// Runs the agent until `isDone` holds, looked at whenever a receipt changes, or until it dies.
  ///
  /// - Parameters:
  ///   - crashAfter: after how many durable steps it kills itself.
  ///   - secrets: added to its environment.
  ///   - started: told its process id.
  func runAgent(
    crashAfter: Int? = nil, crashLog: String? = nil, secrets: [String: String] = [:],
    started: (pid_t) -> Void = { _ in }, until isDone: @escaping @Sendable () throws -> Bool
  ) async throws -> Ending {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.executable)
    process.arguments = ["watch", layout.root.display, "--config", (folder.path / "starsend.json").display]
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_STATE_HOME"] = (folder.path / "state").display
    environment["STARSEND_CRASH_AFTER"] = crashAfter.map { "\($0)" }
    environment["STARSEND_CRASH_LOG"] = crashLog
    environment.merge(secrets) { _, new in new }
    process.environment = environment
    let log = folder.path / "agent.log"
    _ = FileManager.default.createFile(atPath: log.display, contents: nil)
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log.display))
    let (deaths, death) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in death.finish() }
    let watcher = FolderWatcher(
      folders: [WatchedFolder(layout.results), WatchedFolder(layout.status)], options: WatchOptions(reserved: []))
    try process.run()
    started(process.processIdentifier)
    let isAlive = try await withThrowingTaskGroup(of: Bool?.self) { group in
      group.addTask {
        try await watcher.run()
        return nil
      }
      group.addTask {
        await watcher.ready()
        if try isDone() { return true }
        for await _ in watcher where try isDone() { return true }
        return nil
      }
      group.addTask {
        for await _ in deaths {}
        return false
      }
      while let ended = try await group.next() {
        guard let ended else { continue }
        group.cancelAll()
        return ended
      }
      return false
    }
    if isAlive { process.terminate() }
    for await _ in deaths {}
    process.waitUntilExit()
    if process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL { return .killed }
    if process.terminationReason == .exit, process.terminationStatus == 0 { return .stopped }
    let words = String(decoding: (try? folder.read("agent.log")) ?? Data(), as: UTF8.self)
    return .failed(status: process.terminationStatus, log: words)
  }
}
