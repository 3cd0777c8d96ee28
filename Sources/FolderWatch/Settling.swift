import Terms

/// Decides when an item has come to rest. A state machine without clock and disk: what was seen and the time come in,
/// what is to be done goes out. Time is monotonic, counted from any beginning.
///
/// An item is offered when two looks at it, at least `settle` apart, saw the same and no event came in between. One
/// that was renamed in is offered at the first look.
struct Settling {
  /// What the caller has to do.
  enum Action: Hashable {
    case offer(ItemPlace, Sighting, SettledItem.Arrival)
    case pending(ItemPlace)
    case gone(ItemPlace)
  }

  /// A watched folder or one of its sub-folders.
  struct Directory: Hashable {
    let folder: FilePath
    let subfolder: FileName?
  }

  private struct Entry {
    var arrival: SettledItem.Arrival
    /// What the last look saw.
    var sighting: Sighting
    /// Since when neither an event nor a look has shown a change.
    var quietSince: Duration
    /// Since when it has been unsettled.
    var unsettledSince: Duration
    var isSaidPending = false
    var phase: Phase
    /// The latest entry in the queue that is about this item; older ones mean nothing any more.
    var ticket: Int

    var isSettling: Bool { if case .settling = phase { true } else { false } }
  }

  private enum Phase {
    case settling
    case offered
    /// Offered, and to be offered again at that time even if it has not changed.
    case toBeOfferedAgain(at: Duration)
  }

  private struct Deadline {
    let place: ItemPlace
    let ticket: Int
  }

  let settle: Duration
  let pendingAfter: Duration
  private var entries: [Directory: [FileName: Entry]] = [:]
  private var deadlines = DeadlineQueue<Deadline>()
  private var tickets = 0

  init(settle: Duration, pendingAfter: Duration) {
    self.settle = settle
    self.pendingAfter = pendingAfter
  }

  /// When `takeDue` has to be called next; nil while nothing is under way.
  var nextDeadline: Duration? { deadlines.next }

  /// What was seen last of an item; nil where it is not known.
  func sighting(at place: ItemPlace) -> Sighting? { self[place]?.sighting }

  /// The names that are known in a directory, settled or not.
  func names(in directory: Directory) -> [FileName] { entries[directory].map { Array($0.keys) } ?? [] }
}

// MARK: What comes in

extension Settling {
  /// An event announced something, or a look through the folder (`found`) met it.
  mutating func saw(_ place: ItemPlace, _ sighting: Sighting, by arrival: SettledItem.Arrival, at now: Duration) {
    guard var entry = self[place] else {
      begin(place, sighting, by: arrival, at: now)
      return
    }
    guard entry.isSettling else {
      if sighting.identity != entry.sighting.identity { begin(place, sighting, by: arrival, at: now) }
      return
    }
    let hasChanged = sighting.identity != entry.sighting.identity
    switch arrival {
    case .renamed:
      begin(place, sighting, by: .renamed, at: now)
      return
    case .written:
      entry.arrival = .written
      entry.quietSince = now
    case .found:
      if hasChanged { entry.quietSince = now }
    }
    entry.sighting = sighting
    self[place] = entry
  }

  /// It was deleted or moved away.
  mutating func left(_ place: ItemPlace) -> Action? {
    defer { self[place] = nil }
    return self[place]?.isSaidPending == true ? .gone(place) : nil
  }

  /// The directory is no longer watched, or is itself out of sight. What was reported as pending in it is returned.
  @discardableResult
  mutating func forget(_ directory: Directory) -> [Action] {
    guard let names = entries.removeValue(forKey: directory) else { return [] }
    return names.filter(\.value.isSaidPending).keys.map {
      .gone(ItemPlace(folder: directory.folder, subfolder: directory.subfolder, name: $0))
    }
  }

