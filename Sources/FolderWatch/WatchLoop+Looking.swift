import Glibc
import Terms

/// Looking folders through: new ones, watched ones as a net under their events, others instead of events.
extension WatchLoop {
  /// Events that are lost again and again must not make it look without a pause.
  private static let pause = Duration.milliseconds(100)
  /// How many folders are looked through at their turn before events are heard again.
  private static let batch = 256
  /// Of the time, looks that are only somebody's turn take one part in so many, however slow the file system is.
  private static let share = 10

  /// Has a folder looked through as soon as possible.
  func lookSoon(_ root: Root) {
    guard !root.isUrgent else { return }
    root.isUrgent = true
    root.nextLook = nil
    urgent.append(root)
  }

  /// Has a folder looked through at that time, unless it is done sooner anyhow.
  func look(at root: Root, by time: Duration) {
    guard !root.isUrgent, root.nextLook.map({ $0 > time }) ?? true else { return }
    schedule(root, at: time)
  }

  private func schedule(_ root: Root, at time: Duration) {
    guard !root.isUrgent else { return }
    root.nextLook = time
    looks.insert(Root.Look(root: root, time: time), at: time)
    if looks.count > 2 * rootCount + 1024 { looks.removeAll { !$0.isDue } }
  }

  /// When folders have to be looked through next.
  var nextLook: Duration? {
    guard urgent.isEmpty else { return .zero }
    while let look = looks.first, !look.isDue { looks.takeFirst() }
    return [looks.next.map { max($0, restsUntil) }, nextSweep].compactMap(\.self).min()
  }

  /// Events were lost.
  func lookThroughAll() {
    nextSweep = nextSweep ?? max(now, sweepsFrom)
  }

  private func sweepIfDue() {
    guard let time = nextSweep, time <= now else { return }
    nextSweep = nil
    for root in tree.roots where root.isPresent { lookSoon(root) }
  }

  /// Looks through the folders whose time has come, all of them before any item is taken in: what gathered in several
  /// folders is offered in the order in which it changed.
  func lookThroughDue() {
    let start = now
    sweepIfDue()
    let isUrgent = !urgent.isEmpty
    let due = takeDue()
    for root in due { root.node.forEachUpwards { ask(for: $0) } }
    // Watched first and read second, so that nothing can come in between.
    fulfil()
    guard !due.isEmpty else { return }
    mountTable = nil
    takeIn(lookThrough(due))
    // Where something was missing, its coming is heard from now on.
    fulfil()
    let end = now
    restsUntil = end + (end - start) * (Self.share - 1)
    if isUrgent { sweepsFrom = end + max(Self.pause, (end - start) * 2) }
  }

  private func takeDue() -> [Root] {
    var due = urgent
    urgent = []
    for root in due { root.isUrgent = false }
    due.removeAll { $0.node.root !== $0 }
    let time = now
    let most = due.count + Self.batch
    while time >= restsUntil, due.count < most, let look = looks.takeDue(at: time) {
      guard look.isDue else { continue }
      look.root.nextLook = nil
      due.append(look.root)
    }
    return due
  }

  private func lookThrough(_ roots: [Root]) -> [Found] {
    var found: [Found] = []
    var read: [Root] = []
    for root in roots {
      guard let reading = reading(of: root) else { continue }
      found += drops(in: reading, of: root)
      read.append(root)
    }
    found += takeSubfolders()
    for root in read { finishLook(at: root) }
    return found
  }

  func takeIn(_ found: [Found]) {
    let time = now
    for item in found.sorted(by: Found.isBefore) {
      suspect(item)
      settling.saw(item.place, item.sighting, by: .found, at: time)
    }
  }
}

// MARK: One folder

extension WatchLoop {
  /// Nil where the folder is not there, cannot be read, or is another one than it was.
  private func reading(of root: Root) -> FolderReading? {
    do throws(SystemError) {
      let reading = try FolderReading(root.path) { !isReserved($0) && !options.isIgnored($0) }
      guard root.itself == nil || root.itself == reading.itself.inode else {
        lose(root)
        return nil
      }
      isThere(root, reading.itself.inode)
      return reading
    } catch {
      failed(root, error)
      return nil
    }
  }

  private func isThere(_ root: Root, _ inode: Inode) {
    guard root.itself == nil else { return }
    root.itself = inode
    root.lostSince = nil
    settleFileSystem(of: root)
    guard root.isSaidLost else { return }
    root.isSaidLost = false
    outbox.putOnce(.folderBack(root.path))
  }

