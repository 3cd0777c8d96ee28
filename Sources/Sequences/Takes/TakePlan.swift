import FolderContract
import Terms

/// The calls that a take comes to, decided before anything is begun: pure.
///
/// Multi-shot: the fewest calls that the model's limits allow, cut at shot boundaries. Individual: one per shot.
struct TakePlan: Hashable, Sendable {
  let mode: TakeMode
  /// Every shot of the take in its order; those that are kept have their clips already.
  let shots: [TakeShot]
  /// In the order in which they have to be made.
  let calls: [Call]
  /// The take whose other shots are kept.
  let base: Int?
  /// The picture that the whole take starts on.
  let startFrame: String?
  /// The elements that go into at least one call.
  let elements: [ElementID]
  /// Those that the model's limit leaves out of at least one call.
  let dropped: [ElementID]

  struct Call: Hashable, Sendable {
    /// With the durations that the model is asked for: whole seconds where it wants them, and enough of them.
    var shots: [ShotPrompt]
    let start: Start
    let elements: [ElementID]

    var seconds: Double { shots.map(\.duration).reduce(0, +) }
  }

  /// The picture that a call starts on.
  enum Start: Hashable, Sendable {
    case none
    case picture(String)
    /// The last frame of the shot before.
    case after(shot: Int)

    var picture: String? { if case .picture(let path) = self { path } else { nil } }
  }

  /// What the plan is made from.
  struct Situation {
    let brief: Brief
    let order: TakeOrder
    let record: SequenceRecord
    let request: ULID
    let limits: ModelLimits
  }

  /// Throws where a shot or take does not exist, or a shot passes the model's limits.
  init(_ situation: Situation) throws(Problem) {
    let (order, brief, limits) = (situation.order, situation.brief, situation.limits)
    let sheet = try PromptSheet(order, brief: brief, takes: situation.record.takes)
    try limits.check(sheet.shots.map(\.shot), of: brief.sequence)
    mode = order.mode ?? (order.shots == nil ? brief.takeMode : .individual)
    let keeping = try Keeping(situation, mode: mode, sheet)
    base = keeping.base
    let frames = StartFrames(situation)
    let wanted = order.elements ?? brief.elements.map(\.id)
    let calls = keeping.groups(for: mode, sheet, limits).map { group in
      let start = frames.start(of: group.first?.index ?? 1)
      let most = start == .none ? limits.elementsWithoutStartFrame : limits.elementsWithStartFrame
      return Call(shots: limits.ordered(group), start: start, elements: Array(wanted.prefix(most)))
    }
    self.calls = calls
    startFrame =
      keeping.kept[1] == nil
      ? frames.start(of: 1).picture : situation.record.takes.last { $0.number == keeping.base }?.startFrame
    elements = wanted.filter { id in calls.contains { $0.elements.contains(id) } }
    dropped = calls.isEmpty ? [] : wanted.filter { id in calls.contains { !$0.elements.contains(id) } }
    shots = sheet.shots.map { entry in
      keeping.kept[entry.shot.index]
        ?? TakeShot(
          index: entry.shot.index, prompt: entry.shot.prompt, duration: entry.shot.duration, source: entry.source)
    }
  }

  /// What a person has to say yes to: how the take is split, and which elements it has to do without.
  func topics(of sequence: SequenceID, _ limits: ModelLimits, price: (Call) throws -> Money) rethrows
    -> [Question.Topic]
  {
    var topics: [Question.Topic] = []
    if mode == .multiShot, calls.count > 1, base == nil {
      let parts = try calls.map { "\($0.range) (\($0.seconds.short) s, \(try price($0)))" }
      topics.append(
        Question.Topic(
          .callSplit,
          "\(sequence) (\(shots.count) shots, \(calls.map(\.seconds).reduce(0, +).short) s) does not fit into one call "
            + "(\(limits.model): at most \(limits.shotsPerCall) shots and \(limits.secondsPerCall.upperBound.short) s): it is "
            + "made in \(calls.count) calls, \(parts.joined(separator: ", ")), and joined."))
    }
    if let warning = droppedWarning(limits) { topics.append(Question.Topic(.elementsDropped, warning)) }
    return topics
  }

  /// One sentence about the elements that are left out, or nil.
  func droppedWarning(_ limits: ModelLimits) -> String? {
    guard !dropped.isEmpty else { return nil }
    let most = calls.contains { $0.start != .none } ? limits.elementsWithStartFrame : limits.elementsWithoutStartFrame
    return
      "\(limits.model) takes at most \(most) elements \(most == limits.elementsWithStartFrame ? "with" : "without") "
      + "a start frame: \(dropped.map(\.text).joined(separator: ", ")) left out"
      + "\(elements.contains(where: dropped.contains) ? " of some of its calls" : ""), "
      + "\(elements.filter { !dropped.contains($0) }.map(\.text).joined(separator: ", ")) kept."
  }
}

extension TakePlan.Call {
  /// `shot 4` or `shots 1-3`.
  var range: String {
    let indices = shots.map(\.index)
    guard let first = indices.first, let last = indices.last, first != last else { return "shot \(indices.first ?? 0)" }
    return "shots \(first)-\(last)"
  }
}

