import FolderWatch
import Foundation
import Terms
import TestSupport

/// A watcher that runs for one test, and the events that it gives.
///
/// Nothing here waits for a guessed time: a test waits until the event comes that it is about, and where nothing may
/// come, for another one that comes later.
struct Watching {
  let watcher: FolderWatcher

  /// The next event; fails the test when the sequence ends.
  func next() async throws -> WatchEvent {
    var events = watcher.makeAsyncIterator()
    guard let event = await events.next() else { throw SequenceEnded() }
    return event
  }

  /// The next item that settles; other events are skipped.
  func settled() async throws -> SettledItem {
    while true {
      if case .settled(let item) = try await next() { return item }
    }
  }

  /// The next item whose last component is `name`.
  func settled(_ name: String) async throws -> SettledItem { try await settled(FileName(name)) }

  func settled(_ name: FileName) async throws -> SettledItem {
    while true {
      let item = try await settled()
      if item.name == name { return item }
    }
  }

  func settled(count: Int) async throws -> [SettledItem] {
    var items: [SettledItem] = []
    while items.count < count { items.append(try await settled()) }
    return items
  }

  /// The next event that `wanted` knows.
  func event(_ wanted: (WatchEvent) -> Bool) async throws -> WatchEvent {
    while true {
      let event = try await next()
      if wanted(event) { return event }
    }
  }

  struct SequenceEnded: Error {}
}

/// Short enough for a quick test, long enough for a writer on a busy machine.
let quick = WatchOptions(settle: .milliseconds(80), rescan: .seconds(300), poll: .milliseconds(100))

/// For writers that must not be taken for quiet between two writes.
var patient: WatchOptions {
  var options = quick
  options.settle = .milliseconds(500)
  return options
}

/// Runs a watcher on `folders` while `body` runs, and waits until it has let go.
func watching<Result>(
  _ folders: [WatchedFolder], options: WatchOptions = quick, _ body: (Watching) async throws -> Result
) async throws -> Result {
  let watcher = FolderWatcher(folders: folders, options: options)
  async let _ = watcher.run()
  await watcher.ready()
  return try await body(Watching(watcher: watcher))
}

func watching<Result>(
  _ folder: FilePath, depth: Int = 0, options: WatchOptions = quick, _ body: (Watching) async throws -> Result
) async throws -> Result {
  try await watching([WatchedFolder(folder, depth: depth)], options: options, body)
}