  private func failed(_ root: Root, _ error: SystemError) {
    root.isHeard = false
    guard error.isAbsence else {
      conclude(root, Root.Refusal(path: root.path, error: error))
      return schedule(root, at: now + options.poll)
    }
    let isNews = root.isPresent || !root.isSaidLost
    release(root)
    sayLost(root)
    sayIfUnmounted(root)
    conclude(root, error.number == ENOENT ? nil : Root.Refusal(path: root.path, error: error))
    guard isNews else { return schedule(root, at: now + patience(with: root)) }
    // Whether it will be heard when it comes back: what lies above it may be gone, too.
    root.node.forEachUpwards { $0.watched = nil }
    lookSoon(root)
  }

  /// How long a lost folder is left alone. Events tell of its return; this is the net under them.
  private func patience(with root: Root) -> Duration {
    let lost = root.lostSince.map { now - $0 } ?? .zero
    return max(options.poll, min(isPolled(root) ? .zero : lost, options.rescan))
  }

  private func finishLook(at root: Root) {
    let refused = root.subfolders.keys.lazy.compactMap { self.tree[root.path / $0] }.first(where: \.isRefused)
    let node = root.node.isRefused ? root.node : refused
    conclude(root, node.map { Root.Refusal(path: $0.path, error: SystemError($0.refusal)) })
    root.mountChanges = mountChanges
    root.isHeard = root.refusal == nil && root.node.watched == .contents && !isPolled(root)
    schedule(root, at: now + pace(of: root))
  }

  func pace(of root: Root) -> Duration { isPolled(root) || root.refusal != nil ? options.poll : options.rescan }
}

// MARK: What lies in a folder

extension WatchLoop {
  /// The drops of a reading; what was known and is gone is forgotten. Sub-folders wait for `takeSubfolders`.
  private func drops(in reading: FolderReading, of root: Root) -> [Found] {
    let drops = reading.entries.filter { root.folder.takesFolders || $0.value.kind != .folder }
    for name in settling.names(in: Settling.Directory(folder: root.path, subfolder: nil)) where drops[name] == nil {
      left(ItemPlace(folder: root.path, name: name))
    }
    for (name, sighting) in drops {
      if sighting.kind == .folder {
        arrived(subfolder: name, sighting, of: root, isToBeRead: true)
      } else {
        drop(subfolder: name, of: root)
      }
    }
    return drops.map { name, sighting in
      Found(place: ItemPlace(folder: root.path, name: name), sighting: sighting, shouldBeHeard: root.isHeard)
    }
  }

  /// A sub-folder was met. It is watched, and read where it is new or to be read anyhow, at the next `takeSubfolders`.
  func arrived(subfolder name: FileName, _ sighting: Sighting, of root: Root, isToBeRead: Bool = false) {
    let isKnown = root.subfolders[name] == sighting.inode
    guard isToBeRead || !isKnown else { return }
    if !isKnown { drop(subfolder: name, of: root) }
    root.subfolders[name] = sighting.inode
    let node = tree.make(root.path / name)
    node.holder = root
    newSubfolders.append(NewSubfolder(node: node, wasHeard: isKnown && node.watched == .contents))
    ask(for: node)
  }

  struct NewSubfolder {
    let node: DirectoryTree.Node
    let wasHeard: Bool
  }

  /// Watches the sub-folders that were met, and returns what lies in those that are looked into.
  func takeSubfolders() -> [Found] {
    let met = newSubfolders
    newSubfolders = []
    fulfil()
    return met.flatMap { contents(of: $0.node, wasHeard: $0.wasHeard) }
  }

  private func contents(of node: DirectoryTree.Node, wasHeard: Bool) -> [Found] {
    guard let root = node.holder else { return [] }
    if node.isRefused { refuse(root, Root.Refusal(path: node.path, error: SystemError(node.refusal))) }
    let directory = Settling.Directory(folder: root.path, subfolder: node.path.name)
    guard root.folder.depth > 0 else {
      settling.forget(directory)
      return []
    }
    guard let drops = try? FolderReading(node.path, where: { !options.isIgnored($0) }).entries else { return [] }
    let place = { ItemPlace(folder: directory.folder, subfolder: directory.subfolder, name: $0) }
    for name in settling.names(in: directory) where drops[name] == nil { left(place(name)) }
    return drops.map {
      Found(place: place($0.key), sighting: $0.value, shouldBeHeard: root.isHeard && wasHeard)
    }
  }
}
