import DurableFiles
import FolderContract
import FolderWatch
import Foundation
import Sequences
public import Terms

/// What lies in the folders, and when it is taken.
extension ProjectAgent {
  func take(from watcher: FolderWatcher) async throws {
    for await event in watcher {
      try Task.checkCancellation()
      if isClosing { return }
      try await take(event)
    }
  }

  /// Takes what was renamed in just before, as far as it lies there still: it is whole, and need not settle again.
  func take(_ dropped: [SettledItem]) async {
    for item in dropped where !ConflictCopy.contains(item.name) {
      if FileStatus.of(item.path)?.isStill(item.identity) == true { backlog?.add(item) }
    }
    await takeBacklogIfComplete()
  }

  private func take(_ event: WatchEvent) async throws {
    switch event {
    case .settled(let item) where backlog != nil:
      backlog?.add(item)
      await takeBacklogIfComplete()
    case .settled(let item): await take(item)
    case .pending(let place):
      report(place, "It is still being written.")
      await pass(place.path)
    case .gone(let place): leave(place)
    case .conflictCopy(let item):
      report(
        item.place, "It is a second version that a sync client made, and is never carried out.", item.identity,
        isLeft: true)
      environment.log.warning("left alone, a sync conflict: \(item.path)")
      await pass(item.path)
    case .folderLost(let folder):
      leave(folder)
      try await remake()
    case .overflowed, .folderBack, .unwatchable, .fileSystemChanged, .polled, .limited, .limitLifted:
      environment.log.tell(event)
    }
  }

  /// Takes an item, or leaves it where it is for now.
  func take(_ item: SettledItem) async {
    do {
      switch item.folder {
      case layout.inbox: try await takeRequest(item)
      case layout.picks: try await takePick(item)
      default: break
      }
    } catch let problem as Problem where problem.code == .notFound {
      leave(item.place)
    } catch {
      // Whatever stands in the way (a full disk, a missing right) may pass: the file stays, and is tried again.
      let problem = error as? Problem ?? Problem(.system, "\(error)", hint: "")
      environment.log.error("\(item.path): \(problem.logLine)")
      report(item.place, problem.description, item.identity)
      watcher?.recheck(item, after: .seconds(environment.configuration.pollSeconds))
    }
  }

  /// A folder that somebody deleted comes back. Throws where the project itself is gone.
  ///
  /// Not at once: where the whole project is being deleted, nothing may be put back into it meanwhile.
  private func remake() async throws {
    try await Task.sleep(for: environment.settleDuration)
    try requireRoot()
    for folder in layout.folders where FileStatus.of(folder) == nil {
      environment.log.warning("\(folder) was gone; making it again")
      try? Folder.make(folder)
    }
  }

  /// Makes a folder of the project, but never the project anew: one that was moved away has to be able to come back.
  func make(_ folder: FilePath) throws {
    try requireRoot()
    try Folder.make(folder)
  }

  /// Throws `project_gone` where the project's folder is not the one that was opened.
  func requireRoot() throws {
    guard let root, FolderIdentity(layout.root) == root else { throw Problem.gone(layout) }
  }
}

// MARK: - What gathered while the agent was down

extension ProjectAgent {
  /// Lets nothing begin before what gathered is in the lines: a later drop may replace it.
  ///
  /// The last of it ends the wait; this is for when there is nothing, something went, or something never settles.
  func endBacklog(after watcher: FolderWatcher) async throws {
    await watcher.ready()
    let patience = ContinuousClock.now + environment.settleDuration * 2 + .seconds(10)
    while backlog != nil {
      backlog?.forgetMissing()
      if backlog?.isComplete == true || ContinuousClock.now > patience { return await takeBacklog() }
      try await Task.sleep(for: min(environment.settleDuration, .seconds(1)))
    }
  }

  private func pass(_ path: FilePath) async {
    backlog?.pass(path)
    await takeBacklogIfComplete()
  }

  private func takeBacklogIfComplete() async {
    if backlog?.isComplete == true { await takeBacklog() }
  }

  private func takeBacklog() async {
    guard let items = backlog?.inOrder else { return }
    backlog = nil
    isTakingBacklog = true
    for item in items { await take(item) }
    isTakingBacklog = false
    perform(lines.open())
  }
}

// MARK: - inbox

extension ProjectAgent {
  static let requestBytes = 1 << 20

