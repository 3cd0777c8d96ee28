public import Terms

/// A model and whose it is.
public struct ModelChoice: Hashable, Sendable {
  public let provider: ProviderName
  /// As its provider spells it.
  public let model: String

  public init(provider: ProviderName, model: String) {
    self.provider = provider
    self.model = model
  }
}

/// Which models a project may have its pictures and videos made by, and which of them it has chosen: pure.
///
/// The agent's configuration says what is allowed; a project and its requests choose within that. Storyboard is always
/// allowed: it costs nothing, and nothing leaves this machine.
public struct ModelRules: Hashable, Sendable {
  private let configuration: Configuration
  private let project: ProjectSettings

  public init(_ configuration: Configuration, _ project: ProjectSettings = ProjectSettings()) {
    self.configuration = configuration
    self.project = project
  }

  /// Those that may be chosen for a medium: what makes it where nobody chooses, then the others.
  public func allowed(for medium: Medium) -> [ModelChoice] {
    let providers = configuration.providers
    let configured = [providers.gemini.model, providers.fal.model]
    let named = configuration.allowedModels.isEmpty ? configured : configuration.allowedModels
    let others = (named + [ProviderName.storyboard.rawValue]).compactMap { Self.choice(of: $0) }
    return ([standing(for: medium)] + others).reduce(into: []) { all, choice in
      let isNew = !all.contains { $0.model.lowercased() == choice.model.lowercased() }
      if isNew, choice.provider.makes.contains(medium) { all.append(choice) }
    }
  }

  /// What makes a medium: `model` where a request names one, else what the project chose, else the configuration.
  ///
  /// Throws `model_not_allowed` with those that are.
  public func choice(for medium: Medium, model: String? = nil) throws(Problem) -> ModelChoice {
    if let model { return try allowed(model, for: medium, by: "request") }
    if let model = medium == .pictures ? project.imageModel : project.videoModel {
      return try allowed(model, for: medium, by: "project")
    }
    guard let provider = medium == .pictures ? project.images : project.video else { return standing(for: medium) }
    let models = allowed(for: medium).filter { $0.provider == provider }
    // Its configured model goes before others that are allowed too.
    guard let choice = models.first(where: { $0 == configured(of: provider) }) ?? models.first else {
      throw refusal("No model of \(provider.rawValue), which the project wants,", for: medium)
    }
    return choice
  }

  /// What the configuration says where nobody chooses.
  private func standing(for medium: Medium) -> ModelChoice {
    configured(of: medium == .pictures ? configuration.images : configuration.video)
  }

  private func configured(of provider: ProviderName) -> ModelChoice {
    switch provider {
    case .storyboard: ModelChoice(provider: .storyboard, model: provider.rawValue)
    case .gemini: ModelChoice(provider: .gemini, model: configuration.providers.gemini.model)
    case .fal: ModelChoice(provider: .fal, model: configuration.providers.fal.model)
    }
  }

  private func allowed(_ model: String, for medium: Medium, by who: String) throws(Problem) -> ModelChoice {
    let choices = allowed(for: medium)
    if let choice = choices.first(where: { $0.model.lowercased() == model.lowercased() }) { return choice }
    if let maker = ProviderName(ofModel: model), !maker.makes.contains(medium) {
      throw refusal("The model \(model), which makes \(medium.other.rawValue),", for: medium)
    }
    throw refusal("The model \(model), which the \(who) wants,", for: medium)
  }

  private func refusal(_ what: String, for medium: Medium) -> Problem {
    let names = allowed(for: medium).map(\.model).joined(separator: ", ")
    return Problem(
      .modelNotAllowed, "\(what) is not one that this agent may use for \(medium.rawValue); allowed: \(names).",
      hint: "Choose one of those, or have it added to \"allowed_models\" in the agent's starsend.json.")
  }

  private static func choice(of model: String) -> ModelChoice? {
    ProviderName(ofModel: model).map { ModelChoice(provider: $0, model: model) }
  }
}

extension Problem.Code {
  static let modelNotAllowed = Self(rawValue: "model_not_allowed")
}
