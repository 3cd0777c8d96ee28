import Execution
public import Terms

/// One version of Kling on fal.ai, as data: what it takes, by which names, and what it costs.
public struct KlingModel: Hashable, Sendable {
  /// The part of the endpoint's id that its ways have in common, such as `fal-ai/kling-video/o3/standard`.
  public let id: String
  public let limits: ModelLimits
  /// Nil where none was found: then the configuration has to give one.
  public let price: Price?
  /// The seconds that it takes to make one second of video, for the progress.
  let pace: Double
  let endpoints: [Endpoint]
  /// Whether it takes several shots in one call, as `multi_prompt`.
  let takesShots: Bool
  /// Whether it has the field `generate_audio`.
  let hasAudio: Bool

  /// What a second of video costs, without and with sound.
  public struct Price: Hashable, Sendable {
    public let silent: Money
    public let sounding: Money
    /// Where the figures come from.
    public let source: String
    /// The day on which they were looked up, `2026-11-20`.
    public let dated: String

    public init(silent: Money, sounding: Money, source: String, dated: String) {
      self.silent = silent
      self.sounding = sounding
      self.source = source
      self.dated = dated
    }

    func second(withAudio: Bool) -> Money { withAudio ? sounding : silent }
  }

  /// One way to call it.
  struct Endpoint: Hashable, Sendable {
    /// The last part of its id, such as `image-to-video`.
    let name: String
    let startFrame: StartFrame
    let elements: Elements
    /// Whether it has the field `aspect_ratio`; elsewhere the video has the ratio of its start frame.
    let hasAspectRatio: Bool

    enum Elements: Hashable, Sendable { case none, optional, required }

    enum StartFrame: Hashable, Sendable {
      case none
      case required(field: String)
      case optional(field: String)
      /// Among the reference pictures, and named in the prompt.
      case asReference
    }

    func takes(startFrame hasStartFrame: Bool, elements hasElements: Bool) -> Bool {
      let start =
        switch startFrame {
        case .none: !hasStartFrame
        case .required: hasStartFrame
        case .optional, .asReference: true
        }
      let rest =
        switch elements {
        case .none: !hasElements
        case .optional: true
        case .required: hasElements
        }
      return start && rest
    }
  }

  /// One of `known`; compared without case.
  public static func named(_ id: String) -> KlingModel? { known.first { $0.id.lowercased() == id.lowercased() } }

  /// The known model of that id, or one that is described by the configuration alone, with what it says taking precedence.
  ///
  /// An unknown one is taken to have the fields of O3, or of v3 where its id says so.
  /// Throws `model_unknown` where limits or price are known from nowhere.
  /// - Parameter price: of a second of video, with and without sound.
  static func named(_ id: String, limits: ModelLimits?, price: Money?) throws(Problem) -> KlingModel {
    let known = named(id)
    let own = price.map { Price(silent: $0, sounding: $0, source: "the configuration", dated: limits?.dated ?? "") }
    guard let limits = limits ?? known?.limits, let price = own ?? known?.price else {
      throw Problem(
        .modelUnknown,
        "The \(known == nil ? "limits and the price" : "price") of the model \(id) are not known.",
        hint: "Give them in starsend.json, or use one of: \(Self.known.map(\.id).joined(separator: ", ")).")
    }
    let shape = known ?? (id.contains("/v3/") ? .v3("standard", price: nil) : .o3("standard", price: nil))
    return KlingModel(
      id: known?.id ?? id, limits: limits, price: price, pace: shape.pace, endpoints: shape.endpoints,
      takesShots: shape.takesShots, hasAudio: shape.hasAudio)
  }

  /// The way to call it for an order.
  /// Throws `over_limits` where it has none.
  func endpoint(for order: VideoOrder) throws(Problem) -> Endpoint {
    let (hasStart, hasElements) = (order.startFrame != nil, !order.elements.isEmpty)
    if let endpoint = endpoints.first(where: { $0.takes(startFrame: hasStart, elements: hasElements) }) {
      return endpoint
    }
    let asked =
      switch (hasStart, hasElements) {
      case (true, true): "a start frame and elements"
      case (true, false): "a start frame alone"
      case (false, true): "elements without a start frame"
      case (false, false): "neither a start frame nor elements"
      }
    throw Problem(
      .overLimits, "\(id) makes no video from \(asked) (\(limits.source), \(limits.dated)).",
      hint: hasStart
        ? "Leave the elements out, or choose another model." : "Pick a start frame, or choose another model.")
  }
}
