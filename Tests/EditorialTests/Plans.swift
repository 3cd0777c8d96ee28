import Terms
import Testing

@testable import Editorial

/// Plans to cut.
enum Plans {
  static func plan(song: Double? = nil, rate: FrameRate = .film, _ sequences: [CutPlan.Sequence]) -> CutPlan {
    CutPlan(
      title: "Driver, Beware!", rate: rate, size: PixelSize(width: 160, height: 90),
      song: song.map { CutPlan.Song(file: "song/My Song (final).wav", seconds: $0) }, sequences: sequences)
  }

  static func sequence(_ id: String, _ start: Double?, _ end: Double?, _ shots: [CutPlan.Shot]) -> CutPlan.Sequence {
    CutPlan.Sequence(id: SequenceID(unchecked: id), start: start, end: end, shots: shots)
  }

  static func shot(_ index: Int, _ offset: Double, _ duration: Double, _ content: CutPlan.Content? = nil)
    -> CutPlan.Shot
  {
    let source = CutPlan.Source(file: "takes/\(index).mp4", take: 1, rate: .film, frames: 480)
    return CutPlan.Shot(index: index, offset: offset, duration: duration, content: content ?? .source(source))
  }

  static func many(shots: Int, seconds: Double, rate: FrameRate) -> CutPlan {
    plan(
      rate: rate,
      (0..<shots).map { index in
        sequence("S\(index)", Double(index) * seconds, Double(index + 1) * seconds, [shot(1, 0, seconds)])
      })
  }

  static func expectNoHoles(_ cut: Cut) {
    let ends = [0] + cut.items.map(\.record.upperBound)
    #expect(zip(cut.items, ends).allSatisfy { $0.record.lowerBound == $1 })
    #expect(cut.items.allSatisfy { !$0.record.isEmpty })
    #expect(cut.clips.allSatisfy { $0.range.count == $0.record.count && $0.range.upperBound <= $0.available })
  }
}
