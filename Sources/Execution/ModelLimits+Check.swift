public import Terms

extension ModelLimits {
  /// Throws `over_limits` with the figure, the limit and where it comes from, where one call of the model does not take
  /// the order. Of a picture, only its elements and its prompt count.
  public func check(_ order: Order) throws(Problem) {
    switch order {
    case .keyframe(let order):
      try check(order.elements, hasStartFrame: false)
      try check(prompt: order.prompt, of: "The prompt")
    case .video(let order):
      try check(order.elements, hasStartFrame: order.startFrame != nil)
      try check(order.shotPrompts)
    }
  }

  /// The most elements that a call takes.
  public func elements(withStartFrame: Bool) -> Int {
    withStartFrame ? elementsWithStartFrame : elementsWithoutStartFrame
  }

  private func check(_ elements: [Element], hasStartFrame: Bool) throws(Problem) {
    let most = self.elements(withStartFrame: hasStartFrame)
    guard elements.count > most else { return }
    throw over(
      "The order has \(elements.count) elements; with\(hasStartFrame ? "" : "out") a start frame \(model) takes \(most)",
      hint: "Name at most \(most) elements, the most important ones first.")
  }

  private func check(_ shots: [ShotPrompt]) throws(Problem) {
    guard shots.count <= shotsPerCall else {
      throw over(
        "The order has \(shots.count) shots; \(model) takes \(shotsPerCall) in one call", hint: "Split it into calls.")
    }
    for shot in shots { try check(shot) }
    let seconds = shots.reduce(0) { $0 + $1.duration }
    guard seconds <= secondsPerCall.upperBound else {
      throw over(
        "The order lasts \(plain(seconds)) s; one call of \(model) lasts \(plain(secondsPerCall.upperBound)) s at most",
        hint: "Split it into calls.")
    }
    guard seconds >= secondsPerCall.lowerBound else {
      throw over(
        "The order lasts \(plain(seconds)) s; one call of \(model) lasts \(plain(secondsPerCall.lowerBound)) s at least",
        hint: "Make it longer, and trim the video.")
    }
  }

  private func check(_ shot: ShotPrompt) throws(Problem) {
    try check(prompt: shot.prompt, of: "The prompt of shot \(shot.index)")
    guard shot.duration >= leastSecondsPerShot else {
      throw over(
        "Shot \(shot.index) lasts \(plain(shot.duration)) s; \(model) makes none under \(plain(leastSecondsPerShot)) s",
        hint: "Make that shot longer, and trim the video.")
    }
    guard !wholeSeconds || shot.duration == shot.duration.rounded() else {
      throw over(
        "Shot \(shot.index) lasts \(plain(shot.duration)) s; \(model) makes shots of whole seconds",
        hint: "Round it up, and trim the video.")
    }
  }

  private func check(prompt: String, of what: String) throws(Problem) {
    guard prompt.count > promptCharacters else { return }
    throw over(
      "\(what) has \(prompt.count) characters; \(model) takes \(promptCharacters)", hint: "Shorten that prompt.")
  }

  private func over(_ sentence: String, hint: String) -> Problem {
    Problem(.overLimits, "\(sentence) (\(source), \(dated)).", hint: hint)
  }

  /// `5` and `2.5`.
  private func plain(_ seconds: Double) -> String {
    abs(seconds) < 1e9 && seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }
}

extension Problem.Code {
  /// An order asks for more than one call of the model takes.
  public static let overLimits = Self(rawValue: "over_limits")
}
