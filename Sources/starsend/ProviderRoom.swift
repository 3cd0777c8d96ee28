import Execution
import FolderContract
import Media
import Providers
import Terms

/// Where providers are made, each by its model, from the configuration and the keys.
struct ProviderRoom: Sendable {
  let configuration: Configuration
  let media: MediaTools
  let keys: ProviderKeys
  let uploads: UploadRegister

  func provider(_ choice: ModelChoice) -> any Provider {
    switch choice.provider {
    case .storyboard: storyboard
    case .gemini: gemini(choice.model)
    case .fal: fal(choice.model)
    }
  }

  /// The embedded provider, with what the configuration says of its limits, and of the prices that it rehearses with.
  var storyboard: Storyboard {
    guard let model = configuration.models[ProviderName.storyboard.rawValue] else { return Storyboard(tools: media) }
    return Storyboard(
      tools: media, limits: model.changing(.klingO3),
      prices: Storyboard.Prices(second: model.usdPerSecond ?? .zero, picture: model.usdPerPicture ?? .zero))
  }

  func gemini(_ model: String) -> Gemini {
    let said = configuration.models[model]
    var settings = Gemini.Settings()
    settings.url = configuration.providers.gemini.url
    settings.imageSize = configuration.providers.gemini.imageSize
    return Gemini(
      settings, model: model, key: keys.gemini, tools: media,
      limits: limits(of: model, said, GeminiModel.named(model)?.limits, like: .geminiProImage),
      price: said?.usdPerPicture)
  }

  func fal(_ model: String) -> Fal {
    let (fal, said) = (configuration.providers.fal, configuration.models[model])
    var settings = Fal.Settings()
    settings.queueURL = fal.queueURL
    settings.restURL = fal.restURL
    settings.apiURL = fal.apiURL
    settings.pollSeconds = fal.pollSeconds
    settings.uploadHours = fal.uploadHours
    settings.searchSeconds = fal.searchSeconds
    settings.generateAudio = fal.generateAudio
    return Fal(
      settings, model: model, key: keys.fal, uploads: uploads, tools: media,
      limits: limits(of: model, said, KlingModel.named(model)?.limits, like: .klingO3), price: said?.usdPerSecond)
  }

  /// What the configuration knows better; nil where it says nothing. Of a model that the program does not know, what is
  /// left unsaid is as with `sibling`.
  private func limits(
    of model: String, _ said: ModelSettings?, _ known: ModelLimits?, like sibling: ModelLimits
  ) -> ModelLimits? {
    guard let said, said.hasLimits else { return nil }
    var base = known ?? sibling
    base.model = model
    return said.changing(base)
  }

  /// Why a provider cannot be called now; nil where it can, as far as can be told here.
  func missingKey(of provider: ProviderName) -> Problem? {
    let (name, isThere): (String, Bool)
    switch provider {
    case .storyboard: return nil
    case .gemini: (name, isThere) = ("GEMINI_API_KEY", keys.gemini != nil)
    case .fal: (name, isThere) = ("FAL_KEY", keys.fal != nil)
    }
    guard !isThere else { return nil }
    let makes = provider.makes.map(\.rawValue).joined(separator: " and ")
    return Problem(
      .keyMissing, "There is no key for \(provider.rawValue), so it can make no \(makes).",
      hint: "Start the agent with \(name) in its environment, or in a file of that name in $CREDENTIALS_DIRECTORY; "
        + "storyboard needs no key.")
  }

  /// The keys that are not there of those who make something where no project chooses.
  var missingKeys: [Problem] {
    [configuration.images, configuration.video].filter { $0 != .storyboard }.compactMap { missingKey(of: $0) }
  }
}

/// The providers that one project may use.
struct ProjectCatalogue: Catalogue {
  let room: ProviderRoom
  let rules: ModelRules
  /// Whether work that needs a key which is not there is refused before anything of it begins; for what is only told,
  /// no key is needed.
  let needsKeys: Bool

  func provider(for operation: StepKey.Operation, model: String?) throws -> any Provider {
    let choice = try rules.choice(for: operation.medium, model: model)
    if needsKeys, let problem = room.missingKey(of: choice.provider) { throw problem }
    return room.provider(choice)
  }

  func provider(named name: String, model: String, for operation: StepKey.Operation) -> (any Provider)? {
    ProviderName(rawValue: name).map { room.provider(ModelChoice(provider: $0, model: model)) }
  }
}

extension StepKey.Operation {
  var medium: Medium { self == .keyframe ? .pictures : .videos }
}
