import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Sequences
import Terms

/// What lies in the folders, and when it is taken.
extension ProjectAgent {
  func take(from watcher: FolderWatcher) async {
    for await event in watcher {
      await take(event)
      if let path = event.path { lookedAt(path) }
      if Task.isCancelled { return }
    }
  }

  private func take(_ event: WatchEvent) async {
    switch event {
    case .settled(let item): await take(item)
    case .pending(let place): report(place, "It is still being written.")
    case .gone(let place): waiting[place] = nil
    case .conflictCopy(let item):
      report(item.place, "It is a second version that a sync client made, and is never carried out.", item.identity)
      environment.log.warning("left alone, a sync conflict: \(item.path)")
    case .overflowed:
      environment.log.warning("more happened at once than the system remembers; looking through \(layout.root)")
    case .folderLost(let folder): await remake(folder)
    case .folderBack(let folder): environment.log.info("watching \(folder) again")
    case .unwatchable(let folder, let problem):
      environment.log.warning("looking through \(folder) from time to time instead: \(problem.logLine)")
    }
  }

  private func take(_ item: SettledItem) async {
    do {
      switch item.folder {
      case layout.inbox: try await takeRequest(item)
      case layout.picks: try await takePick(item)
      default: await readPapers()
      }
    } catch let problem as Problem where problem.code == .notFound {
      waiting[item.place] = nil
    } catch {
      // Whatever stands in the way (a full disk, a missing right) may pass: the file stays, and is tried again.
      let problem = error as? Problem ?? Problem(.system, "\(error)", hint: "")
      environment.log.error("\(item.path): \(problem.logLine)")
      report(item.place, problem.description, item.identity)
      watcher?.recheck(item, after: .seconds(environment.configuration.pollSeconds))
    }
  }

  // MARK: inbox

  private func takeRequest(_ item: SettledItem) async throws {
    guard item.kind == .file else {
      return try await refuseUnopened(item, Self.notAFile(item))
    }
    guard RequestFileName.isRequest(item.name) else {
      return try await refuseAfterGrace(
        item,
        Problem(
          .unrecognisedName, "\(item.name) is not a request: its name does not end in .json.",
          hint: "Drop a .json file here; pictures and markers go into picks/."))
    }
    // A request has to parse before it is taken, until its grace ends: its writer may only have paused.
    if item.arrival != .renamed || item.isEmpty, let problem = try unreadable(item.path), !hasWaited(item) {
      return wait(item, problem)
    }
    try await accept(item)
  }

  private func unreadable(_ file: FilePath) throws -> Problem? {
    do {
      _ = try Request.read(try DurableFile.read(file, limit: Self.requestBytes))
      return nil
    } catch  where error.code == .badJSON { return error } catch  where error.code == .notFound { throw error } catch {
      return nil
    }
  }

  static let requestBytes = 1 << 20

  // MARK: picks

  private func takePick(_ item: SettledItem) async throws {
    if item.kind == .folder { return try await takeFolder(item) }
    guard item.kind == .file else { return try await refuseUnopened(item, Self.notAFile(item)) }
    if let folder = item.place.subfolder, try await returnWhole(folder) { return }
    if isKnownPick(item) { return try await accept(item) }
    if try await runner.product(of: item.path) != nil { return try await accept(item) }
    do {
      _ = try Marker.read(item.relative, sequences: sequences)
      try await accept(item)
    } catch let problem as Problem { try await refuseAfterGrace(item, problem) }
  }

  private func isKnownPick(_ item: SettledItem) -> Bool {
    Product.parse(item.name, sequences: sequences) != nil
      || (try? Marker.read(item.relative, sequences: sequences)) != nil
  }

  /// A folder in `picks/`: a marker if it is empty, a place for markers if it is a sequence's, products that were
  /// dragged in as a whole, or nothing that is known.
  private func takeFolder(_ item: SettledItem) async throws {
    if item.place.subfolder == nil, try await returnWhole(item.name) { return }
    if item.isEmpty, (try? Marker.read(item.relative, sequences: sequences)) != nil { return try await accept(item) }
    let isSequence = sequences.contains { $0.text.lowercased() == item.name.display.lowercased() }
    if item.place.subfolder == nil, isSequence { return }
    try await refuseAfterGrace(
      item,
      Problem(
        .unrecognisedName, "The folder \(item.name) says nothing that is known.",
        hint: "Drop one option picture, or an empty file or folder named like SEQ05.top_left."))
  }

  var sequences: [SequenceID] { papers.plan?.sequenceIDs ?? [] }

  // MARK: waiting

  /// Lets an item lie until its grace has ended; then it is refused.
  private func refuseAfterGrace(_ item: SettledItem, _ problem: Problem) async throws {
    guard hasWaited(item) else { return wait(item, problem) }
    try await refuseUnopened(item, problem)
  }

  private func hasWaited(_ item: SettledItem) -> Bool {
    guard let known = waiting[item.place], known.identity == item.identity else { return false }
    return ContinuousClock.now - known.since >= environment.graceDuration
  }

  private func wait(_ item: SettledItem, _ problem: Problem) {
    if waiting[item.place]?.identity != item.identity {
      report(item.place, "\(problem.message) It is refused unless that changes soon.", item.identity)
    }
    watcher?.recheck(item, after: environment.graceDuration)
  }

  private func report(_ place: ItemPlace, _ reason: String, _ identity: FileIdentity? = nil) {
    let name = layout.relative(place.path) ?? place.name.display
    let identity = identity ?? FileIdentity(device: 0, inode: 0, size: 0, modified: 0, changed: 0)
    waiting[place] = Waiting(
      identity: identity, since: .now, reported: PendingFile(file: name, reason: reason, since: now()))
  }

  private static func notAFile(_ item: SettledItem) -> Problem {
    Problem(
      .notAFile, "\(item.name) is not a regular file, so it was neither opened nor followed.",
      hint: "Drop the file itself.")
  }

  // MARK: the project's own files

  private func readPapers() async {
    guard papers.reload() else { return }
    for problem in papers.problems { environment.log.warning(problem.logLine) }
    await writeAllStatus()
  }

  /// A folder that somebody deleted comes back.
  private func remake(_ folder: FilePath) async {
    guard FileStatus.of(layout.root)?.kind == .folder else {
      environment.log.error("\(layout.root) is gone; waiting for it")
      return
    }
    environment.log.warning("\(folder) was gone; making it again")
    for path in layout.folders { try? Folder.make(path) }
  }
}

extension WatchEvent {
  /// What it is about, where that is a single item.
  fileprivate var path: FilePath? {
    switch self {
    case .settled(let item), .conflictCopy(let item): item.path
    case .pending(let place), .gone(let place): place.path
    case .overflowed, .folderLost, .folderBack, .unwatchable: nil
    }
  }
}
