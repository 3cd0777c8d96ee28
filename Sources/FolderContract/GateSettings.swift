public import Terms

/// The bounds of gates as a file gives them; a gate that is nil keeps those it has.
public struct GateSettings: Hashable, Sendable {
  public var black: GateBound?
  public var frozen: GateBound?
  public var startFrame: GateBound?
  public var contrast: GateBound?
  public var duration: GateBound?

  public init() {}

  /// `thresholds` with the gates that are named here in their place, each as a whole.
  public func changing(_ thresholds: GateThresholds) -> GateThresholds {
    GateThresholds(
      black: black ?? thresholds.black, frozen: frozen ?? thresholds.frozen,
      startFrame: startFrame ?? thresholds.startFrame, contrast: contrast ?? thresholds.contrast,
      duration: duration ?? thresholds.duration)
  }
}

extension GateSettings {
  init(reading fields: Fields?) throws(Problem) {
    guard var fields else { return }
    black = try fields.bound("black", 0...1)
    frozen = try fields.bound("frozen", 0...1)
    startFrame = try fields.bound("start_frame", 0...1)
    contrast = try fields.bound("contrast", 0...255, smallerIsWorse: true)
    duration = try fields.bound("duration", 0...100_000)
    try fields.finish()
  }
}

extension Fields {
  fileprivate mutating func bound(
    _ name: String, _ range: ClosedRange<Double>, smallerIsWorse: Bool = false
  ) throws(Problem) -> GateBound? {
    guard var object = try object(name) else { return nil }
    let bound = GateBound(
      warn: try object.optional("warn", .number(range)), fail: try object.optional("fail", .number(range)))
    try object.finish()
    if let warn = bound.warn, let fail = bound.fail, smallerIsWorse ? warn < fail : warn > fail {
      throw object.refusal(
        "warn", "lies beyond \"fail\", so that it would never warn",
        hint: "Let it warn \(smallerIsWorse ? "above" : "below") the figure that fails, or leave \"warn\" out.")
    }
    return bound
  }
}
