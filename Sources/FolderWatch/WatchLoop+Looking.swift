import Glibc
import Terms

/// Looking folders through, watched ones as a net and those without events instead of them.
extension WatchLoop {
  /// Events that are lost again and again must not make it look without a pause.
  private static let pause = Duration.milliseconds(100)
  /// How often a folder that is lost is looked for. Its parent's events usually tell sooner.
  private static let patience = Duration.seconds(1)

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
      if watched != 0 { roots[path]?.refusal = Root.Refusal(path: path, error: SystemError(watched)) }
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
    let refusal = Root.Refusal(path: path, error: error)
    if [ENOENT, ENOTDIR, ELOOP, ESTALE].contains(error.number) {
      lose(path)
      roots[path]?.nextLook = now + Self.patience
      say(error.number == ENOENT ? nil : refusal, of: path)
    } else {
      roots[path]?.nextLook = now + options.poll
      say(refusal, of: path)
    }
  }

  private func say(_ refusal: Root.Refusal?, of path: FilePath) {
    defer { roots[path]?.saidError = refusal?.error }
    guard let refusal, roots[path]?.saidError != refusal.error else { return }
    outbox.putOnce(.unwatchable(path, Problem(watching: refusal.path, refusal.error)))
  }

  private func refuse(_ path: FilePath, _ refusal: Root.Refusal) {
    let soon = now + options.poll
    if roots[path]?.refusal == nil { roots[path]?.refusal = refusal }
    if let root = roots[path], root.nextLook > soon { roots[path]?.nextLook = soon }
    say(refusal, of: path)
  }

  /// The drops of a reading, with what lies in sub-folders; what was known and is gone is forgotten.
  private func drops(in reading: FolderReading, of path: FilePath) -> [Found] {
    let root = Settling.Directory(folder: path, subfolder: nil)
    let takesFolders = roots[path]?.folder.takesFolders == true
    let drops = reading.entries.filter { name, sighting in
      !isReserved(name) && !options.isIgnored(name) && (takesFolders || sighting.kind != .folder)
    }
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
    if watched != 0, watched != ENOENT { refuse(place.folder, Root.Refusal(path: path, error: SystemError(watched))) }
    roots[place.folder]?.subfolders[place.name] = sighting
    let directory = Settling.Directory(folder: place.folder, subfolder: place.name)
    subfolders[path] = directory
    guard root.folder.depth > 0 else {
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
