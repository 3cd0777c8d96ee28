public import Execution
public import Foundation
import Media
public import Terms

/// Fetching the video, without the key: it lies where anyone may read it.
extension Fal {
  public func collect(
    _ answer: Data, _ call: Call, to destination: FilePath, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Collected {
    guard var result = try? PlainJSON.decode(FalResult.self, from: answer) else {
      throw Problem(
        .providerAnswer, "The answer of fal that was kept cannot be read.", hint: "Look at the request on fal.ai.")
    }
    let partial = PartialFile(for: destination)
    do {
      let cost = try bill(for: call).cost(ofVideo: result.units)
      let download = FalDownload(
        wire: try wire(), file: partial.path, isLocal: HTTPAddress(settings.queueURL)?.isLoopback ?? false,
        progress: progress)
      for _ in 1...Self.mostAddresses {
        if try await download.fetch(result) {
          try partial.commit()
          return Collected(cost: cost)
        }
        result = try await renewed(result, call)
      }
    } catch let problem as Problem where problem.code != .requestGone {
      // The video is there and paid: whatever is in the way now is gone round later.
      throw CallPause(problem)
    }
    throw CallPause(Self.notThere(result))
  }

  /// How many addresses of one video are tried before a person has to look.
  private static let mostAddresses = 4

  /// The result once more: its address may be another by now.
  private func renewed(_ result: FalResult, _ call: Call) async throws -> FalResult {
    let addresses = try own(result.address, or: queue.handle(of: result.request, app: app).result)
    let job = FalJob(
      id: result.request, statuses: [], results: addresses, wire: try wire(), bill: try bill(for: call))
    do { return try await job.result(after: nil) } catch let failure as CallFailure {
      // It ended well before: what fal says now is about its storage.
      throw CallPause(failure.problem)
    }
  }

  private static func notThere(_ result: FalResult) -> Problem {
    Problem(
      .downloadFailed, "The video of request \(result.request) cannot be downloaded: fal's address of it has gone.",
      hint: "Look at the request on fal.ai; the download is tried again after a restart.")
  }

  public func cancel(_ handle: CallHandle) async throws -> Withdrawal {
    let address = handle.cancel ?? queue.handle(of: handle.id, app: app).cancel ?? ""
    guard let own = queue.own(address) else { throw queue.foreign(address) }
    let wire = try wire()
    let reply = try await wire.ask(.cancel, wire.request("PUT", own, body: .data(Data())))
    let said = reply.response.flatMap { JSONValue($0.body)?["status"]?.text }
    switch (reply.response?.status, said) {
    case (202, _), (_, "CANCELLATION_REQUESTED"): return .requested
    case (400, _), (_, "ALREADY_COMPLETED"): return .tooLate
    case (200, _): return .withdrawn
    case (404, _), (405, _), (410, _): return .impossible
    default: throw reply.problem("cancel request \(handle.id)")
    }
  }
}
