import FolderContract
import Providers
import Terms

/// What pictures and videos cost by the models that are used, as of when and by which source; nobody is asked.
struct PriceCheckup: Sendable {
  let configuration: Configuration
  let settings: ProjectSettings

  func findings() -> [Finding] {
    let rules = ModelRules(configuration, settings)
    // A choice that is not allowed is told with its limits.
    return Medium.allCases.compactMap { medium in
      (try? rules.choice(for: medium)).map { finding(of: $0, medium) }
    }
  }

  private func finding(of choice: ModelChoice, _ medium: Medium) -> Finding {
    let check = medium == .pictures ? "picture_price" : "video_price"
    let what = medium == .pictures ? "A picture" : "A second of video"
    let said = configuration.models[choice.model]
    if let price = medium == .pictures ? said?.usdPerPicture : said?.usdPerSecond {
      return .ok(check, "\(what) by \(choice.model) is counted with \(price), as starsend.json says.")
    }
    guard let price = known(choice) else {
      return choice.provider == .storyboard
        ? .ok(check, "\(what) by storyboard costs nothing.")
        : .problem(
          check, "What \(what.lowercased()) by \(choice.model) costs is not known, so nothing can be made with it.",
          hint: "Give its price and limits under \"models\" in starsend.json, or choose another model.", code: .badInput
        )
    }
    return .ok(check, "\(what) by \(choice.model) costs \(price).")
  }

  private func known(_ choice: ModelChoice) -> String? {
    switch choice.provider {
    case .storyboard: return nil
    case .gemini:
      guard let model = GeminiModel.named(choice.model),
        let size = try? model.size(configuration.providers.gemini.imageSize)
      else { return nil }
      return "\(size.price) in \(size.name) (\(model.source), \(model.dated))"
    case .fal:
      guard let price = KlingModel.named(choice.model)?.price else { return nil }
      let second = configuration.providers.fal.generateAudio ? price.sounding : price.silent
      return "\(second) (\(price.source), \(price.dated))"
    }
  }
}
