import Testing

@testable import Providers

@Suite("What is done after a call that did not go well")
struct RetryTableTests {
  struct Row: CustomTestStringConvertible {
    let call: CallKind
    let outcome: CallOutcome
    var tries = 1
    let action: RetryAction

    init(_ call: CallKind, _ outcome: CallOutcome, tries: Int = 1, _ action: RetryAction) {
      (self.call, self.outcome, self.tries, self.action) = (call, outcome, tries, action)
    }

    var testDescription: String { "\(call), \(outcome), try \(tries): \(action)" }
  }

  private static let now = RetryAction.again(least: .zero)
  private static let never = CallOutcome.failed(.neverConnected, wasSent: false)
  private static let cut = CallOutcome.failed(.cut, wasSent: true)
  private static let late = CallOutcome.failed(.deadline, wasSent: true)
  private static let stopped = CallOutcome.failed(.cancelled, wasSent: false)
  private static let stoppedLate = CallOutcome.failed(.cancelled, wasSent: true)
  private static let fullDisk = CallOutcome.failed(.local, wasSent: true)
  private static let noFile = CallOutcome.failed(.local, wasSent: false)

  static let fal: [Row] =
    [
      // A name, a connection, encryption: nothing was sent.
      Row(.falSubmit, never, now), Row(.falSubmit, never, tries: 7, now), Row(.falSubmit, never, tries: 8, .giveUp),
      Row(.falSubmit, .answered(429), now),
      Row(.falSubmit, .answered(429, wait: .seconds(9)), .again(least: .seconds(9))),
      Row(.falSubmit, .answered(429), tries: 8, .giveUp),
      Row(.falSubmit, .answered(200), .use),
      Row(.falSubmit, cut, .lookUp), Row(.falSubmit, late, .lookUp), Row(.falSubmit, .unreadable, .lookUp),
      Row(.falSubmit, stoppedLate, .lookUp), Row(.falSubmit, fullDisk, .lookUp),
      Row(.falSubmit, .failed(.tooLarge, wasSent: true), .lookUp),
      Row(.falSubmit, stopped, .stopped), Row(.falSubmit, noFile, .giveUp),
      Row(.falSubmit, .answered(408), .lookUp), Row(.falSubmit, .answered(409), .lookUp),
      Row(.falSubmit, .answered(499), .lookUp), Row(.falSubmit, .answered(302), .lookUp),
    ] + [400, 401, 402, 403, 404, 405, 413, 422].map { Row(.falSubmit, .answered($0), .giveUp) }
    + [500, 502, 503, 504, 599].map { Row(.falSubmit, .answered($0), .lookUp) }

  static let gemini: [Row] =
    [
      Row(.geminiSubmit, never, now), Row(.geminiSubmit, never, tries: 3, .giveUp),
      Row(.geminiSubmit, .answered(200), .use),
      Row(.geminiSubmit, .answered(429, wait: .seconds(34)), .again(least: .seconds(34))),
      Row(.geminiSubmit, .answered(429), tries: 2, now), Row(.geminiSubmit, .answered(429), tries: 3, .giveUp),
      Row(.geminiSubmit, .quotaOfTheDay, .giveUp),
      Row(.geminiSubmit, .answered(503), now), Row(.geminiSubmit, .answered(503), tries: 2, now),
      Row(.geminiSubmit, .answered(503), tries: 3, .giveUp),
      Row(.geminiSubmit, .answered(500), now), Row(.geminiSubmit, .answered(500), tries: 2, .giveUp),
      Row(.geminiSubmit, .answered(504), now), Row(.geminiSubmit, .answered(504), tries: 2, .giveUp),
      Row(.geminiSubmit, .answered(502), .unknown), Row(.geminiSubmit, .answered(408), .unknown),
      Row(.geminiSubmit, .answered(499), .unknown), Row(.geminiSubmit, .answered(302), .unknown),
      Row(.geminiSubmit, cut, .unknown), Row(.geminiSubmit, late, .unknown), Row(.geminiSubmit, .unreadable, .unknown),
      Row(.geminiSubmit, stoppedLate, .unknown), Row(.geminiSubmit, fullDisk, .unknown),
      Row(.geminiSubmit, .failed(.tooLarge, wasSent: true), .unknown),
      Row(.geminiSubmit, stopped, .stopped), Row(.geminiSubmit, noFile, .giveUp),
    ] + [400, 403, 404].map { Row(.geminiSubmit, .answered($0), .giveUp) }

  static let reading: [Row] = [CallKind.poll, .result, .cancel].flatMap { call in
    // A cancel is asked for only some times; what was paid is read for ever.
    let late = call == .cancel ? 3 : 1000
    return [
      Row(call, .answered(200), .use), Row(call, .answered(202), .use), Row(call, .tooEarly, now),
      Row(call, never, tries: late, now), Row(call, cut, tries: late, now), Row(call, Self.late, tries: late, now),
      Row(call, .unreadable, tries: late, now), Row(call, .answered(429), tries: late, now),
      Row(call, .answered(503, wait: .seconds(5)), .again(least: .seconds(5))),
      Row(call, .answered(500), tries: late, now), Row(call, .answered(401), .pause), Row(call, .answered(403), .pause),
      Row(call, .answered(404), .gone), Row(call, .answered(410), .gone), Row(call, .answered(422), .giveUp),
      Row(call, .answered(405), .giveUp), Row(call, .answered(302), .giveUp), Row(call, .modelFailed, .giveUp),
      Row(call, stopped, .stopped), Row(call, stoppedLate, .stopped), Row(call, fullDisk, .pause),
    ]
  }

