import Terms
import Testing

@testable import FolderWatch

@Suite("When something has come to rest")
struct SettlingTests {
  /// Two seconds of quiet; pending after ten.
  var settling = Settling(settle: .seconds(2), pendingAfter: .seconds(10))
  let place = ItemPlace(folder: FilePath("/inbox"), name: FileName("a.json"))

  func sighting(size: Int64 = 1, modified: Int64 = 0, inode: UInt64 = 1) -> Sighting {
    Sighting(
      kind: .file, identity: FileIdentity(device: 1, inode: inode, size: size, modified: modified, changed: modified))
  }

  /// Everything that is to be done at `now`, with `sighting` as what is seen by then.
  mutating func advance(to now: Duration, seeing sighting: Sighting?) -> [Settling.Action] {
    var actions: [Settling.Action] = []
    while let due = settling.takeDue(at: now) {
      if let action = due.action { actions.append(action) }
      if let look = due.look, let action = settling.looked(look, sighting, at: now) { actions.append(action) }
    }
    return actions
  }

  @Test("Two equal looks a settling time apart make it settled, and not a moment sooner")
  mutating func quiet() {
    settling.saw(place, sighting(), by: .written, at: .zero)
    #expect(settling.nextDeadline == .seconds(2))
    #expect(advance(to: .milliseconds(1999), seeing: sighting()).isEmpty)
    #expect(advance(to: .seconds(2), seeing: sighting()) == [.offer(place, sighting(), .written)])
    #expect(settling.nextDeadline == nil)
  }

  @Test("Each event begins the quiet anew, even where it changes nothing that can be seen")
  mutating func stirred() {
    settling.saw(place, sighting(), by: .written, at: .zero)
    settling.saw(place, sighting(), by: .written, at: .seconds(1))
    #expect(advance(to: .milliseconds(2999), seeing: sighting()).isEmpty)
    #expect(advance(to: .seconds(3), seeing: sighting()) == [.offer(place, sighting(), .written)])
  }

  @Test(
    "A change that no event announced begins the quiet anew",
    arguments: [(2, 0, 1), (1, 5, 1), (1, -5, 1), (1, 0, 2)] as [(Int64, Int64, UInt64)])
  mutating func silentChange(size: Int64, modified: Int64, inode: UInt64) {
    let changed = sighting(size: size, modified: modified, inode: inode)
    settling.saw(place, sighting(), by: .written, at: .zero)
    #expect(advance(to: .seconds(2), seeing: changed).isEmpty)
    #expect(settling.nextDeadline == .seconds(4))
    #expect(advance(to: .seconds(4), seeing: changed) == [.offer(place, changed, .written)])
  }

  @Test("What was renamed in is due at once, as it is")
  mutating func renamed() {
    settling.saw(place, sighting(), by: .renamed, at: .zero)
    #expect(advance(to: .zero, seeing: sighting(size: 2)) == [.offer(place, sighting(size: 2), .renamed)])
  }

  @Test("What was renamed in and is written on has to settle")
  mutating func renamedAndWritten() {
    settling.saw(place, sighting(), by: .renamed, at: .zero)
    settling.saw(place, sighting(size: 2), by: .written, at: .zero)
    #expect(advance(to: .zero, seeing: sighting(size: 2)).isEmpty)
    #expect(advance(to: .seconds(2), seeing: sighting(size: 2)) == [.offer(place, sighting(size: 2), .written)])
  }

  @Test("A rename over something that is still being written makes it whole")
  mutating func renamedOver() {
    settling.saw(place, sighting(), by: .written, at: .zero)
    settling.saw(place, sighting(inode: 2), by: .renamed, at: .seconds(1))
    #expect(advance(to: .seconds(1), seeing: sighting(inode: 2)) == [.offer(place, sighting(inode: 2), .renamed)])
  }

