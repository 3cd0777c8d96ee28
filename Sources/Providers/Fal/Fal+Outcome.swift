public import Execution
public import Foundation
import Terms

/// Waiting for a call, however long it takes.
extension Fal {
  public func outcome(
    of handle: CallHandle, _ call: Call, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Data {
    let job = try job(handle, call)
    var waits = PollWaits(first: settings.pollSeconds)
    while true {
      let state = try await job.state()
      progress(waits.progress(of: state, of: job.bill.seconds, pace: job.bill.pace))
      if case .completed(let error) = state { return try PlainJSON.line(try await job.result(after: error)) }
      try await pace.sleep(waits.next(after: state))
    }
  }

  /// Throws `CallPause` where nothing can be asked for now.
  private func job(_ handle: CallHandle, _ call: Call) throws(CallPause) -> FalJob {
    let built = queue.handle(of: handle.id, app: app)
    do throws(Problem) {
      return FalJob(
        id: handle.id, statuses: try own(handle.status, or: built.status),
        results: try own(handle.result, or: built.result), wire: try wire(), bill: try bill(for: call))
    } catch { throw CallPause(error) }
  }

  /// The addresses to ask at, the one that fal named first; refused where that is on another host.
  func own(_ named: String?, or built: String?) throws(Problem) -> [String] {
    let addresses = [named, built].compactMap { $0 }
    for address in addresses where queue.own(address) == nil { throw queue.foreign(address) }
    return addresses.first == addresses.last ? Array(addresses.prefix(1)) : addresses
  }

  /// What a call costs that was made: its limits may be others by now, and are not looked at again.
  func bill(for call: Call) throws(Problem) -> FalBill {
    let model = try kling()
    guard case .video(let order) = call.order else { return FalBill(seconds: 0, second: .zero, pace: model.pace) }
    let seconds = order.shotPrompts.reduce(0.0) { $0 + $1.duration }
    return FalBill(
      seconds: (1...3600).contains(seconds) ? Int(seconds.rounded(.up)) : 0,
      second: model.price?.second(withAudio: settings.generateAudio && model.hasAudio) ?? .zero, pace: model.pace)
  }
}

/// How long is waited between two looks at a call: as configured at first, up to fifteen seconds after ten minutes.
struct PollWaits {
  private let first: Double
  private static let last = 15.0
  private static let growing = 600.0
  private var waited = 0.0
  private var working = 0.0
  private var shown = 0.0

  /// - Parameter first: seconds.
  init(first: Double) { self.first = first.isFinite ? min(max(first, 0.05), 3600) : 3 }

  mutating func next(after state: FalJob.State) -> Duration {
    let grown = first + (max(Self.last, first) - first) * min(waited / Self.growing, 1)
    var asked = 0.0
    if case .pending(_, _, let wait?) = state { asked = Double(wait.components.seconds) }
    let seconds = max(grown, asked)
    waited += seconds
    if case .pending(nil, true, _) = state { working += seconds }
    return .milliseconds(Int64(seconds * 1000))
  }

  /// From 0 to 1, never less than before.
  /// - Parameters:
  ///   - seconds: of video.
  ///   - pace: the seconds that one of them takes as a rule.
  mutating func progress(of state: FalJob.State, of seconds: Int, pace: Double) -> Double {
    let now =
      switch state {
      case .pending(let position?, _, _): 0.05 / Double(max(position, 0) + 1)
      case .pending(nil, false, _): 0.0
      case .pending(nil, true, _): 0.05 + 0.9 * (1 - exp(-1.5 * working / (Double(max(seconds, 1)) * max(pace, 1))))
      case .completed: 1.0
      }
    shown = max(shown, now)
    return shown
  }
}
