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

  func findings() -> [Finding] { ((try? models()) ?? []) + [.ok("gates", gates)] }

  private func models() throws -> [Finding] {
    let storyboard = Wiring.storyboard(configuration, try MediaTools.find())
    return [
      .ok("video_limits", video(storyboard.limits(for: .multiShot))),
      .ok("picture_limits", picture(storyboard.limits(for: .keyframe))),
    ]
  }

  private func video(_ limits: ModelLimits) -> String {
    let seconds = "\(limits.secondsPerCall.lowerBound.shown) to \(limits.secondsPerCall.upperBound.shown) s"
    let whole = limits.wholeSeconds ? ", in whole seconds" : ""
    return """
      Videos go by \(limits.model): \(elements(limits)); \(limits.shotsPerCall.counted("shot")) of at least \
      \(limits.leastSecondsPerShot.shown) s and \(seconds) a call\(whole); prompts of \(limits.promptCharacters) \
      characters (\(limits.source), \(limits.dated)).
      """
  }

  private func picture(_ limits: ModelLimits) -> String {
    """
    Pictures go by \(limits.model): \(limits.elementsWithoutStartFrame.counted("element")); prompts of \
    \(limits.promptCharacters) characters (\(limits.source), \(limits.dated)).
    """
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
