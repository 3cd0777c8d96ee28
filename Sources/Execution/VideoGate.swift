import Media
import Terms

/// Whether a video is what was ordered: it decodes, lasts what the shots add up to, has the size, is neither black nor
/// frozen, and begins on the start frame.
struct VideoGate {
  private let take: TakeRecord
  private let frameRate: FrameRate

  /// The share of all but black frames above which a video is not accepted: night scenes and fades stay under it, a
  /// video that is mostly black shows nothing that could be reviewed.
  static let mostBlack = 0.5
  /// The share of frames without any movement above which a video is looked at twice: a held shot in a sequence is
  /// direction, most of a sequence standing still is usually a model that gave up. A person decides, so it only warns.
  static let mostFrozen = 0.6
  /// The mean difference from the start frame, from 0 to 1, above which the first frame is another picture: the same
  /// picture after H.264 stays under 0.06, unrelated pictures lie above 0.15.
  static let mostDifference = 0.12

  init(_ take: TakeRecord, frameRate: FrameRate) {
    self.take = take
    self.frameRate = frameRate
  }

  /// - Parameter startFrameIsLost: whether the start frame could not be read for the comparison.
  func judge(_ video: VideoInspection, startFrameIsLost: Bool = false) -> [GateVerdict] {
    let general = [decodes(video), duration(video), size(video), black(video), frozen(video)]
    let start = startFrameIsLost ? lostStartFrame : startFrame(video)
    return general + (start.map { [$0] } ?? [])
  }

  private var lostStartFrame: GateVerdict? {
    take.startFrame.map { GateVerdict("start_frame", .fail, "\($0) cannot be read to compare the first frame with.") }
  }

  private func decodes(_ video: VideoInspection) -> GateVerdict {
    let errors = video.decodeErrors.count
    guard errors == 0, video.decodedFrames > 0 else {
      return GateVerdict(
        "decodes", .fail, figure: Double(errors), "The decoder complained: \(video.decodeErrors.first ?? "no frame").")
    }
    return GateVerdict("decodes", .pass, figure: Double(video.decodedFrames), "\(video.decodedFrames) frames decode.")
  }

  private func duration(_ video: VideoInspection) -> GateVerdict {
    let planned = frameRate.frames(of: take.shotPrompts.map(\.duration)).reduce(0, +)
    let isExact = video.decodedFrames == planned && video.info.frameRate == frameRate
    let rate = video.info.frameRate.map { "\($0)" } ?? "an uneven rate"
    return GateVerdict(
      "duration", isExact ? .pass : .fail, figure: Double(video.decodedFrames),
      "\(video.decodedFrames) frames at \(rate); planned are \(planned) at \(frameRate).")
  }

  private func size(_ video: VideoInspection) -> GateVerdict {
    let isRight = video.info.size == take.size
    return GateVerdict(
      "size", isRight ? .pass : .fail, figure: Double(video.info.size.height),
      "\(video.info.size) pixels; ordered are \(take.size).")
  }

  private func black(_ video: VideoInspection) -> GateVerdict {
    GateVerdict(
      "black", video.blackRatio <= Self.mostBlack ? .pass : .fail, figure: video.blackRatio,
      "\(percent(video.blackRatio)) of the frames are black; at most \(percent(Self.mostBlack)) may be.")
  }

  private func frozen(_ video: VideoInspection) -> GateVerdict {
    GateVerdict(
      "frozen", video.frozenRatio <= Self.mostFrozen ? .pass : .warn, figure: video.frozenRatio,
      "Nothing moves in \(percent(video.frozenRatio)) of the frames; at most \(percent(Self.mostFrozen)) is usual.")
  }

  private func startFrame(_ video: VideoInspection) -> GateVerdict? {
    guard let difference = video.firstFrame?.difference else { return nil }
    return GateVerdict(
      "start_frame", difference <= Self.mostDifference ? .pass : .fail, figure: difference,
      "The first frame differs from the start frame by \(percent(difference)); at most \(percent(Self.mostDifference)) may be."
    )
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