  /// The consumer was not ready for the item. Where it has changed since, it is on its way anyhow.
  mutating func recheck(_ item: SettledItem, at time: Duration) {
    guard var entry = self[item.place], entry.sighting.identity == item.identity else { return }
    guard !entry.isSettling else { return }
    entry.phase = .toBeOfferedAgain(at: time)
    schedule(&entry, item.place)
    self[item.place] = entry
  }

  private mutating func begin(
    _ place: ItemPlace, _ sighting: Sighting, by arrival: SettledItem.Arrival, at now: Duration
  ) {
    var entry = Entry(
      arrival: arrival, sighting: sighting, quietSince: now, unsettledSince: now, phase: .settling, ticket: 0)
    if let earlier = self[place], earlier.isSettling {
      entry.unsettledSince = earlier.unsettledSince
      entry.isSaidPending = earlier.isSaidPending
    }
    schedule(&entry, place)
    self[place] = entry
  }
}

// MARK: What goes out

extension Settling {
  /// The next item whose time has come: look at it, and say what was seen with `looked`.
  mutating func takeDue(at now: Duration) -> (look: ItemPlace?, action: Action?)? {
    while let deadline = deadlines.takeDue(at: now) {
      guard var entry = self[deadline.place], entry.ticket == deadline.ticket else { continue }
      guard restTime(of: entry) > now else { return (deadline.place, nil) }
      // Events have put it off since it was scheduled.
      let action = sayPending(&entry, deadline.place, at: now)
      schedule(&entry, deadline.place)
      self[deadline.place] = entry
      if action != nil { return (nil, action) }
    }
    return nil
  }

  /// What the look saw; nil where nothing is there any more.
  mutating func looked(_ place: ItemPlace, _ sighting: Sighting?, at now: Duration) -> Action? {
    guard var entry = self[place] else { return nil }
    guard let sighting else { return left(place) }
    defer { self[place] = entry }
    let isUnchanged = sighting.identity == entry.sighting.identity
    guard isUnchanged || (entry.arrival == .renamed && entry.isSettling) else {
      if !entry.isSettling {
        entry.phase = .settling
        entry.arrival = .found
        entry.unsettledSince = now
      }
      entry.sighting = sighting
      entry.quietSince = now
      let action = sayPending(&entry, place, at: now)
      schedule(&entry, place)
      return action
    }
    entry.sighting = sighting
    entry.phase = .offered
    entry.isSaidPending = false
    return .offer(place, sighting, entry.arrival)
  }

  /// When it will have come to rest if nothing stirs it any more.
  private func restTime(of entry: Entry) -> Duration {
    switch entry.phase {
    case .settling: entry.arrival == .renamed ? entry.quietSince : entry.quietSince + settle
    case .toBeOfferedAgain(let time): time
    case .offered: .zero
    }
  }

  /// When something has to be done about it: at its rest, or when it has to be said to be pending.
  private func dueTime(of entry: Entry) -> Duration {
    guard entry.isSettling, !entry.isSaidPending else { return restTime(of: entry) }
    return min(restTime(of: entry), entry.unsettledSince + pendingAfter)
  }

  private func sayPending(_ entry: inout Entry, _ place: ItemPlace, at now: Duration) -> Action? {
    guard !entry.isSaidPending, now - entry.unsettledSince >= pendingAfter else { return nil }
    entry.isSaidPending = true
    return .pending(place)
  }

  private mutating func schedule(_ entry: inout Entry, _ place: ItemPlace) {
    tickets += 1
    entry.ticket = tickets
    deadlines.insert(Deadline(place: place, ticket: tickets), at: dueTime(of: entry))
  }
}

extension Settling {
  private subscript(place: ItemPlace) -> Entry? {
    get { entries[place.directory]?[place.name] }
    set {
      entries[place.directory, default: [:]][place.name] = newValue
      if entries[place.directory]?.isEmpty == true { entries[place.directory] = nil }
    }
  }
}

extension ItemPlace {
  var directory: Settling.Directory { Settling.Directory(folder: folder, subfolder: subfolder) }
}
