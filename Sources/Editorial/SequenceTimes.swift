import Terms

/// Where each sequence of a plan begins and ends in the song, in seconds, in the order of the song.
struct SequenceTimes {
  struct Placed {
    let sequence: CutPlan.Sequence
    let start: Double
    let end: Double
  }

  let placed: [Placed]

  init(_ plan: CutPlan) {
    var all: [Placed] = []
    for sequence in plan.sequences {
      let start = Self.time(sequence.start) ?? all.last?.end ?? 0
      let last = sequence.shots.map { Self.length($0.offset) + Self.length($0.duration) }.max() ?? 0
      let end = Self.time(sequence.end) ?? (start + last)
      let shots = sequence.shots.map { shot in
        var sane = shot
        (sane.offset, sane.duration) = (Self.length(shot.offset), Self.length(shot.duration))
        return sane
      }.sorted { $0.offset < $1.offset }
      var sane = sequence
      sane.shots = shots
      all.append(Placed(sequence: sane, start: start, end: max(start, end)))
    }
    // Sorting keeps the order of those that begin together.
    placed = all.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
  }

  private static func time(_ seconds: Double?) -> Double? {
    seconds.flatMap { $0.isFinite && $0 >= 0 ? min($0, CutBuilder.longest) : nil }
  }

  private static func length(_ seconds: Double) -> Double { time(seconds) ?? 0 }
}
