/// From which figures on the gates warn about a picture or a video, and from which on they fail it.
public struct GateThresholds: Hashable, Sendable {
  /// The share of black frames, 0 to 1.
  public var black: GateBound
  /// The share of frames that stand still, 0 to 1.
  public var frozen: GateBound
  /// How far the first frame is from the start frame, 0 to 1.
  public var startFrame: GateBound
  /// The least contrast of a picture, of 255: here a smaller figure is worse.
  public var contrast: GateBound
  /// Frames that a video is too long or too short by.
  public var duration: GateBound

  public init(
    black: GateBound, frozen: GateBound, startFrame: GateBound, contrast: GateBound, duration: GateBound
  ) {
    self.black = black
    self.frozen = frozen
    self.startFrame = startFrame
    self.contrast = contrast
    self.duration = duration
  }

  public static let standard = GateThresholds(
    black: GateBound(fail: 0.5), frozen: GateBound(warn: 0.6), startFrame: GateBound(fail: 0.12),
    contrast: GateBound(fail: 4), duration: GateBound(fail: 0))
}

/// The figures past which one gate warns or fails; nil where it does not.
public struct GateBound: Hashable, Sendable {
  public var warn: Double?
  public var fail: Double?

  public init(warn: Double? = nil, fail: Double? = nil) {
    self.warn = warn
    self.fail = fail
  }
}
