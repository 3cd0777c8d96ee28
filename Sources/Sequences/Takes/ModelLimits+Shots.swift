import Execution
import Terms

extension ModelLimits {
  /// Throws where a single shot cannot be made in any call.
  func check(_ shots: [ShotPrompt], of sequence: SequenceID) throws(Problem) {
    for shot in shots {
      let seconds = ordered(shot.duration)
      guard seconds <= secondsPerCall.upperBound else {
        throw Problem(
          .overLimits,
          "Shot \(shot.index) of \(sequence) lasts \(shot.duration.short) s; \(model) makes at most "
            + "\(secondsPerCall.upperBound.short) s in one call (\(source), \(dated)).",
          hint: "Split that shot into two in plan.json.")
      }
      let length = shot.prompt.count
      guard length <= promptCharacters else {
        throw Problem(
          .overLimits,
          "The prompt of shot \(shot.index) of \(sequence) has \(length) characters; \(model) takes at most "
            + "\(promptCharacters) (\(source), \(dated)).",
          hint: "Shorten it by \(length - promptCharacters).")
      }
    }
  }

  /// Whether shots go into one call.
  func fits(_ shots: [ShotPrompt]) -> Bool {
    shots.count <= shotsPerCall && shots.map { ordered($0.duration) }.reduce(0, +) <= secondsPerCall.upperBound
  }

  /// The shots with the durations that the model is asked for; the last one is long enough for the shortest call.
  func ordered(_ shots: [ShotPrompt]) -> [ShotPrompt] {
    var durations = shots.map { ordered($0.duration) }
    let lacking = secondsPerCall.lowerBound - durations.reduce(0, +)
    if lacking > 0, !durations.isEmpty {
      durations[durations.count - 1] += wholeSeconds ? lacking.rounded(.up) : lacking
    }
    return zip(shots, durations).map { ShotPrompt(index: $0.index, prompt: $0.prompt, duration: $1) }
  }

  /// Fractions of seconds are rounded up where the model wants whole ones; a hair above a whole second is one.
  private func ordered(_ seconds: Double) -> Double {
    let long = max(seconds, leastSecondsPerShot)
    return wholeSeconds ? (long - 0.000_5).rounded(.up) : long
  }
}

extension Double {
  /// At most two digits after the point, and none where there are none: `2.5`, `15`.
  var short: String {
    let rounded = (self * 100).rounded() / 100
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
  }
}
