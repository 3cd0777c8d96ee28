public import Terms

/// The providers that a project may use.
public protocol Catalogue: Sendable {
  /// Who makes what a step asks for.
  ///
  /// Throws `model_not_allowed` where `model` is none that may be used here.
  /// - Parameter model: nil for the one that the project or the configuration chooses.
  func provider(for operation: StepKey.Operation, model: String?) throws -> any Provider

  /// Who a take was begun with, whatever is configured by now; nil where there is no such provider any more.
  func provider(named name: String, model: String, for operation: StepKey.Operation) -> (any Provider)?
}

/// One provider for pictures and one for videos.
struct PairOfProviders: Catalogue {
  let images: any Provider
  let videos: any Provider

  func provider(for operation: StepKey.Operation, model: String?) throws -> any Provider {
    let provider = operation == .keyframe ? images : videos
    let known = [provider.model, provider.limits(for: operation).model]
    guard let model, !known.contains(where: { $0.lowercased() == model.lowercased() }) else { return provider }
    throw Problem(
      .modelNotAllowed, "The model \(model) is not one that this agent may use here; it is \(known[1]).",
      hint: "Leave \"model\" out, or have it allowed in the agent's starsend.json.")
  }

  func provider(named name: String, model: String, for operation: StepKey.Operation) -> (any Provider)? {
    let provider = operation == .keyframe ? images : videos
    return provider.name == name ? provider : nil
  }
}

extension Problem.Code {
  /// A model that the agent's configuration does not allow.
  public static let modelNotAllowed = Self(rawValue: "model_not_allowed")
}
