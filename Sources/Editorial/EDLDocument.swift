public import Foundation
import Terms

/// A cut as a CMX 3600 edit decision list: picture only, one event a clip, gaps left open.
///
/// A list knows no rate and no song; both are said in comments. Names of media stand in comments too, since a reel has
/// eight characters at most: `AX`, as for all files.
public struct EDLDocument: Sendable {
  private let cut: Cut
  private let name: String

  public init(_ cut: Cut, name: String) {
    self.cut = cut
    self.name = String(EditorialText.ascii(name).prefix(70))
  }

  public func data() -> Data {
    Data((head + cut.clips.enumerated().flatMap(event)).joined(separator: "\n").utf8) + [10]
  }

  private var head: [String] { ["TITLE: \(name)", "FCM: NON-DROP FRAME", ""] }

  /// What is true of the whole stands behind the first event: some readers take no comment before it.
  private var remarks: [String] {
    var lines = ["* FRAME RATE: \(cut.rate)"]
    if !cut.rate.hasTimecode { lines.append("* TIMECODES COUNT \(cut.rate.timebase) FRAMES TO A SECOND") }
    if let song = cut.song { lines.append("* SONG: \(song.name) FROM \(timecode(0))") }
    return lines
  }

  private func event(_ index: Int, _ clip: CutClip) -> [String] {
    let number = "\(index + 1)"
    let times = [clip.range.lowerBound, clip.range.upperBound, clip.record.lowerBound, clip.record.upperBound]
    let padded = String(repeating: "0", count: max(3 - number.count, 0)) + number
    let notes = clip.notes.map { note in
      let frame = clip.record.lowerBound + note.frame - clip.range.lowerBound
      return "* LOC: \(timecode(frame)) RED     \(EditorialText.ascii(note.line).prefix(200))"
    }
    return [
      "\(padded)  AX       V     C        " + times.map(timecode).joined(separator: " "),
      "* FROM CLIP NAME: \(clip.media)", "* FROM FILE: \(MediaFolder.name)/\(clip.media)",
    ] + notes + (index == 0 ? remarks : [])
  }

  /// Non-drop: it counts frames and lets the clock lag, where the rate is NTSC's.
  private func timecode(_ frame: Int) -> String {
    let base = cut.rate.timebase
    let parts = [frame / (3600 * base), frame / (60 * base) % 60, frame / base % 60, frame % base]
    return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}

extension FrameRate {
  /// The whole frames that timecode counts to a second.
  var timebase: Int { max(Int(framesPerSecond.rounded()), 1) }

  var isNTSC: Bool { denominator == 1001 }

  /// Whether there is a timecode for it (SMPTE ST 12).
  var hasTimecode: Bool {
    isNTSC ? [24000, 30000, 60000].contains(numerator) : denominator == 1 && [24, 25, 30, 50, 60].contains(numerator)
  }
}
