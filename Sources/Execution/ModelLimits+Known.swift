public import Terms

/// The limits of the models that are known, as data: another model, or a figure that changed, is a line here or in the
/// configuration.
extension ModelLimits {
  /// Kling O3 standard. With a start frame 3 elements; without one 4 is the cautious figure, which holds for
  /// elements of every kind.
  public static let klingO3 = ModelLimits(
    model: "fal-ai/kling-video/o3/standard", elementsWithStartFrame: 3, elementsWithoutStartFrame: 4, shotsPerCall: 6,
    secondsPerCall: 3...15, leastSecondsPerShot: 1, wholeSeconds: true, promptCharacters: 512,
    source: "Kling 3.0 Omni's API rules and fal.ai's schema", dated: "2026-11-20")

  /// Gemini 3 Pro Image: up to 14 reference pictures, counted as one of each element. The prompt's limit is one of
  /// tokens (65,536 for the whole call); four characters make about one.
  public static let geminiProImage = ModelLimits(
    model: "gemini-3-pro-image", elementsWithStartFrame: 14, elementsWithoutStartFrame: 14, shotsPerCall: 1,
    secondsPerCall: 0...0, leastSecondsPerShot: 0, wholeSeconds: false, promptCharacters: 100_000,
    source: "Google's documentation of image generation", dated: "2026-11-20")

  /// For what has no limits worth naming, such as a provider in a test.
  public static let unlimited = ModelLimits(
    model: "any", elementsWithStartFrame: .max, elementsWithoutStartFrame: .max, shotsPerCall: .max,
    secondsPerCall: 0...Double.greatestFiniteMagnitude, leastSecondsPerShot: 0, wholeSeconds: false,
    promptCharacters: .max, source: "no model", dated: "2026-11-20")

  /// Those of real models, to be looked up by name.
  public static let known: [ModelLimits] = [klingO3, geminiProImage]
}