extension TakePlan {
  /// Which shots are made, and which are kept from an earlier take.
  struct Keeping {
    private(set) var base: Int?
    private(set) var kept: [Int: TakeShot] = [:]

    init(_ situation: Situation, mode: TakeMode, _ sheet: PromptSheet) throws(Problem) {
      if let only = situation.order.shots {
        try keep(allBut: only, situation, sheet)
      } else if let unfinished = Self.unfinished(situation, mode: mode) {
        keepPaid(of: unfinished, sheet)
      }
    }

    /// A take that lacks shots is completed by the next one, so that nothing in it is paid twice: the one that is named,
    /// else the newest that nobody decided on. One that begins on another picture is another take.
    private static func unfinished(_ situation: Situation, mode: TakeMode) -> SequenceTake? {
      let takes = situation.record.takes
      let take = situation.order.take.map { number in takes.last { $0.number == number } } ?? takes.last
      guard let take, !take.isComplete, take.decision == .undecided, take.mode == mode, situation.order.count == 1,
        take.startFrame == StartFrames(situation).start(of: 1).picture
      else { return nil }
      return take
    }

    private mutating func keepPaid(of take: SequenceTake, _ sheet: PromptSheet) {
      for entry in sheet.shots {
        guard let shot = take.shot(entry.shot.index), shot.clip != nil, shot.shotPrompt == entry.shot else { continue }
        kept[shot.index] = shot.kept(from: take)
      }
      if !kept.isEmpty { base = take.number }
    }

    private mutating func keep(allBut only: [Int], _ situation: Situation, _ sheet: PromptSheet) throws(Problem) {
      let sequence = situation.brief.sequence
      for index in only where !sheet.shots.contains(where: { $0.shot.index == index }) {
        throw PromptSheet.noSuchShot(index, in: sequence.text, sheet.shots.count)
      }
      let takes = situation.record.takes
      let newest = takes.last(where: \.isComplete) ?? takes.last
      guard
        let take = try situation.order.take.map({ (number) throws(Problem) in try takes.numbered(number, of: sequence) }
        ) ?? newest
      else {
        throw Problem(
          .noSuchTake, "\(sequence) has no take whose other shots could be kept.",
          hint: "Leave \"shots\" out to make all of them.")
      }
      base = take.number
      for entry in sheet.shots where !only.contains(entry.shot.index) {
        guard let shot = take.shot(entry.shot.index), shot.clip != nil else {
          throw Problem(
            .noSuchShot, "\(take.id) has no shot \(entry.shot.index) that could be kept.",
            hint: "Add \(entry.shot.index) to \"shots\", or name another take.")
        }
        guard shot.prompt == entry.shot.prompt || !situation.order.words(entry.shot.index) else {
          throw Problem(
            .badValue, "Shot \(entry.shot.index) stays as it is in \(take.id), so its prompt cannot change.",
            hint: "Add \(entry.shot.index) to \"shots\" to make it again.")
        }
        kept[entry.shot.index] = shot.kept(from: take)
      }
    }

    /// The shots that are made, as they go into calls together.
    func groups(for mode: TakeMode, _ sheet: PromptSheet, _ limits: ModelLimits) -> [[ShotPrompt]] {
      var groups: [[ShotPrompt]] = []
      var mayJoin = false
      for shot in sheet.shots.map(\.shot) {
        guard kept[shot.index] == nil else {
          mayJoin = false
          continue
        }
        let joined = (groups.last ?? []) + [shot]
        if mode == .multiShot, mayJoin, limits.fits(joined) {
          groups[groups.count - 1] = joined
        } else {
          groups.append([shot])
        }
        mayJoin = true
      }
      return groups
    }
  }

  /// Which picture each shot starts on.
  private struct StartFrames {
    let sequence: String?
    let shots: [Int: String]

    init(_ situation: Situation) {
      let record = situation.record
      sequence = situation.order.startFrame?.text ?? record.startFrame(for: situation.request)?.path
      shots = situation.brief.shotFrames.merging(
        Dictionary(
          situation.brief.shots.compactMap { shot in record.startFrame(of: shot.index).map { (shot.index, $0.path) } }
        ) { _, last in last }
      ) { _, picked in picked }
    }

    func start(of shot: Int) -> Start {
      if shot == 1, let sequence { return .picture(sequence) }
      if let own = shots[shot] { return .picture(own) }
      return shot == 1 ? .none : .after(shot: shot - 1)
    }
  }
}

extension TakeShot {
  /// As part of another take; `keptFrom` names the one that it was made for.
  fileprivate func kept(from take: SequenceTake) -> TakeShot {
    var shot = self
    shot.keptFrom = keptFrom ?? take.number
    shot.source = take.id
    return shot
  }
}

extension TakeOrder {
  /// Whether it asks for other words for a shot than those it starts from.
  fileprivate func words(_ shot: Int) -> Bool { overrides[shot] != nil || promptsFrom.contains { $0.shot == shot } }
}
