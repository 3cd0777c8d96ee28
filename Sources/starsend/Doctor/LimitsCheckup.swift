import Execution
import FolderContract
import Media
import Providers
import Terms

/// What the models take and from which figures on the gates complain, as it is in force.
struct LimitsCheckup: Sendable {
  let configuration: Configuration
  /// A project's, whose gates may be its own.
  let settings: ProjectSettings

  func findings() -> [Finding] {
    let catalogue = (try? MediaTools.find()).map { media in
      ProjectCatalogue(
        room: ProviderRoom(
          configuration: configuration, media: media, keys: ProviderKeys(),
          uploads: UploadRegister(Wiring.stateFolder / "uploads.json")),
        rules: ModelRules(configuration, settings), needsKeys: false)
    }
    return (catalogue.map { [limits(.multiShot, $0), limits(.keyframe, $0)] } ?? []) + [.ok("gates", gates)]
  }

  /// Of the model that the project has chosen; a choice that is not allowed is a problem.
  private func limits(_ operation: StepKey.Operation, _ catalogue: ProjectCatalogue) -> Finding {
    let check = operation == .keyframe ? "picture_limits" : "video_limits"
    do {
      let provider = try catalogue.provider(for: operation, model: nil)
      let limits = provider.limits(for: operation)
      return .ok(check, operation == .keyframe ? picture(limits, provider) : video(limits, provider))
    } catch { return .problem(check, error, else: .badInput) }
  }

  private func video(_ limits: ModelLimits, _ provider: any Provider) -> String {
    let seconds = "\(limits.secondsPerCall.lowerBound.shown) to \(limits.secondsPerCall.upperBound.shown) s"
    let whole = limits.wholeSeconds ? ", in whole seconds" : ""
    return """
      \(whose("Videos", limits, provider)): \(elements(limits)); \(limits.shotsPerCall.counted("shot")) of at least \
      \(limits.leastSecondsPerShot.shown) s and \(seconds) a call\(whole); prompts of \(limits.promptCharacters) \
      characters (\(limits.source), \(limits.dated)).
      """
  }

  private func picture(_ limits: ModelLimits, _ provider: any Provider) -> String {
    """
    \(whose("Pictures", limits, provider)): \(limits.elementsWithoutStartFrame.counted("element")); prompts of \
    \(limits.promptCharacters) characters (\(limits.source), \(limits.dated)).
    """
  }

  /// Storyboard keeps to the limits of the model that it stands in for.
  private func whose(_ what: String, _ limits: ModelLimits, _ provider: any Provider) -> String {
    limits.model == provider.model
      ? "\(what) are made by \(limits.model)"
      : "\(what) are made by \(provider.model), within the limits of \(limits.model)"
  }

  private func elements(_ limits: ModelLimits) -> String {
    "\(limits.elementsWithStartFrame.counted("element")) with a start frame, \(limits.elementsWithoutStartFrame) without"
  }

  private var gates: String {
    let bounds = configuration.thresholds(for: settings)
    let rows = [
      bound("black", bounds.black), bound("frozen", bounds.frozen), bound("start_frame", bounds.startFrame),
      bound("contrast", bounds.contrast, "under"), bound("duration", bounds.duration),
    ]
    return "Takes are checked: \(rows.joined(separator: "; "))."
  }

  private func bound(_ name: String, _ bound: GateBound, _ side: String = "over") -> String {
    let parts = [bound.warn.map { "warns \(side) \($0.shown)" }, bound.fail.map { "fails \(side) \($0.shown)" }]
    let said = parts.compactMap { $0 }.joined(separator: ", ")
    return "\(name) \(said.isEmpty ? "is not judged" : said)"
  }
}
