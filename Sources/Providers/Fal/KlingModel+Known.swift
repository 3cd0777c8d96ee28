import Execution
import Terms

/// The models that are known. A figure that changed is a line here, or in the configuration.
extension KlingModel {
  public static let known: [KlingModel] = [
    .o3("standard", price: Price(silent: 0.084, sounding: 0.112, "fal.ai's page of the model")),
    .o3("pro", price: Price(silent: 0.112, sounding: 0.14, "a copy of fal.ai's llms.txt, 2026-08-22")),
    .o3("4k", price: Price(silent: 0.42, sounding: 0.42, "fal.ai's page of the model")),
    .v3("standard", price: Price(silent: 0.084, sounding: 0.126, "fal.ai's page of the model")),
    .v3("pro", price: Price(silent: 0.112, sounding: 0.168, "fal.ai's page of the model")),
    .v3("4k", price: nil),
    .turbo("standard", price: Price(silent: 0.112, sounding: 0.112, "fal.ai's page of the model")),
    .turbo("pro", price: nil),
    .o1("o1", price: Price(silent: 0.112, sounding: 0.112, "fal.ai's page of the model")),
    .o1("o1/standard", price: Price(silent: 0.084, sounding: 0.084, "fal.ai's page of the model")),
  ]

  /// O3: elements only where there is a reference.
  static func o3(_ tier: String, price: Price?) -> KlingModel {
    let endpoints = [
      Endpoint(name: "text-to-video", startFrame: .none, elements: .none, hasAspectRatio: true),
      Endpoint(
        name: "image-to-video", startFrame: .required(field: "image_url"), elements: .none, hasAspectRatio: false),
      Endpoint(
        name: "reference-to-video", startFrame: .optional(field: "start_image_url"), elements: .required,
        hasAspectRatio: true),
    ]
    return KlingModel("o3/\(tier)", endpoints, price: price, pace: pace(tier))
  }

  /// v3: no references; its start frame may have elements beside it. It makes sound unless it is told not to.
  static func v3(_ tier: String, price: Price?) -> KlingModel {
    let endpoints = [
      Endpoint(name: "text-to-video", startFrame: .none, elements: .none, hasAspectRatio: true),
      Endpoint(
        name: "image-to-video", startFrame: .required(field: "start_image_url"), elements: .optional,
        hasAspectRatio: false),
    ]
    return KlingModel("v3/\(tier)", endpoints, price: price, pace: pace(tier))
  }

  /// v3 turbo: whether it takes elements is not known, so that it is sent none.
  static func turbo(_ tier: String, price: Price?) -> KlingModel {
    let endpoints = [
      Endpoint(name: "text-to-video", startFrame: .none, elements: .none, hasAspectRatio: true),
      Endpoint(
        name: "image-to-video", startFrame: .required(field: "start_image_url"), elements: .none,
        hasAspectRatio: false),
    ]
    return KlingModel("v3/turbo/\(tier)", endpoints, price: price, pace: pace(tier))
  }

  /// o1: one shot of 3 to 10 seconds without sound, and none from words alone.
  static func o1(_ version: String, price: Price?) -> KlingModel {
    let endpoints = [
      Endpoint(
        name: "image-to-video", startFrame: .required(field: "start_image_url"), elements: .none,
        hasAspectRatio: false),
      Endpoint(name: "reference-to-video", startFrame: .asReference, elements: .required, hasAspectRatio: true),
    ]
    return KlingModel(
      version, endpoints, price: price, pace: pace(version == "o1" ? "pro" : "standard"), takesShots: false)
  }

  private init(
    _ version: String, _ endpoints: [Endpoint], price: Price?, pace: Double, takesShots: Bool = true
  ) {
    id = "fal-ai/kling-video/\(version)"
    var limits = ModelLimits.klingO3
    limits.model = id
    if !takesShots {
      limits.shotsPerCall = 1
      limits.secondsPerCall = 3...10
      limits.promptCharacters = 2500
    }
    self.limits = limits
    self.price = price
    self.pace = pace
    self.endpoints = endpoints
    self.takesShots = takesShots
    hasAudio = takesShots
  }

  /// Five seconds took 94 s in standard and 318 s in pro, by fal.ai's pages.
  private static func pace(_ tier: String) -> Double { tier == "standard" ? 19 : 64 }
}

extension KlingModel.Price {
  fileprivate init(silent: Double, sounding: Double, _ source: String) {
    self.init(
      silent: Money(usd: silent) ?? .zero, sounding: Money(usd: sounding) ?? .zero, source: source, dated: "2026-11-20")
  }
}