  @Test("What was offered is not offered again for an event or a look that shows no change")
  mutating func onlyOnce() {
    settling.saw(place, sighting(), by: .written, at: .zero)
    _ = advance(to: .seconds(2), seeing: sighting())
    for arrival in [SettledItem.Arrival.written, .found, .renamed] {
      settling.saw(place, sighting(), by: arrival, at: .seconds(3))
    }
    #expect(settling.nextDeadline == nil)
    settling.saw(place, sighting(modified: 1), by: .found, at: .seconds(4))
    #expect(
      advance(to: .seconds(6), seeing: sighting(modified: 1)) == [.offer(place, sighting(modified: 1), .found)])
  }

  @Test("Looking through a folder again and again does not keep what settles in it from settling")
  mutating func foundAgain() {
    for half in 0..<4 { settling.saw(place, sighting(), by: .found, at: .milliseconds(500 * half)) }
    #expect(advance(to: .seconds(2), seeing: sighting()) == [.offer(place, sighting(), .found)])
  }

  @Test("What goes before it has settled is forgotten without a word")
  mutating func gone() {
    settling.saw(place, sighting(), by: .written, at: .zero)
    #expect(settling.left(place) == nil)
    #expect(advance(to: .seconds(2), seeing: sighting()).isEmpty)
    settling.saw(place, sighting(), by: .written, at: .seconds(3))
    #expect(advance(to: .seconds(5), seeing: nil).isEmpty)
    #expect(settling.names(in: place.directory).isEmpty)
  }

  @Test("What does not come to rest is said to be pending once, and then settled or gone", arguments: [true, false])
  mutating func pending(settles: Bool) {
    var said: [Settling.Action] = []
    for second in 0...15 {
      settling.saw(place, sighting(size: Int64(second)), by: .written, at: .seconds(second))
      said += advance(to: .seconds(second), seeing: sighting(size: Int64(second)))
    }
    #expect(said == [.pending(place)])
    if settles {
      #expect(advance(to: .seconds(17), seeing: sighting(size: 15)) == [.offer(place, sighting(size: 15), .written)])
      #expect(settling.left(place) == nil)
    } else {
      #expect(settling.left(place) == .gone(place))
    }
  }

  @Test("What the consumer was not ready for comes again at its time, unless it changes before")
  mutating func recheck() {
    let item = SettledItem(
      place: place, kind: .file, identity: sighting().identity, arrival: .written, isEmpty: false)
    settling.saw(place, sighting(), by: .written, at: .zero)
    _ = advance(to: .seconds(2), seeing: sighting())
    settling.recheck(item, at: .seconds(60))
    #expect(advance(to: .seconds(59), seeing: sighting()).isEmpty)
    #expect(advance(to: .seconds(60), seeing: sighting()) == [.offer(place, sighting(), .written)])
    settling.recheck(item, at: .seconds(120))
    settling.saw(place, sighting(size: 2), by: .written, at: .seconds(70))
    #expect(
      advance(to: .seconds(72), seeing: sighting(size: 2)) == [.offer(place, sighting(size: 2), .written)])
    // The consumer answers about what it was offered before.
    settling.recheck(item, at: .seconds(73))
    #expect(advance(to: .seconds(200), seeing: sighting(size: 2)).isEmpty)
  }

  @Test("A writer that stirs a file ten thousand times in a second leaves one deadline behind")
  mutating func storm() {
    for event in 0..<10_000 {
      settling.saw(place, sighting(size: Int64(event)), by: .written, at: .microseconds(100 * event))
    }
    var looks = 0
    for tenth in 10...40 {
      while let due = settling.takeDue(at: .milliseconds(100 * tenth)) {
        looks += 1
        if let look = due.look { _ = settling.looked(look, sighting(size: 9999), at: .milliseconds(100 * tenth)) }
      }
    }
    #expect(looks == 1)
  }

  @Test("Of what settles at the same moment, what came first goes first")
  mutating func order() {
    let places = (0..<100).map { ItemPlace(folder: FilePath("/inbox"), name: FileName("\($0 * 37 % 100)")) }
    for place in places { settling.saw(place, sighting(), by: .found, at: .zero) }
    let offered = advance(to: .seconds(2), seeing: sighting())
    #expect(offered == places.map { .offer($0, sighting(), .found) })
  }

  @Test("A queue of deadlines gives them in the order of their times")
  func deadlines() {
    var queue = DeadlineQueue<Int>()
    for number in 0..<500 { queue.insert(number * 7919 % 500, at: .seconds(number * 7919 % 500)) }
    var taken: [Int] = []
    while let next = queue.takeDue(at: .seconds(399)) { taken.append(next) }
    #expect(taken == Array(0..<400))
    #expect(queue.next == .seconds(400))
  }
}
