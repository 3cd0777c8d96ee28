import Glibc
import Terms

/// One watched folder as it stands.
struct Root {
  let path: FilePath
  var depth: Int
  /// The directory that is watched; nil while it is lost.
  var itself: Sighting?
  /// The sub-folders that are watched.
  var subfolders: [FileName: Sighting] = [:]
  /// When it is looked through next, or looked for where it is lost.
  var nextLook: Duration
  /// When it was looked through last.
  var lastLook: Duration?
  /// Why a part of it raises no events; nil where all of it does. With a reason it is looked through often.
  var refusal: SystemError?
  /// The refusal that was said last: each is said once.
  var saidRefusal: SystemError?
  var isSaidLost = false

  var isPresent: Bool { itself != nil }
}

/// What looking through a folder met.
struct Found {
  let place: ItemPlace
  let sighting: Sighting

  /// By the time when the inode last changed, which no writer can set; by name within one tick of the file system.
  static func isBefore(_ one: Found, _ other: Found) -> Bool {
    let times = (one.sighting.identity.changed, other.sighting.identity.changed)
    guard times.0 == times.1 else { return times.0 < times.1 }
    return one.place.path.bytes.lexicographicallyPrecedes(other.place.path.bytes)
  }
}

// MARK: Coming and going

extension WatchLoop {
  /// How often a folder that is lost is looked for. Its parent's events usually tell sooner.
  private static let patience = Duration.seconds(1)

  func enter(_ folder: WatchedFolder) {
    roots[folder.path, default: Root(path: folder.path, depth: folder.depth, nextLook: now)].depth = folder.depth
    roots[folder.path]?.nextLook = now
    parents[folder.path.parent, default: []].insert(folder.path)
  }

  func leave(_ path: FilePath) {
    release(path)
    roots[path] = nil
    parents[path.parent]?.remove(path)
    if parents[path.parent]?.isEmpty == true {
      parents[path.parent] = nil
      unwatchUnlessNeeded(path.parent)
    }
  }

  /// Lets go of all that is watched and known below a root.
  private func release(_ path: FilePath) {
    guard let root = roots[path] else { return }
    for name in root.subfolders.keys { drop(subfolder: name, of: path) }
    for action in settling.forget(Settling.Directory(folder: path, subfolder: nil)) { perform(action) }
    roots[path]?.itself = nil
    unwatchUnlessNeeded(path)
  }

  /// One directory can be a root, a sub-folder of a root and the parent of one at once.
  private func unwatchUnlessNeeded(_ directory: FilePath) {
    guard parents[directory] == nil, roots[directory]?.isPresent != true, subfolders[directory] == nil else { return }
    source.unwatch(directory, for: subscriber)
  }

  func ended(_ directory: FilePath) {
    for path in parents[directory] ?? [] { roots[path]?.nextLook = now }
    if roots[directory]?.isPresent == true { lose(directory) }
    if let subfolder = subfolders[directory], let name = subfolder.subfolder {
      drop(subfolder: name, of: subfolder.folder)
      roots[subfolder.folder]?.nextLook = now
    }
  }

  private func lose(_ path: FilePath) {
    release(path)
    sayLost(path)
    // It may have been replaced within the same moment.
    roots[path]?.nextLook = now
  }

  private func sayLost(_ path: FilePath) {
    guard roots[path]?.isSaidLost == false else { return }
    roots[path]?.isSaidLost = true
    outbox.putOnce(.folderLost(path))
  }
}

// MARK: Looking through

extension WatchLoop {
  /// Events that are lost again and again must not make it look without a pause.
  private static let pause = Duration.milliseconds(100)

  func lookThroughAll() {
    for (path, root) in roots where root.isPresent {
      roots[path]?.nextLook = max(now, (root.lastLook ?? now) + Self.pause)
    }
  }

  /// Looks through the folders whose time has come, all of them before any item is taken in: what gathered in several
  /// folders is offered in the order in which it changed.
  func lookThroughDue() {
    let due = roots.values.filter { $0.nextLook <= now }.map(\.path)
    takeIn(due.flatMap { lookThrough($0) })
  }

  func takeIn(_ found: [Found]) {
    let time = now
    for item in found.sorted(by: Found.isBefore) { settling.saw(item.place, item.sighting, by: .found, at: time) }
  }

