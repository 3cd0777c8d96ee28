import Foundation
import Terms
import TestSupport
import Testing

@testable import Execution

@Suite("The desk that all calls pass")
struct ProviderDeskTests {
  private static let start = Timestamp(milliseconds: 1_000_000)
  private static let projects = (1...3).map { ULID(at: Timestamp(milliseconds: Int64($0))) }
  private static let refused = Problem(.keyRefused, "The key is refused.", hint: "Mend it.")

  private func caller(
    _ id: Int, _ project: Int = 0, _ urgency: Urgency = .request, provider: String = "fal", model: String = "kling"
  ) -> DeskLine.Caller {
    DeskLine.Caller(
      id: id, provider: provider, model: model, project: Self.projects[project], urgency: urgency)
  }

  private func time(_ seconds: Int64) -> Timestamp {
    Timestamp(milliseconds: Self.start.milliseconds + seconds * 1000)
  }

  /// The order in which those who wait behind one that is inside are let in, one at a time.
  private func order(_ callers: [DeskLine.Caller]) -> [Int] {
    var line = DeskLine(places: ["fal": 1], trial: .seconds(600))
    #expect(line.enter(caller(0, 2), at: Self.start) == [0])
    for one in callers { #expect(line.enter(one, at: Self.start).isEmpty) }
    var order: [Int] = []
    var inside = 0
    for _ in callers {
      guard let next = line.leave(inside, nil, isProof: true, at: Self.start).first else { break }
      order.append(next)
      inside = next
    }
    return order
  }

  @Test("No more calls of a provider go on than it has places, and other providers are not held up")
  func places() {
    var line = DeskLine(places: ["fal": 2], trial: .seconds(600))
    #expect(line.enter(caller(1), at: Self.start) == [1])
    #expect(line.enter(caller(2), at: Self.start) == [2])
    #expect(line.enter(caller(3), at: Self.start) == [])
    #expect(line.enter(caller(4, provider: "gemini"), at: Self.start) == [4])
    #expect(line.leave(1, nil, isProof: true, at: Self.start) == [3])
  }

  @Test("Calls of the same body have one place, whatever their providers have")
  func bodies() {
    var line = DeskLine(places: [:], trial: .seconds(600))
    func body(_ id: Int, _ name: String) -> DeskLine.Caller {
      var caller = caller(id, provider: "body \(name)", model: "")
      caller.places = 1
      return caller
    }
    #expect(line.enter(body(1, "a"), at: Self.start) == [1])
    #expect(line.enter(body(2, "a"), at: Self.start) == [])
    #expect(line.enter(body(3, "b"), at: Self.start) == [3])
    #expect(line.leave(1, nil, isProof: false, at: Self.start) == [2])
  }

  @Test("Projects take turns, however many calls one of them has waiting")
  func fairness() {
    let many = (1...4).map { caller($0, 0) }
    #expect(order(many + [caller(5, 1), caller(6, 1)]) == [1, 5, 2, 6, 3, 4])
  }

  @Test("A pick goes before what was asked for in bulk, and what a restart has to fetch never waits")
  func urgency() {
    #expect(order([caller(1, 0, .bulk), caller(2, 0, .request), caller(3, 0, .pick)]) == [3, 2, 1])
    var line = DeskLine(places: ["fal": 1], trial: .seconds(600))
    _ = line.enter(caller(1), at: Self.start)
    #expect(line.enter(caller(2, 0, .made), at: Self.start) == [2])
    #expect(line.leave(2, nil, isProof: true, at: Self.start) == [])
  }

  @Test(
    "After three like failures in a row a provider is held, and only for reasons that last",
    arguments: [
      (Problem.Code.keyRefused, true), (.keyMissing, true), (.noBalance, true), (.modelGone, true), (.quotaDay, true),
      (.contentBlocked, false), (.providerDown, false), (.rateLimited, false), (.cancelled, false),
    ])
  func held(code: Problem.Code, isHeld: Bool) {
    var line = DeskLine(places: [:], trial: .seconds(600))
    let problem = Problem(code, "No.", hint: "Mend it.")
    for id in 1...3 {
      #expect(line.enter(caller(id), at: Self.start) == [id])
      _ = line.leave(id, problem, isProof: false, at: Self.start)
    }
    #expect(line.holds.map(\.code) == (isHeld ? [code] : []))
    #expect(line.enter(caller(4), at: Self.start) == (isHeld ? [] : [4]))
  }

  @Test("Two like failures and another, or one that went well between them, hold nothing")
  func unlike() {
    var line = DeskLine(places: [:], trial: .seconds(600))
    let problems: [Problem?] = [
      Self.refused, Self.refused, nil, Self.refused, Self.refused, Problem(.noBalance, "Empty.", hint: "Pay."),
    ]
    for (id, problem) in problems.enumerated() {
      _ = line.enter(caller(id), at: Self.start)
      _ = line.leave(id, problem, isProof: problem == nil, at: Self.start)
    }
    #expect(line.holds.isEmpty)
  }

  /// A line with a hold and three that wait.
  private func heldLine() -> DeskLine {
    var line = DeskLine(places: [:], trial: .seconds(600))
    for id in 1...3 {
      _ = line.enter(caller(id), at: Self.start)
      _ = line.leave(id, Self.refused, isProof: false, at: Self.start)
    }
    for id in 4...6 { #expect(line.enter(caller(id), at: Self.start).isEmpty) }
    return line
  }

  @Test("One call is tried after a while; where it goes well, all that waits goes on")
  func trial() {
    var line = heldLine()
    #expect(line.nextTrial() == time(600))
    #expect(line.admit(at: time(599)) == [])
    #expect(line.admit(at: time(600)) == [4])
    #expect(line.admit(at: time(700)) == [])
    #expect(line.leave(4, nil, isProof: true, at: time(701)) == [5, 6])
    #expect(line.holds.isEmpty)
  }

  @Test("Where the trial fails too, the provider is left alone for as long again", arguments: [true, false])
  func failedTrial(isLike: Bool) {
    var line = heldLine()
    #expect(line.admit(at: time(600)) == [4])
    #expect(line.leave(4, isLike ? Self.refused : nil, isProof: false, at: time(610)) == [])
    #expect(line.nextTrial() == time(1210))
    #expect(line.holds.first?.since == Self.start)
    #expect(line.admit(at: time(1210)) == [5])
  }

  @Test("A model that is gone holds its own calls alone")
  func model() {
    var line = DeskLine(places: [:], trial: .seconds(600))
    for id in 1...3 {
      _ = line.enter(caller(id, model: "old"), at: Self.start)
      _ = line.leave(id, Problem(.modelGone, "Gone.", hint: "Choose."), isProof: false, at: Self.start)
    }
    #expect(line.enter(caller(4, model: "old"), at: Self.start) == [])
    #expect(line.enter(caller(5, model: "new"), at: Self.start) == [5])
    #expect(line.leave(5, nil, isProof: true, at: Self.start) == [])
    #expect(line.holds.map(\.model) == ["old"])
  }

  @Test("Whoever is cancelled while waiting leaves the line, and the next has the turn")
  func cancelled() async throws {
    let desk = ProviderDesk(places: ["scripted": 1])
    let provider = ScriptedProvider(isRepeatable: true)
    let (inside, goOn) = (Signal(), Signal())
    let project = Self.projects[0]
    let first = Task {
      try await desk.turn(provider, for: project, .request) {
        inside.give()
        await goOn.wait()
      }
    }
    await inside.wait()
    let second = Task {
      try await desk.turn(provider, for: project, .request) { Issue.record("It had been cancelled.") }
    }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    let third = Task { try await desk.turn(provider, for: project, .request) { 3 } }
    goOn.give()
    try await first.value
    #expect(try await third.value == 3)
  }

  @Test("A held provider is tried again by itself when the time has come")
  func time() async throws {
    let desk = ProviderDesk(trial: .zero)
    let provider = ScriptedProvider(isRepeatable: false)
    for _ in 1...3 {
      await #expect(throws: CallFailure.self) {
        try await desk.turn(provider, for: Self.projects[0], .request) {
          throw CallFailure(Self.refused, cost: nil)
        }
      }
    }
    #expect(desk.holds.map(\.provider) == ["scripted"])
    #expect(try await desk.turn(provider, for: Self.projects[0], .request) { 1 } == 1)
    #expect(desk.holds.isEmpty)
  }
}
