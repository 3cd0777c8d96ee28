import FolderContract
import Terms

/// What each shot of a take is asked to show, and where that was taken from.
///
/// Prompts and durations come from the take that is named, or else the plan; then from `prompts_from`; then from
/// `shot_overrides`.
struct PromptSheet: Hashable, Sendable {
  private(set) var shots: [Entry]

  struct Entry: Hashable, Sendable {
    var shot: ShotPrompt
    /// `plan`, `request`, or the id of a take.
    var source: String
  }

  /// Throws `no_such_take` and `no_such_shot`.
  init(_ order: TakeOrder, brief: Brief, takes: [SequenceTake]) throws(Problem) {
    let find = { (number: Int) throws(Problem) in try takes.numbered(number, of: brief.sequence) }
    if let number = order.take {
      let take = try find(number)
      shots = take.shots.map { Entry(shot: $0.shotPrompt, source: take.id) }
    } else {
      shots = brief.shots.map { Entry(shot: $0, source: "plan") }
    }
    for from in order.promptsFrom {
      let take = try find(from.take)
      guard let shot = take.shot(from.shot) else { throw Self.noSuchShot(from.shot, in: take.id, take.shots.count) }
      try replace(from.shot, with: shot.prompt, from: take.id, of: brief.sequence)
    }
    for (index, prompt) in order.overrides.sorted(by: { $0.key < $1.key }) {
      try replace(index, with: prompt, from: "request", of: brief.sequence)
    }
  }

  private mutating func replace(
    _ index: Int, with prompt: String, from source: String, of sequence: SequenceID
  ) throws(Problem) {
    guard let place = shots.firstIndex(where: { $0.shot.index == index }) else {
      throw Self.noSuchShot(index, in: sequence.text, shots.count)
    }
    let duration = shots[place].shot.duration
    shots[place] = Entry(shot: ShotPrompt(index: index, prompt: prompt, duration: duration), source: source)
  }

  static func noSuchShot(_ index: Int, in whose: String, _ count: Int) -> Problem {
    Problem(
      .noSuchShot, "\(whose) has no shot \(index).",
      hint: count == 1 ? "It has one shot: write 1." : "Its shots are 1 to \(count).")
  }
}

extension [SequenceTake] {
  /// Throws `no_such_take`, listing those that there are.
  func numbered(_ number: Int, of sequence: SequenceID) throws(Problem) -> SequenceTake {
    if let take = last(where: { $0.number == number }) { return take }
    let known = map { String($0.number) }.joined(separator: ", ")
    throw Problem(
      .noSuchTake, "\(sequence) has no take \(number).",
      hint: isEmpty ? "It has none yet: make one first." : "Its takes are \(known).")
  }
}

extension Problem.Code {
  static let noSuchTake = Self(rawValue: "no_such_take")
  static let noSuchShot = Self(rawValue: "no_such_shot")
}