  private func lookThrough(_ path: FilePath) -> [Found] {
    roots[path]?.refusal = nil
    // Watched first and read second, so that nothing can come in between. Without its parent's events a folder's
    // return is only found later, so that a refusal there does not matter.
    _ = source.watch(path.parent, for: subscriber)
    let watched = source.watch(path, for: subscriber)
    do throws(SystemError) {
      let reading = try FolderReading(path)
      if let itself = roots[path]?.itself, !itself.isSameInode(as: reading.itself) {
        lose(path)
        return []
      }
      isThere(path, reading.itself)
      if watched != 0 { roots[path]?.refusal = SystemError(watched) }
      let found = drops(in: reading, of: path)
      scheduleLook(path)
      return found
    } catch {
      failed(path, error)
      return []
    }
  }

  private func isThere(_ path: FilePath, _ itself: Sighting) {
    roots[path]?.itself = itself
    roots[path]?.lastLook = now
    guard roots[path]?.isSaidLost == true else { return }
    roots[path]?.isSaidLost = false
    outbox.putOnce(.folderBack(path))
  }

  private func scheduleLook(_ path: FilePath) {
    let refusal = roots[path]?.refusal
    roots[path]?.nextLook = now + (refusal == nil ? options.rescan : options.poll)
    say(refusal, of: path)
  }

  private func failed(_ path: FilePath, _ error: SystemError) {
    if [ENOENT, ENOTDIR, ELOOP, ESTALE].contains(error.number) {
      lose(path)
      roots[path]?.nextLook = now + Self.patience
      say(error.number == ENOENT ? nil : error, of: path)
    } else {
      roots[path]?.nextLook = now + options.poll
      say(error, of: path)
    }
  }

  private func say(_ refusal: SystemError?, of path: FilePath) {
    defer { roots[path]?.saidRefusal = refusal }
    guard let refusal, roots[path]?.saidRefusal != refusal else { return }
    outbox.putOnce(.unwatchable(path, Problem(watching: path, refusal)))
  }

  private func refuse(_ path: FilePath, _ error: SystemError) {
    let soon = now + options.poll
    roots[path]?.refusal = error
    if let root = roots[path], root.nextLook > soon { roots[path]?.nextLook = soon }
    say(error, of: path)
  }

  /// The drops of a reading, with what lies in sub-folders; what was known and is gone is forgotten.
  private func drops(in reading: FolderReading, of path: FilePath) -> [Found] {
    let root = Settling.Directory(folder: path, subfolder: nil)
    let drops = reading.entries.filter { !isReserved($0.key) && !options.isIgnored($0.key) }
    for name in settling.names(in: root) where drops[name] == nil { left(ItemPlace(folder: path, name: name)) }
    var found: [Found] = []
    for (name, sighting) in drops {
      let place = ItemPlace(folder: path, name: name)
      found.append(Found(place: place, sighting: sighting))
      if sighting.kind == .folder {
        found += watchSubfolder(place, sighting, again: true)
      } else {
        drop(subfolder: name, of: path)
      }
    }
    return found
  }

  /// Watches a sub-folder unless that is done, and returns what has to be taken in from it: all that lies in it where
  /// it is new or is to be looked through `again`.
  func watchSubfolder(_ place: ItemPlace, _ sighting: Sighting, again: Bool = false) -> [Found] {
    guard let root = roots[place.folder] else { return [] }
    let isKnown = root.subfolders[place.name]?.isSameInode(as: sighting) == true
    guard again || !isKnown else { return [] }
    if !isKnown { drop(subfolder: place.name, of: place.folder) }
    let path = place.path
    let watched = source.watch(path, for: subscriber)
    if watched != 0, watched != ENOENT { refuse(place.folder, SystemError(watched)) }
    roots[place.folder]?.subfolders[place.name] = sighting
    let directory = Settling.Directory(folder: place.folder, subfolder: place.name)
    subfolders[path] = directory
    guard root.depth > 0 else {
      for action in settling.forget(directory) { perform(action) }
      return []
    }
    return contents(of: directory, path)
  }

  private func contents(of directory: Settling.Directory, _ path: FilePath) -> [Found] {
    guard let reading = try? FolderReading(path) else { return [] }
    let place = { ItemPlace(folder: directory.folder, subfolder: directory.subfolder, name: $0) }
    let drops = reading.entries.filter { !options.isIgnored($0.key) }
    for name in settling.names(in: directory) where drops[name] == nil { perform(settling.left(place(name))) }
    return drops.map { Found(place: place($0.key), sighting: $0.value) }
  }

  func drop(subfolder name: FileName, of path: FilePath) {
    guard roots[path]?.subfolders.removeValue(forKey: name) != nil else { return }
    subfolders[path / name] = nil
    unwatchUnlessNeeded(path / name)
    for action in settling.forget(Settling.Directory(folder: path, subfolder: name)) { perform(action) }
  }
}
