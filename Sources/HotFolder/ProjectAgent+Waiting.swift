import DurableFiles
import FolderContract
import FolderWatch
import Terms

/// Something that is left lying for now.
struct Waiting: Sendable {
  let identity: FileIdentity?
  let since: ContinuousClock.Instant
  let reported: PendingFile
  /// Nothing will come of it, however long it lies there.
  let isLeft: Bool
}

/// What lies in the folders and is not taken yet.
extension ProjectAgent {
  /// Refuses something at once, without opening it.
  func refuseAtOnce(_ item: SettledItem, _ problem: Problem) async throws {
    leave(item.place)
    guard let drop = try intake.claim(item) else { return }
    lastStir = .now
    await refuse(drop, problem, home: nil)
  }

  /// Lets an item lie until its grace has ended; then it is refused.
  func refuseAfterGrace(_ item: SettledItem, _ problem: Problem) async throws {
    guard hasWaited(item) else { return wait(item, problem) }
    try await refuseAtOnce(item, problem)
  }

  func hasWaited(_ item: SettledItem) -> Bool {
    guard let known = waiting[item.place], known.identity == item.identity else { return false }
    return ContinuousClock.now - known.since >= environment.graceDuration
  }

  func wait(_ item: SettledItem, _ problem: Problem) {
    if waiting[item.place]?.identity != item.identity {
      report(item.place, "\(problem.message) It is refused unless that changes soon.", item.identity)
    }
    watcher?.recheck(item, after: environment.graceDuration)
  }

  func report(_ place: ItemPlace, _ reason: String, _ identity: FileIdentity? = nil, isLeft: Bool = false) {
    // What it waits for may change, but not since when it does.
    let since = waiting[place].flatMap { $0.identity == identity ? $0.since : nil } ?? .now
    let name = layout.relative(place.path) ?? place.name.display
    waiting[place] = Waiting(
      identity: identity, since: since, reported: PendingFile(file: name, reason: reason, since: now()), isLeft: isLeft)
    statusIsStale.yield()
  }

  func leave(_ place: ItemPlace) {
    guard waiting.removeValue(forKey: place) != nil else { return }
    statusIsStale.yield()
  }

  /// Nothing is known any more of what lies in a folder that is lost.
  func leave(_ folder: FilePath) {
    for place in waiting.keys where place.folder == folder { leave(place) }
  }

  /// What `status/project.json` says is pending: at most some hundreds, for a folder full of strange files.
  var pending: [PendingFile] {
    let files = waiting.values.map(\.reported) + stuck.values
    return Array(files.sorted { $0.file < $1.file }.prefix(500))
  }

  /// Forgets what people took away again.
  func forgetMissing() {
    waiting = waiting.filter { FileStatus.of($0.key.path) != nil }
  }
}
