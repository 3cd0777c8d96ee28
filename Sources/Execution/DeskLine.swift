import Terms

/// Who is next at the providers: pure, what happens goes in and who may go comes out.
///
/// Each provider has so many places. Whoever waits goes by urgency, then projects take turns, then by arrival. After
/// three failures in a row for the same lasting reason a provider is held: everyone waits, and from time to time one
/// call is let through as a trial.
struct DeskLine {
  /// Who wants to call a provider.
  struct Caller: Hashable {
    let id: Int
    let provider: String
    let model: String
    let project: ULID
    let urgency: Urgency
    /// How many may go on at a time, where that is not the provider's own figure.
    var places: Int?
  }

  /// What a provider's last calls came to.
  private struct Run {
    var code: Problem.Code
    var count: Int
  }

  static let mostFailures = 3

  private let places: [String: Int]
  private let trial: Duration
  private var waiting: [Caller] = []
  private var inside: [Int: Caller] = [:]
  /// When each project was last let in, counted in turns.
  private var served: [ULID: Int] = [:]
  private var turns = 0
  private var failures: [String: Run] = [:]
  private(set) var holds: [ProviderHold] = []
  private var trials: Set<Int> = []

  /// - Parameters:
  ///   - places: how many calls of a provider go on at a time; without a figure, any number.
  ///   - trial: how long a held provider is left alone.
  init(places: [String: Int], trial: Duration) {
    self.places = places
    self.trial = trial
  }

  /// Whoever has made a call already never waits, and takes a place all the same. Returns who may go now.
  mutating func enter(_ caller: Caller, at now: Timestamp) -> [Int] {
    waiting.append(caller)
    return admit(at: now)
  }

  /// Somebody gave up waiting.
  mutating func withdraw(_ id: Int) { waiting.removeAll { $0.id == id } }

  /// A call is over, for `problem` or well. Returns who may go now.
  mutating func leave(_ id: Int, _ problem: Problem?, isProof: Bool, at now: Timestamp) -> [Int] {
    guard let caller = inside.removeValue(forKey: id) else { return [] }
    let wasTrial = trials.remove(id) != nil
    if let problem, problem.code.stopsProvider {
      fail(caller, problem, at: now)
    } else if isProof {
      clear(caller)
    } else if wasTrial {
      postpone(caller, at: now)
    }
    return admit(at: now)
  }

  /// A hold from outside the count: a call that was made cannot even be asked about.
  mutating func hold(_ caller: Caller, _ problem: Problem, at now: Timestamp) {
    put(caller, problem, at: now)
  }

  /// When the next trial is due, if somebody waits for one.
  func nextTrial() -> Timestamp? {
    holds.filter { hold in waiting.contains { hold.holds($0.provider, $0.model) } && !hasTrial(hold) }
      .map(\.until).min()
  }

  // MARK: - Who may go

  mutating func admit(at now: Timestamp) -> [Int] {
    var admitted: [Int] = []
    while let index = next(at: now) {
      let caller = waiting.remove(at: index)
      inside[caller.id] = caller
      turns += 1
      served[caller.project] = turns
      if holds.contains(where: { $0.holds(caller.provider, caller.model) }) { trials.insert(caller.id) }
      admitted.append(caller.id)
    }
    return admitted
  }

  private func next(at now: Timestamp) -> Int? {
    waiting.indices.filter { mayGo(waiting[$0], at: now) }.min { left, right in
      rank(waiting[left]) < rank(waiting[right])
    }
  }

  private func rank(_ caller: Caller) -> (Int, Int, Int) {
    (caller.urgency.rank, served[caller.project] ?? 0, caller.id)
  }

  private func mayGo(_ caller: Caller, at now: Timestamp) -> Bool {
    if caller.urgency == .made { return true }
    let busy = inside.values.count { $0.provider == caller.provider }
    guard busy < caller.places ?? places[caller.provider] ?? .max else { return false }
    return holds.filter { $0.holds(caller.provider, caller.model) }.allSatisfy { $0.until <= now && !hasTrial($0) }
  }

  private func hasTrial(_ hold: ProviderHold) -> Bool {
    trials.contains { id in inside[id].map { hold.holds($0.provider, $0.model) } ?? false }
  }

  // MARK: - Holds

  private mutating func fail(_ caller: Caller, _ problem: Problem, at now: Timestamp) {
    let scope = scope(caller, problem.code)
    var run = failures[scope] ?? Run(code: problem.code, count: 0)
    if run.code != problem.code { run = Run(code: problem.code, count: 0) }
    run.count += 1
    failures[scope] = run
    let isHeld = holds.contains { $0.holds(caller.provider, caller.model) }
    if isHeld || run.count >= Self.mostFailures { put(caller, problem, at: now) }
  }

  private mutating func put(_ caller: Caller, _ problem: Problem, at now: Timestamp) {
    let model = problem.code == .modelGone ? caller.model : nil
    let old = holds.first { $0.provider == caller.provider && $0.model == model }
    holds.removeAll { $0.provider == caller.provider && $0.model == model }
    holds.append(
      ProviderHold(
        provider: caller.provider, model: model, code: problem.code, message: problem.message, hint: problem.hint,
        since: old?.since ?? now, until: now.adding(trial)))
  }

  private mutating func postpone(_ caller: Caller, at now: Timestamp) {
    for index in holds.indices where holds[index].holds(caller.provider, caller.model) {
      holds[index].until = now.adding(trial)
    }
  }

  private mutating func clear(_ caller: Caller) {
    failures[caller.provider] = nil
    failures["\(caller.provider)/\(caller.model)"] = nil
    holds.removeAll { $0.holds(caller.provider, caller.model) }
  }

  private func scope(_ caller: Caller, _ code: Problem.Code) -> String {
    code == .modelGone ? "\(caller.provider)/\(caller.model)" : caller.provider
  }
}

extension Timestamp {
  fileprivate func adding(_ time: Duration) -> Timestamp {
    Timestamp(milliseconds: milliseconds + time.components.seconds * 1000)
  }
}
