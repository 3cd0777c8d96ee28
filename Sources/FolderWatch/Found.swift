import Terms

/// What looking through a folder met.
struct Found {
  let place: ItemPlace
  let sighting: Sighting
  /// Whether an event should have told of it, if it is new.
  var shouldBeHeard = false

  /// By the time when the inode last changed, which no writer can set; by name within one tick of the file system.
  static func isBefore(_ one: Found, _ other: Found) -> Bool {
    let times = (one.sighting.identity.changed, other.sighting.identity.changed)
    guard times.0 == times.1 else { return times.0 < times.1 }
    return one.place.path.bytes.lexicographicallyPrecedes(other.place.path.bytes)
  }
}