  static let files: [Row] = [
    Row(.download, .answered(200), .use), Row(.download, cut, tries: 1000, now),
    Row(.download, never, tries: 1000, now),
    Row(.download, late, tries: 1000, now), Row(.download, .answered(503), tries: 1000, now),
    Row(.download, .answered(429, wait: .seconds(3)), .again(least: .seconds(3))),
    Row(.download, .answered(403), .freshAddress), Row(.download, .answered(404), .freshAddress),
    Row(.download, .answered(302), .freshAddress), Row(.download, fullDisk, .pause),
    Row(.download, .failed(.tooLarge, wasSent: true), .pause), Row(.download, stoppedLate, .stopped),
    Row(.upload, .answered(200), .use), Row(.upload, cut, now), Row(.upload, cut, tries: 5, now),
    Row(.upload, cut, tries: 6, .giveUp), Row(.upload, .answered(500), tries: 5, now),
    Row(.upload, .answered(500), tries: 6, .giveUp),
    Row(.upload, .answered(429, wait: .seconds(2)), .again(least: .seconds(2))),
    Row(.upload, .answered(401), .giveUp), Row(.upload, .answered(413), .giveUp), Row(.upload, noFile, .giveUp),
    Row(.upload, .unreadable, now), Row(.upload, stoppedLate, .stopped),
    Row(.list, .answered(200), .use), Row(.list, cut, now), Row(.list, cut, tries: 6, .unknown),
    Row(.list, .answered(500), tries: 6, .unknown), Row(.list, .answered(401), .unknown),
    Row(.list, .answered(404), .unknown), Row(.list, .unreadable, tries: 6, .unknown), Row(.list, stopped, .stopped),
  ]

  @Test("is what the table says", arguments: fal + gemini + reading + files)
  func row(_ row: Row) {
    #expect(RetryTable.action(for: row.call, after: row.outcome, tries: row.tries) == row.action)
  }

  private static let everything: [CallOutcome] =
    HTTPFailure.Kind.allCases.flatMap { [.failed($0, wasSent: true), .failed($0, wasSent: false)] }
    + (100..<600).flatMap { [.answered($0), .answered($0, wait: .seconds(1))] }
    + [.unreadable, .quotaOfTheDay, .tooEarly, .modelFailed]

  @Test("never pays a second time for what may have been accepted", arguments: 1...10)
  func neverTwice(tries: Int) {
    for outcome in Self.everything {
      if case .again = RetryTable.action(for: .falSubmit, after: outcome, tries: tries) {
        #expect(outcome == Self.never || outcome == .answered(429) || outcome == .answered(429, wait: .seconds(1)))
      }
      guard case .failed(_, wasSent: true) = outcome else { continue }
      #expect(RetryTable.action(for: .falSubmit, after: outcome, tries: tries) == .lookUp)
      #expect(RetryTable.action(for: .geminiSubmit, after: outcome, tries: tries) == .unknown)
    }
  }

  @Test("comes to an end with every paid call, upload and list", arguments: CallKind.allCases)
  func bounded(call: CallKind) {
    for outcome in Self.everything where RetryTable.most[call] != nil {
      if case .again = RetryTable.action(for: call, after: outcome, tries: 8) { Issue.record("\(outcome)") }
    }
  }

  @Test("asks for a cancel four times, and then follows the call", arguments: [1, 3, 4, 9])
  func cancel(tries: Int) {
    let action = RetryTable.action(for: .cancel, after: .answered(503), tries: tries)
    #expect(action == (tries < 4 ? .again(least: .zero) : .pause))
    #expect(RetryTable.action(for: .cancel, after: .answered(200), tries: tries) == .use)
  }

  @Test("never gives up what was paid because of the network", arguments: [CallKind.poll, .result, .download])
  func neverLost(call: CallKind) {
    for kind in HTTPFailure.Kind.allCases {
      let action = RetryTable.action(for: call, after: .failed(kind, wasSent: true), tries: 100_000)
      #expect(action == Self.now || action == .pause || action == .stopped)
    }
  }

  @Test("waits twice as long each time, up to the cap, and never less than it was asked to")
  func backoff() {
    let backoff = Backoff(first: .seconds(1), cap: .seconds(60))
    #expect(
      (1...9).map { backoff.wait(after: $0, jitter: 1) } == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
    #expect(backoff.wait(after: 3, jitter: 0) == .seconds(3))
    #expect(backoff.wait(after: .max, jitter: 0.5) <= .seconds(60))
    #expect(backoff.wait(after: .min, jitter: -9) == .milliseconds(750))
    #expect(backoff.wait(after: 1, jitter: 0, least: .seconds(90)) == .seconds(90))
  }
}
