import CLinux
import Terms

/// What the thread of one `FolderWatcher` does and knows. Made on that thread and never seen by another.
///
/// Each round takes what came in, looks at what it was about, looks through the folders whose time has come, offers
/// what has settled, and sleeps until something comes or is due.
final class WatchLoop {
  let options: WatchOptions
  let source: any EventSource
  let mailbox: Mailbox
  let outbox: Outbox
  let subscriber: Subscriber
  private let reserved: Set<String>
  private let reservedBytes: Set<FileName>
  private let beginning = SuspendingClock.now

  var tree = DirectoryTree()
  var rootCount = 0
  /// The folders that are looked through when it is their turn.
  var looks = DeadlineQueue<Root.Look>()
  /// Those that are looked through at once.
  var urgent: [Root] = []
  /// Until when no folder has its turn.
  var restsUntil = Duration.zero
  /// When all folders are looked through, since events were lost; and when that may be at the soonest.
  var nextSweep: Duration?
  var sweepsFrom = Duration.zero
  var settling: Settling
  /// When the folders have to be compared with what is mounted; nil while nothing has changed.
  var nextMountCheck: Duration?
  var lastMountCheck = Duration.seconds(-1)
  /// How often something was mounted or unmounted.
  var mountChanges = 0
  /// What is mounted, read when it is needed.
  var mountTable: MountTable?
  /// Items that a look has met and no event has told of yet, although one should have.
  var unheard: Set<ItemPlace> = []
  /// Those of them that have settled without a word.
  var suspects: [ItemPlace] = []
  /// How many folders meet a limit.
  var limited: [WatchLimit.Kind: (limit: WatchLimit, folders: Int)] = [:]
  /// The directories that the source is to be asked for.
  var askedFor: [DirectoryTree.Node] = []
  /// The sub-folders that were met and are still to be looked into.
  var newSubfolders: [NewSubfolder] = []
  /// What the events of this round were about, in their order.
  private var stirred: [ItemPlace] = []
  private var stirredBy: [ItemPlace: SettledItem.Arrival] = [:]

  init(options: WatchOptions, source: any EventSource, mailbox: Mailbox, outbox: Outbox) {
    self.options = options
    self.source = source
    self.mailbox = mailbox
    self.outbox = outbox
    subscriber = source.attach(mailbox)
    reservedBytes = options.reserved
    // Swift compares text in its canonical form, so that an NFD spelling is found as well.
    reserved = Set(options.reserved.compactMap(\.text))
    settling = Settling(settle: options.settle, pendingAfter: options.pending)
  }

  /// Monotonic, and standing still while the machine sleeps, as poll(2) does.
  var now: Duration { beginning.duration(to: .now) }

  func run() {
    while true {
      var isRunning = true
      var barriers: [Gate] = []
      for message in mailbox.take() {
        switch message {
        case .stop: isRunning = false
        case .barrier(let gate): barriers.append(gate)
        default: handle(message)
        }
      }
      guard isRunning else { end(barriers); break }
      lookAtStirred()
      checkMountsIfDue()
      lookThroughDue()
      offerDue()
      for gate in barriers { gate.open() }
      mailbox.wait(atMost: nextDeadline.map { $0 - now })
    }
  }

  private func end(_ barriers: [Gate]) {
    source.detach(subscriber)
    tree.dismantle()
    for gate in barriers { gate.open() }
    mailbox.close()
    outbox.finish()
  }

  private var nextDeadline: Duration? {
    // A full outbox rings when it has room again.
    let settled = outbox.room > 0 ? settling.nextDeadline : nil
    return [nextLook, nextMountCheck, settled].compactMap(\.self).min()
  }

  private func handle(_ message: Mailbox.Message) {
    switch message {
    case .events(let events): for event in events { handle(event) }
    case .watch(let folder): enter(folder)
    case .unwatch(let folder): leave(folder)
    case .recheck(let item, let time): recheck(item, after: time)
    case .judge(let places): judge(places)
    case .barrier, .stop: break
    }
  }

  private func recheck(_ item: SettledItem, after time: Duration) {
    guard tree[item.folder]?.root != nil else { return }
    settling.recheck(item, at: now + max(time, .zero))
  }

  /// Whether it is the name of a sub-folder that is not a drop.
  func isReserved(_ name: FileName) -> Bool {
    reservedBytes.contains(name) || name.text.map(reserved.contains) == true
  }
}

// MARK: Events

extension WatchLoop {
  private func handle(_ event: SourceEvent) {
    switch event {
    case .lost:
      outbox.putOnce(.overflowed)
      dismissEvidence()
      lookThroughAll()
    case .ended(let directory): ended(directory)
    case .mountsChanged: mountsChanged()
    case .change(let directory, let name, let change):
      guard let node = tree[directory] else { return }
      if !node.children.isEmpty { stir(node, name, change) }
      if let root = node.root, root.isPresent {
        handle(change, ItemPlace(folder: directory, name: name))
      } else if let holder = node.holder {
        handleInside(change, node, holder, name)
      }
    }
  }

