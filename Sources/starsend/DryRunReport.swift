import Execution
import FolderContract
import Sequences
import Terms

/// What `--dry-run` tells: the requests as they would be sent, their price, and what would be asked or is in the way.
struct DryRunReport: Encodable {
  var parts: [Part] = []
  /// What would refuse it or let it wait as things are now.
  var obstacles: [Problem] = []

  /// What is asked for one sequence, or for one shot.
  struct Part: Encodable {
    let subject: String
    let action: String
    /// The most that all of it can cost.
    let estimate: Money
    let calls: [Call]
    var questions: [Problem] = []
    var elementsDropped: [ElementID] = []
    var prompts: [PromptOrigin] = []
    var notes: [String] = []

    private enum CodingKeys: String, CodingKey {
      case subject, action, calls, questions, prompts, notes
      case estimate = "estimate_usd"
      case elementsDropped = "elements_dropped"
    }
  }

  /// One call, with what it is for and how often it would be made.
  struct Call: Encodable {
    let purpose: String
    let times: Int
    let request: CallDraft
  }

  var estimate: Money { parts.map(\.estimate).reduce(.zero, +) }

  /// Where nothing was spent yet: what would pass a cap all the same, or nil.
  func problem(beyond caps: Caps) -> Problem? {
    let sums =
      parts.map { ("\($0.subject)'s", $0.estimate, caps.sequence) }
      + [("the project's", estimate, caps.project), ("today's", estimate, caps.day)]
    return sums.first { $0.1 > $0.2 }.map { whose, price, cap in
      Problem(
        .capReached, "This request may cost \(price), but \(whose) cap is \(cap): nothing is spent yet.",
        hint: "Raise the cap in starsend.json or project.json, or ask for less.")
    }
  }

  mutating func add(_ rehearsal: Rehearsal, _ command: Command) {
    parts.append(
      Part(
        subject: command.sequence?.text ?? "", action: command.work.action, estimate: rehearsal.preview.price,
        calls: rehearsal.calls.map { Call(purpose: $0.purpose, times: $0.times, request: $0.draft) },
        questions: rehearsal.questions, elementsDropped: rehearsal.preview.droppedElements,
        prompts: rehearsal.preview.prompts, notes: rehearsal.notes))
  }

  private enum CodingKeys: String, CodingKey {
    case parts, obstacles
    case estimate = "estimate_usd"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(parts, forKey: .parts)
    try container.encode(obstacles, forKey: .obstacles)
    try container.encode(estimate, forKey: .estimate)
  }

  // MARK: for people

  var lines: [String] {
    let rest = obstacles.flatMap { ["In the way: \($0.message)", "  \($0.hint)"] }
    return parts.flatMap(\.lines) + rest
      + ["At most \(estimate) in all. Nothing was sent, and nothing was dropped."]
  }
}

extension DryRunReport.Part {
  fileprivate var lines: [String] {
    let head = "\(subject): \(action), at most \(estimate)"
    let asked = questions.map { "Asks first: \($0.message)" }
    return [head] + calls.flatMap { $0.lines(of: subject) } + notes.map { "  \($0)" } + asked.map { "  \($0)" } + [""]
  }
}

extension DryRunReport.Call {
  fileprivate func lines(of subject: String) -> [String] {
    let count = times == 1 ? "" : ", \(times) times"
    let headers = request.headers.sorted { $0.key < $1.key }.map { "    \($0.key): \($0.value)" }
    return ["  \(purpose), \(request.estimate)\(count)", "    \(request.method) \(request.url)"] + headers
      + ["", "    \(request.body)", ""] + request.notes.map { "    \($0)" }
  }
}
