/// The best way to see an axis as a number of panels side by side.
struct AxisFit: Hashable {
  let seams: [Seam]
  /// From 0 to 1: the weakest seam, less for every sign that the panels are others.
  let evidence: Double
  let content: Range<Int>

  var count: Int { seams.count + 1 }

  /// From each panel's first pixel to behind its last.
  var panels: [Range<Int>] {
    let starts = [content.lowerBound] + seams.map(\.start)
    let ends = seams.map(\.end) + [content.upperBound]
    return zip(starts, ends).map { $0 < $1 ? $0..<$1 : $0..<$0 }
  }

  /// How wide its gutters are; the widest of them.
  var gutter: Int { seams.map { $0.start - $0.end }.max() ?? 0 }

  /// This fit, or a better one that knows how wide the gutters are that cross it.
  func fitted(_ scan: AxisScan, to crossing: AxisFit) -> AxisFit {
    guard crossing.gutter > 0, crossing.seams.allSatisfy(\.isGutter) else { return narrowed(scan, to: crossing.gutter) }
    let scan = scan.matched(to: crossing.gutter)
    return (AxisFit(scan, count: count) ?? self).narrowed(scan, to: crossing.gutter)
  }

  /// This fit, or one with gutters of about `width`, if that makes its panels equal: what is dark or plain beside a
  /// gutter of its colour looks like a part of it.
  private func narrowed(_ scan: AxisScan, to width: Int) -> AxisFit {
    guard !seams.isEmpty, let fit = AxisFit(scan, count: count, narrowedTo: width),
      Self.offset(seams, content) > 0.015 || content != fit.content
    else { return self }
    return AxisFit(seams: fit.seams, evidence: evidence, content: fit.content)
  }

  /// Equal panels with gutters of about `width`, where much wider ones are seen; or nil.
  init?(_ scan: AxisScan, count: Int, narrowedTo width: Int) {
    guard count > 1, let narrow = scan.narrowed(to: width), let fit = AxisFit(narrow, count: count),
      Self.offset(fit.seams, fit.content) <= 0.006
    else { return nil }
    self = fit
  }

  /// Whether every seam goes on to both ends, as those of a grid do; the edges of a door or a tower do not.
  var isThrough: Bool { seams.allSatisfy(\.isThrough) }

  private init(seams: [Seam], evidence: Double, content: Range<Int>) {
    (self.seams, self.evidence, self.content) = (seams, evidence, content)
  }

  /// One panel for the whole axis.
  init(single content: Range<Int>) {
    self.content = content
    seams = []
    evidence = 1
  }

  /// `count` panels with their seams near where equal panels would have them, or nil.
  ///
  /// A plain part of the outer panels can look like a border. So the seams have a say: where they are much more even
  /// without one, it is none.
  init?(_ scan: AxisScan, count: Int) {
    let contents = scan.contents.compactMap { content in
      Self.choose(scan, content, count).map { (content: content, seams: $0, off: Self.offset($0, content)) }
    }
    guard let most = contents.min(by: { $0.off < $1.off }) else { return nil }
    let clearest = contents.map { Self.evidence($0.seams) }.max() ?? 0
    let fit = contents.first { $0.off <= most.off + 0.04 && Self.evidence($0.seams) >= 0.8 * clearest } ?? most
    content = fit.content
    seams = fit.seams
    let evidence = Self.evidence(seams)
    let change = seams.map(\.change).min() ?? 0
    let others = scan.seams.filter { other in
      guard !fit.seams.contains(other) else { return false }
      // Beside gutters a step is more likely part of a picture, and so is a weak one beside strong ones.
      return other.isGutter
        ? other.evidence >= 0.4
        : other.evidence >= max(0.5, 0.8 * evidence) && other.change >= 0.8 * change
          && !fit.seams.allSatisfy(\.isGutter)
    }
    let doubt = Self.isFiner(scan, content, than: seams) ? 0.4 : 1
    self.evidence = evidence * doubt * max(0.3, 1 - 0.15 * Double(others.count))
  }

  private static func evidence(_ seams: [Seam]) -> Double { seams.map(\.evidence).min() ?? 0 }

  private static func choose(_ scan: AxisScan, _ content: Range<Int>, _ count: Int) -> [Seam]? {
    let length = Double(content.count)
    var chosen: [Seam] = []
    for index in 1..<count {
      let place = Double(content.lowerBound) + length * Double(index) / Double(count)
      // Seams may be off by a twentieth of the side; a little more, because borders are part of the side.
      let near = scan.seams.filter {
        abs($0.middle - place) <= 0.065 * length && $0.end > (chosen.last?.start ?? content.lowerBound)
          && $0.start < content.upperBound
      }
      let value = { (seam: Seam) in
        seam.evidence + (seam.isMatched ? 0.2 : 0) - abs(seam.middle - place) / length
      }
      guard let best = near.max(by: { value($0) < value($1) }) else { return nil }
      chosen.append(best)
    }
    return chosen
  }

  /// Whether every panel has seams of its own, as clear as those between them: then it is a part of a finer grid.
  private static func isFiner(_ scan: AxisScan, _ content: Range<Int>, than seams: [Seam]) -> Bool {
    let change = seams.map(\.change).min() ?? 0
    return [2, 3].contains { times in
      guard (seams.count + 1) * times <= 6, let finer = choose(scan, content, (seams.count + 1) * times) else {
        return false
      }
      return finer.allSatisfy { seam in
        let isAlike = seam.isGutter || seam.change >= 0.6 * change && !seams.allSatisfy(\.isGutter)
        return isAlike && seam.evidence >= 0.8 * evidence(seams)
      }
    }
  }

  /// How far the seam that is worst off is from where equal panels would have it, as a part of the whole.
  private static func offset(_ seams: [Seam], _ content: Range<Int>) -> Double {
    seams.enumerated().map { index, seam in
      let place = Double(index + 1) / Double(seams.count + 1)
      return abs((seam.middle - Double(content.lowerBound)) / Double(content.count) - place)
    }.max() ?? 0
  }

  /// The best number of panels above one, or nil.
  static func best(_ scan: AxisScan) -> AxisFit? {
    (2...6).compactMap { AxisFit(scan, count: $0) }.max { $0.evidence < $1.evidence }
  }
}
