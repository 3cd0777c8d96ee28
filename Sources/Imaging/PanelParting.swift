/// How surely the seams of a grid part pictures, and are not bars in front of one, or edges within one.
struct PanelParting {
  /// From 0, one scene is seen through a window, to 1, these are panels.
  let value: Double

  /// What is to be seen on both sides of the seams of one axis.
  private struct Sight {
    /// One for each stretch of a seam that lies between two panels; where seams cross there is nothing to be seen.
    let stretches: [SeamContrast]
    let sheer: SheerContrast
    let areGutters: Bool

    init(_ fit: AxisFit, _ samples: AxisSamples, between other: AxisFit) {
      let all = fit.seams.flatMap { seam in
        other.panels.map { panel in
          // Panels may have rounded corners.
          let inset = panel.count / 8
          return (seam: seam, lines: samples.lines(in: (panel.lowerBound + inset)..<(panel.upperBound - inset)))
        }
      }
      stretches = all.map { SeamContrast($0.seam, samples, lines: $0.lines) }
      sheer = all.map { SheerContrast($0.seam, samples, lines: $0.lines) }.reduce(SheerContrast(), +)
      areGutters = fit.seams.allSatisfy(\.isGutter)
    }

    var whole: SeamContrast { stretches.reduce(SeamContrast(), +) }

    /// A bar hides how a scene goes on; so all stretches of gutters count together. An edge hides nothing: where two
    /// pictures meet without a gutter, they do so in each stretch.
    var parting: Double {
      let whole = whole
      guard !areGutters else { return max(whole.parting(acrossGutter: true), sheer.parting) }
      // Of many stretches some are dark or plain.
      let clear = stretches.filter { $0.places >= 4 }.map(\.clearness).sorted()
      let least = clear.isEmpty ? 0 : clear[clear.count / 6]
      return max(min(whole.parting(acrossGutter: false), least), sheer.parting)
    }
  }

  init(_ across: AxisFit, _ rows: AxisSamples, _ down: AxisFit, _ columns: AxisSamples) {
    let sights = [Sight(across, rows, between: down), Sight(down, columns, between: across)]
      .filter { !$0.stretches.isEmpty }
    let seen = sights.filter { $0.whole.places > 0 }.map(\.parting).min() ?? 0
    // What one axis does not show, because panels are dark or plain there, the other may show all the better.
    let together = sights.map(\.whole).reduce(SeamContrast(), +)
    let all = sights.allSatisfy(\.areGutters) ? together.strongParting : 0
    let repetition = Repetition(rows, across: across, down: down)
    value = max(seen, all, Self.carried(sights), SeamContrast.part(repetition.value, from: 0.2, to: 0.35))
  }

  /// Gutters that surely part the pictures on both sides speak for those that cross them: black bars within the panels
  /// or dark scenes can hide what lies beside those.
  private static func carried(_ sights: [Sight]) -> Double {
    guard sights.count == 2, sights.allSatisfy(\.areGutters) else { return 0 }
    return zip(sights, sights.reversed()).map { sight, crossing in
      let isEnough = SeamContrast.part(sight.whole.places, from: 30, to: 60)
      return sight.whole.surestParting * isEnough * (1 - crossing.whole.goingOn(behindBar: true))
    }.max() ?? 0
  }
}