  /// Something happened in a directory on the way to watched folders.
  private func stir(_ node: DirectoryTree.Node, _ name: FileName, _ change: Change) {
    guard change != .modified, let child = tree[node.path / name] else { return }
    let roots = child.rootsFromHere
    guard !roots.isEmpty else { return }
    // It may be another one by now.
    child.watched = nil
    for root in roots { lookSoon(root) }
  }

  private func handle(_ change: Change, _ place: ItemPlace) {
    guard !isReserved(place.name), !options.isIgnored(place.name) else { return }
    note(change, place)
  }

  /// Whatever happens in a sub-folder, litter too, says that somebody is still busy with it.
  private func handleInside(_ change: Change, _ node: DirectoryTree.Node, _ root: Root, _ name: FileName) {
    let subfolder = node.path.name
    note(.modified, ItemPlace(folder: root.path, name: subfolder))
    guard root.folder.depth > 0, !options.isIgnored(name) else { return }
    note(change, ItemPlace(folder: root.path, subfolder: subfolder, name: name))
  }

  private func note(_ change: Change, _ place: ItemPlace) {
    if !unheard.isEmpty { unheard.remove(place) }
    switch change {
    case .left: left(place)
    case .movedIn: remember(place, .renamed)
    case .modified: remember(place, .written)
    // Closing, linking or touching what was renamed in does not make it less whole.
    case .written: remember(place, stirredBy[place] ?? .written)
    }
  }

  private func remember(_ place: ItemPlace, _ arrival: SettledItem.Arrival) {
    if stirredBy.updateValue(arrival, forKey: place) == nil { stirred.append(place) }
  }

  func left(_ place: ItemPlace) {
    stirredBy[place] = nil
    unheard.remove(place)
    if place.subfolder == nil, let root = tree[place.folder]?.root { drop(subfolder: place.name, of: root) }
    perform(settling.left(place))
  }

  private func lookAtStirred() {
    let places = stirred
    let arrivals = stirredBy
    stirred = []
    stirredBy = [:]
    for place in places {
      guard let arrival = arrivals[place] else { continue }
      guard let sighting = try? Sighting(place.path) else {
        if isStillThere(place.folder) { left(place) }
        continue
      }
      saw(place, sighting, by: sighting.kind == .folder ? .written : arrival)
    }
    if !newSubfolders.isEmpty { takeIn(takeSubfolders()) }
  }

  /// Where an item is not there it may be the folder that is not. One further up may have been renamed, whose watches
  /// live on but tell of what is not at the path any more, or something was mounted over it.
  private func isStillThere(_ path: FilePath) -> Bool {
    guard let root = tree[path]?.root, let itself = root.itself else { return false }
    guard (try? Inode(ofFolder: path, following: false)) != itself else { return true }
    lose(root)
    return false
  }

  /// Takes in one item, and what is in it where it is a folder that was not known yet.
  private func saw(_ place: ItemPlace, _ sighting: Sighting, by arrival: SettledItem.Arrival) {
    guard let root = tree[place.folder]?.root, sighting.kind != .folder || root.folder.takesFolders else {
      // A file may have lain there before.
      left(place)
      return
    }
    settling.saw(place, sighting, by: arrival, at: now)
    guard place.subfolder == nil else { return }
    if sighting.kind == .folder {
      arrived(subfolder: place.name, sighting, of: root)
    } else {
      drop(subfolder: place.name, of: root)
    }
  }
}

// MARK: Offers

extension WatchLoop {
  private func offerDue() {
    let time = now
    while outbox.room > 0, let due = settling.takeDue(at: time) {
      perform(due.action)
      guard let place = due.look else { continue }
      let sighting = lookAgain(at: place)
      guard sighting != nil || isStillThere(place.folder) else { continue }
      perform(settling.looked(place, sighting, at: time))
    }
    if !suspects.isEmpty { gatherEvidence() }
  }

  /// Nothing is there, or what. A network file system has to ask its server: what it remembers may be the size that a
  /// file had seconds ago, as if its writer had paused.
  private func lookAgain(at place: ItemPlace) -> Sighting? {
    (try? starsend_status(place.path, fresh: tree[place.folder]?.root.map(isPolled) == true)).map(Sighting.init)
  }

  func perform(_ action: Settling.Action?) {
    switch action {
    case nil: break
    case .pending(let place): outbox.put(.pending(place))
    case .gone(let place): outbox.put(.gone(place))
    case .offer(let place, let sighting, let arrival):
      let item = SettledItem(
        place: place, kind: sighting.kind, identity: sighting.identity, arrival: arrival,
        isEmpty: isEmpty(place, sighting))
      outbox.put(ConflictCopy.contains(place.name) ? .conflictCopy(item) : .settled(item))
      if unheard.contains(place) { suspects.append(place) }
    }
  }

  private func isEmpty(_ place: ItemPlace, _ sighting: Sighting) -> Bool {
    switch sighting.kind {
    case .file: sighting.identity.size == 0
    case .folder: (try? FolderReading(place.path) { !options.isIgnored($0) })?.entries.isEmpty ?? false
    case .other: false
    }
  }
}
