/// Random numbers that are the same for the same words, on every machine and in every run.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  /// FNV-1a over the bytes of `words`, so that one letter more makes another picture.
  init(_ words: String) {
    state = words.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(next() >> 11) / Double(1 << 53)
  }

  mutating func index(below count: Int) -> Int { count > 0 ? Int(next() % UInt64(count)) : 0 }

  mutating func chance(_ probability: Double) -> Bool { number(0...1) < probability }

  mutating func pick<Element>(_ first: Element, _ others: Element...) -> Element {
    let all = [first] + others
    return all[index(below: all.count)]
  }
}