  private func takeRequest(_ item: SettledItem) async throws {
    guard item.kind == .file else { return try await refuseAtOnce(item, .notAFile(item.name)) }
    guard RequestFileName.isRequest(item.name) else { return try await refuseAfterGrace(item, .notARequest(item.name)) }
    guard item.identity.size <= Int64(Self.requestBytes) else { return try await refuseAtOnce(item, .tooLarge(item)) }
    // A file that cannot be read now stays where it is.
    let data = try DurableFile.read(item.path, limit: Self.requestBytes)
    // One that does not parse waits, since its writer may only have paused; who renames is done.
    if item.arrival != .renamed || item.isEmpty, !hasWaited(item), let problem = Self.unreadable(data) {
      return wait(item, problem)
    }
    try await accept(item)
  }

  private static func unreadable(_ data: Data) -> Problem? {
    do { _ = try Request.read(data) } catch  where error.code == .badJSON { return error } catch {}
    return nil
  }
}

// MARK: - picks

extension ProjectAgent {
  private func takePick(_ item: SettledItem) async throws {
    guard item.kind != .other else { return try await refuseAtOnce(item, .notAFile(item.name)) }
    if let folder = item.place.subfolder, !isContainer(folder) { return hold(item, in: folder) }
    switch try await pickItem(item.relative, at: item.path, isFolder: item.kind == .folder) {
    case .product, .marker, .products: try await accept(item)
    case .container: await takeContainer(item.name)
    case .unknown(let problem): try await refuseAfterGrace(item, problem)
    }
  }

  /// What lies at `path` is, by its name, by what is in it, and by the id that the agent wrote into it.
  func pickItem(_ components: [FileName], at path: FilePath, isFolder: Bool) async throws -> PickItem {
    var facts = PickItem.Facts(path: components)
    let known = try await knownSequences()
    if isFolder {
      // A folder that is known to hold picks is not taken for products because one was put into it.
      if components.count == 1, let name = components.first, isContainer(name) { return .container }
      facts.contents = try Folder.names(in: path).filter { !Litter.contains($0) }
    } else if components.last.flatMap({ Product.parse($0, sequences: known) }) == nil {
      facts.embedded = try await runner.product(of: path)
    }
    return PickItem(facts, layout: layout, sequences: sequences, known: known)
  }

  private func isContainer(_ folder: FileName) -> Bool {
    guard let known = containers[folder] else { return false }
    return FolderIdentity(layout.picks / folder) == known
  }

  /// A thing in a folder waits until the folder has come to rest, since it says what the thing means: what was dragged
  /// in with a whole folder picks nothing.
  private func hold(_ item: SettledItem, in folder: FileName) {
    held[folder, default: [:]][item.name] = item
  }

  private func takeContainer(_ folder: FileName) async {
    containers[folder] = FolderIdentity(layout.picks / folder)
    let items = held.removeValue(forKey: folder) ?? [:]
    for item in items.values.sorted(by: { $0.identity.changed < $1.identity.changed }) { await take(item) }
  }

  /// The sequences of the plan.
  var sequences: [SequenceID] { papers.plan?.sequenceIDs ?? [] }

  /// Those of the plan, and those that left it and have products.
  func knownSequences() async throws -> [SequenceID] {
    let recorded = try await runner.records().keys
    return sequences + recorded.filter { !sequences.contains($0) }
  }
}

extension Problem.Code {
  /// The folder of a project is not there any more.
  public static let projectGone = Self(rawValue: "project_gone")
}

extension Problem {
  static func gone(_ layout: ProjectLayout) -> Problem {
    Problem(
      .projectGone, "\(layout.root) was deleted, moved or replaced.",
      hint: "Put it back; where the agent looks for projects, it takes it up again by itself.")
  }

  static func notAFile(_ name: FileName) -> Problem {
    Problem(
      .notAFile, "\(name) is not a regular file, so it was neither opened nor followed.", hint: "Drop the file itself.")
  }

  static func notARequest(_ name: FileName) -> Problem {
    Problem(
      .unrecognisedName, "\(name) is not a request: its name does not end in .json.",
      hint: "Drop a .json file here; pictures and markers go into picks/.")
  }

  fileprivate static func tooLarge(_ item: SettledItem) -> Problem {
    Problem(
      .fileTooLarge,
      "\(item.name) has \(item.identity.size) bytes; a request has at most \(ProjectAgent.requestBytes).",
      hint: "Make it smaller, or split it into several requests.")
  }
}
