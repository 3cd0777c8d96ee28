/// How much the changes along one side of a seam are those along the other: about 1 where a scene goes on, only
/// brighter or darker, and about 0 where two pictures meet.
struct Likeness {
  /// Over how many lines a change is taken.
  let step: Int
  /// Sums of products of the changes, on one side with the other and each with itself.
  private var plain = Products()
  /// The same without the mean change of each stretch.
  private var centred = Products()

  init(step: Int) { self.step = step }

  var value: Double { plain.part(of: plain.common) }

  /// What is left when the common slope of two gradients and twice what chance would give are taken off. Of a few
  /// hard edges some fall together by chance.
  var sure: Double { centred.part(of: centred.common - 2 * (Double(step) * centred.chance).squareRoot()) }

  mutating func add(_ look: AxisSamples.Look, _ lines: Range<Int>, _ left: Int, _ right: Int) {
    let changes = lines.dropLast(step).map { (change(look, $0, left), change(look, $0, right)) }
    let count = Double(max(1, changes.count))
    let mean = (changes.reduce(0) { $0 + $1.0 } / count, changes.reduce(0) { $0 + $1.1 } / count)
    for (a, b) in changes {
      plain.add(a, b)
      centred.add(a - mean.0, b - mean.1)
    }
    // Steps of 8-bit colours are no changes of a scene.
    centred.left += count
    centred.right += count
  }

  /// Limited, so that one strong edge does not decide.
  private func change(_ look: AxisSamples.Look, _ line: Int, _ position: Int) -> Double {
    Double(max(-32, min(32, look.luma(line, position) - look.luma(line + step, position))))
  }

  static func += (a: inout Likeness, b: Likeness) {
    a.plain += b.plain
    a.centred += b.centred
  }

  private struct Products {
    var (common, left, right) = (0.0, 0.0, 0.0)
    /// The variance that `common` has if the signs on both sides have nothing to do with each other.
    var chance = 0.0

    func part(of sum: Double) -> Double { left > 0 && right > 0 ? sum / (left * right).squareRoot() : 0 }

    mutating func add(_ a: Double, _ b: Double) {
      common += a * b
      left += a * a
      right += b * b
      chance += a * b * a * b
    }

    static func += (a: inout Products, b: Products) {
      a.common += b.common
      a.left += b.left
      a.right += b.right
      a.chance += b.chance
    }
  }
}
