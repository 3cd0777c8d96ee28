/// What is due when: the soonest first, and of the same moment what was put in first.
struct DeadlineQueue<Element> {
  private struct Slot {
    let time: Duration
    let turn: Int
    let element: Element

    func isBefore(_ other: Slot) -> Bool { (time, turn) < (other.time, other.turn) }
  }

  /// A binary heap: the children of slot n are 2n + 1 and 2n + 2.
  private var heap: [Slot] = []
  private var turns = 0

  var next: Duration? { heap.first?.time }

  var first: Element? { heap.first?.element }

  var count: Int { heap.count }

  mutating func insert(_ element: Element, at time: Duration) {
    turns += 1
    heap.append(Slot(time: time, turn: turns, element: element))
    var child = heap.count - 1
    while child > 0, heap[child].isBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// The first element whose time has come.
  mutating func takeDue(at now: Duration) -> Element? {
    guard let first = heap.first, first.time <= now else { return nil }
    return takeFirst()
  }

  @discardableResult
  mutating func takeFirst() -> Element? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.element }
    heap[0] = last
    sink()
    return first.element
  }

  /// Throws out what means nothing any more.
  mutating func removeAll(where isVoid: (Element) -> Bool) {
    heap.removeAll { isVoid($0.element) }
    for parent in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(from: parent) }
  }

  private mutating func sink(from start: Int = 0) {
    var parent = start
    while let child = smallerChild(of: parent), heap[child].isBefore(heap[parent]) {
      heap.swapAt(child, parent)
      parent = child
    }
  }

  private func smallerChild(of parent: Int) -> Int? {
    let left = 2 * parent + 1
    guard left < heap.count else { return nil }
    let right = left + 1
    return right < heap.count && heap[right].isBefore(heap[left]) ? right : left
  }
}
