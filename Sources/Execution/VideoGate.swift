import Media
import Terms

/// Whether a video is what was ordered: it decodes, lasts what the shots add up to, has the size, is neither black nor
/// frozen, and begins on the start frame.
struct VideoGate {
  private let take: TakeRecord
  private let frameRate: FrameRate
  private let thresholds: GateThresholds

  init(_ take: TakeRecord, frameRate: FrameRate, _ thresholds: GateThresholds) {
    self.take = take
    self.frameRate = frameRate
    self.thresholds = thresholds
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
    guard take.isExact else { return length(video) }
    let planned = frameRate.frames(of: take.shotPrompts.map(\.duration)).reduce(0, +)
    let off = abs(video.decodedFrames - planned)
    // At another rate the same frames last another time, by a share that no number of frames tells.
    let isSameRate = video.info.frameRate == frameRate
    let rate = video.info.frameRate.map { "\($0)" } ?? "an uneven rate"
    return GateVerdict(
      "duration", thresholds.duration.verdict(on: isSameRate ? Double(off) : .infinity),
      figure: Double(video.decodedFrames),
      "\(video.decodedFrames) frames at \(rate); planned are \(planned) at \(frameRate). Frames off: \(off); "
        + "\(thresholds.duration.saying { GateBound.plain($0) }).")
  }

  /// Services make whole blocks of frames at a rate of their own: a quarter of a second more or less is what they do.
  private func length(_ video: VideoInspection) -> GateVerdict {
    let planned = take.shotPrompts.map(\.duration).reduce(0, +)
    let seconds = video.info.seconds
    let off = (max(abs(seconds - planned) - 0.25, 0) * frameRate.framesPerSecond).rounded(.up)
    let rate = video.info.frameRate.map { "\($0)" } ?? "an uneven rate"
    return GateVerdict(
      "duration", thresholds.duration.verdict(on: off), figure: seconds,
      "\(GateBound.plain(seconds)) s at \(rate); ordered are \(GateBound.plain(planned)) s. Frames at \(frameRate) off by "
        + "more than a quarter of a second: \(GateBound.plain(off)); "
        + "\(thresholds.duration.saying { GateBound.plain($0) }).")
  }

  private func size(_ video: VideoInspection) -> GateVerdict {
    guard take.isExact else {
      return .size(video.info.size, ordered: take.size, otherShape: .fail)
    }
    let isRight = video.info.size == take.size
    return GateVerdict(
      "size", isRight ? .pass : .fail, figure: Double(video.info.size.height),
      "\(video.info.size) pixels; ordered are \(take.size).")
  }

  /// Night scenes and fades stay under half; a video that is mostly black shows nothing that could be reviewed.
  private func black(_ video: VideoInspection) -> GateVerdict {
    GateVerdict(
      "black", thresholds.black.verdict(on: video.blackRatio), figure: video.blackRatio,
      "\(percent(video.blackRatio)) of the frames are black; \(thresholds.black.saying(percent)).")
  }

  /// A held shot in a sequence is direction; most of a sequence standing still is usually a model that gave up.
  private func frozen(_ video: VideoInspection) -> GateVerdict {
    GateVerdict(
      "frozen", thresholds.frozen.verdict(on: video.frozenRatio), figure: video.frozenRatio,
      "Nothing moves in \(percent(video.frozenRatio)) of the frames; \(thresholds.frozen.saying(percent)).")
  }

  /// The same picture after H.264 stays under a difference of 0.06, unrelated pictures lie above 0.15.
  private func startFrame(_ video: VideoInspection) -> GateVerdict? {
    guard let difference = video.firstFrame?.difference else { return nil }
    return GateVerdict(
      "start_frame", thresholds.startFrame.verdict(on: difference), figure: difference,
      "The first frame differs from the start frame by \(percent(difference)); "
        + "\(thresholds.startFrame.saying(percent)).")
  }

  private func percent(_ share: Double) -> String { "\(GateBound.plain(share * 100)) %" }
}
