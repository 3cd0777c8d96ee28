import Glibc
import Terms

/// Looking folders through, watched ones as a net and those without events instead of them.
extension WatchLoop {
  /// Events that are lost again and again must not make it look without a pause.
  private static let pause = Duration.milliseconds(100)

  /// Has a folder looked through at that time, unless it is done sooner anyhow.
  func look(at root: Root, by time: Duration) {
    if let next = root.nextLook, next <= time { return }
    schedule(root, at: time)
  }

  private func schedule(_ root: Root, at time: Duration) {
    root.nextLook = time
    looks.insert(Root.Look(root: root, time: time), at: time)
    if looks.count > 2 * rootCount + 1024 { looks.removeAll { !$0.isDue } }
  }

  /// When a folder has to be looked through next.
  var nextLook: Duration? {
    while let look = looks.first, !look.isDue { looks.takeFirst() }
    return looks.next
  }

  func lookThroughAll() {
    for root in tree.roots where root.isPresent {
      look(at: root, by: max(now, (root.lastLook ?? now) + Self.pause))
    }
  }

  /// Looks through the folders whose time has come, all of them before any item is taken in: what gathered in several
  /// folders is offered in the order in which it changed.
  func lookThroughDue() {
    let due = takeDue()
    for root in due { root.node.forEachUpwards { ask(for: $0) } }
    // Watched first and read second, so that nothing can come in between.
    fulfil()
    guard !due.isEmpty else { return }
    var found: [Found] = []
    var read: [Root] = []
    for root in due {
      guard let reading = reading(of: root) else { continue }
      found += drops(in: reading, of: root)
      read.append(root)
    }
    found += takeSubfolders()
    for root in read { finishLook(at: root) }
    takeIn(found)
    // Where something was missing, its coming is heard from now on.
    fulfil()
  }

  private func takeDue() -> [Root] {
    let time = now
    var due: [Root] = []
    while let look = looks.takeDue(at: time) {
      guard look.isDue else { continue }
      look.root.nextLook = nil
      due.append(look.root)
    }
    return due
  }

  func takeIn(_ found: [Found]) {
    let time = now
    for item in found.sorted(by: Found.isBefore) { settling.saw(item.place, item.sighting, by: .found, at: time) }
  }

  /// Nil where the folder is not there, cannot be read, or is another one than it was.
  private func reading(of root: Root) -> FolderReading? {
    do throws(SystemError) {
      let reading = try FolderReading(root.path)
      let inode = reading.itself.inode
      if let itself = root.itself, itself != inode {
        lose(root)
        return nil
      }
      root.itself = inode
      root.lastLook = now
      root.lostSince = nil
      root.refusal = nil
      if root.isSaidLost {
        root.isSaidLost = false
        outbox.putOnce(.folderBack(root.path))
      }
      return reading
    } catch {
      failed(root, error)
      return nil
    }
  }

  private func failed(_ root: Root, _ error: SystemError) {
    guard error.isAbsence else {
      refuse(root, Root.Refusal(path: root.path, error: error))
      return schedule(root, at: now + options.poll)
    }
    let isNews = root.isPresent || !root.isSaidLost
    release(root)
    sayLost(root)
    say(error.number == ENOENT ? nil : Root.Refusal(path: root.path, error: error), of: root)
    guard isNews else { return schedule(root, at: now + patience(with: root)) }
    // Whether it will be heard when it comes back: what lies above it may be gone, too.
    root.node.forEachUpwards { $0.watched = nil }
    schedule(root, at: now)
  }

  /// How long a lost folder is left alone. Events tell of its return; this is the net under them.
  private func patience(with root: Root) -> Duration {
    let lost = root.lostSince.map { now - $0 } ?? .zero
    return max(options.poll, min(lost, options.rescan))
  }

  private func finishLook(at root: Root) {
    if root.node.refusal != 0 {
      root.refusal = Root.Refusal(path: root.path, error: SystemError(root.node.refusal))
    }
    schedule(root, at: now + (root.refusal == nil ? options.rescan : options.poll))
    say(root.refusal, of: root)
  }

  /// A part of a folder raises no events.
  func refuse(_ root: Root, _ refusal: Root.Refusal) {
    if root.refusal == nil { root.refusal = refusal }
    look(at: root, by: now + options.poll)
    say(refusal, of: root)
  }

  func forgetRefusal(of root: Root) { root.refusal = nil }

  private func say(_ refusal: Root.Refusal?, of root: Root) {
    defer { root.saidError = refusal?.error }
    guard let refusal, root.saidError != refusal.error else { return }
    outbox.putOnce(.unwatchable(root.path, Problem(watching: refusal.path, refusal.error)))
  }
}

// MARK: What lies in a folder

extension WatchLoop {
  /// The drops of a reading; what was known and is gone is forgotten. Sub-folders wait for `takeSubfolders`.
  private func drops(in reading: FolderReading, of root: Root) -> [Found] {
    let drops = reading.entries.filter { name, sighting in
      !isReserved(name) && !options.isIgnored(name) && (root.folder.takesFolders || sighting.kind != .folder)
    }
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
    return drops.map { Found(place: ItemPlace(folder: root.path, name: $0.key), sighting: $0.value) }
  }

  /// A sub-folder was met. It is watched, and read where it is new or to be read anyhow, at the next `takeSubfolders`.
  func arrived(subfolder name: FileName, _ sighting: Sighting, of root: Root, isToBeRead: Bool = false) {
    let isKnown = root.subfolders[name] == sighting.inode
    guard isToBeRead || !isKnown else { return }
    if !isKnown { drop(subfolder: name, of: root) }
    root.subfolders[name] = sighting.inode
    let node = tree.make(root.path / name)
    node.holder = root
    ask(for: node)
    newSubfolders.append(node)
  }

  /// Watches the sub-folders that were met, and returns what lies in those that are looked into.
  func takeSubfolders() -> [Found] {
    let nodes = newSubfolders
    newSubfolders = []
    fulfil()
    return nodes.flatMap { contents(of: $0) }
  }

  private func contents(of node: DirectoryTree.Node) -> [Found] {
    guard let root = node.holder else { return [] }
    if node.refusal != 0, !SystemError(node.refusal).isAbsence {
      refuse(root, Root.Refusal(path: node.path, error: SystemError(node.refusal)))
    }
    let directory = Settling.Directory(folder: root.path, subfolder: node.path.name)
    guard root.folder.depth > 0 else {
      settling.forget(directory)
      return []
    }
    guard let reading = try? FolderReading(node.path) else { return [] }
    let place = { ItemPlace(folder: directory.folder, subfolder: directory.subfolder, name: $0) }
    let drops = reading.entries.filter { !options.isIgnored($0.key) }
    for name in settling.names(in: directory) where drops[name] == nil { perform(settling.left(place(name))) }
    return drops.map { Found(place: place($0.key), sighting: $0.value) }
  }
}
