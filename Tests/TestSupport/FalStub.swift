public import Foundation
import Synchronization
public import Terms

/// fal.ai on this machine: its queue, its storage, its list of calls and its prices on one port, and on another, as if it were
/// another host, the files that are uploaded and made.
///
/// It accepts whatever the queue would accept, keeps account of it, and holds each call against the model's schema: what
/// does not fit ends as it does at fal, and stands in `violations`. It makes real videos.
public final class FalStub: Sendable {
  /// What is asked of it.
  public enum Ask: String, Sendable, CaseIterable {
    case submit, status, result, cancel, list, pricing, initiate, put, download
  }

  /// What goes wrong with one request.
  public enum Fault: Sendable {
    /// Answered so, and nothing is done.
    case instead(LoopbackServer.Reply)
    /// Carried out, and then answered so.
    case after(LoopbackServer.Reply)
    /// Carried out, and the answer cut, held up or slowed.
    case broken(LoopbackServer.Reply.Fault)

    /// The request is read whole and the connection closed; nothing is done.
    public static let cutBefore = Fault.instead(LoopbackServer.Reply(fault: .cutAfterBody))
    /// Carried out, and the connection closed without a word.
    public static let cutAfter = Fault.broken(.cutAfterBody)

    public static func status(_ status: Int, _ json: String = "{}", headers: [(name: String, value: String)] = [])
      -> Fault
    {
      .instead(LoopbackServer.Reply(status, headers: headers, body: Data(json.utf8)))
    }
  }

  /// What becomes of a call that was accepted.
  public enum Fate: Sendable {
    case video
    /// COMPLETED with an error, and its result says the same.
    case failed(status: Int, type: String, detail: String)
    /// COMPLETED, and the result is answered so.
    case replay(status: Int, json: String, headers: [(name: String, value: String)] = [])
    /// COMPLETED with an error, while the result knows nothing.
    case lost(type: String)
  }

  /// How it behaves; may be changed while it runs.
  public struct Manner: Sendable {
    /// What the status says, look by look, before COMPLETED.
    public var states = ["IN_QUEUE", "IN_PROGRESS"]
    /// The size of its videos.
    public var size = PixelSize(width: 426, height: 240)
    /// Served as every video instead of a real one.
    public var video: Data?
    public var namesFileSize = true
    /// Whether results say what was counted.
    public var namesUnits = false
    /// So many times the list does not show a new call yet.
    public var listLag = 0
    /// Calls on one page of the list.
    public var pageSize = 100
    /// What goes wrong by the kind of request and its number, from 1, where nothing was ordered by `fault`.
    /// It must not ask the stub for anything: that waits for it.
    public var weather: @Sendable (Ask, Int) -> Fault? = { _, _ in nil }
  }

  let desk: FalStubDesk
  private let files: LoopbackServer
  private let service: LoopbackServer

  /// - Parameters:
  ///   - key: the only one that is taken, such as `id:secret`.
  ///   - port: of the service; 0 for any.
  public init(key: String = "kid-0000:secret-1111", port: UInt16 = 0) throws {
    let desk = FalStubDesk(key: key)
    self.desk = desk
    files = try LoopbackServer { desk.file($0) }
    desk.filesURL.withLock { [url = files.url] in $0 = url }
    service = try LoopbackServer(port: port) { desk.serve($0) }
  }

  public var key: String { desk.key }
  public var queueURL: String { service.url }
  public var restURL: String { service.url }
  public var apiURL: String { service.url }
  public var filesURL: String { files.url }

  /// Every request to the service, oldest first.
  public var received: [LoopbackServer.Received] { service.received }

  /// Waits until the service has had so many requests.
  @discardableResult
  public func request(_ number: Int) async -> LoopbackServer.Received { await service.request(number) }

  public func stop() {
    service.stop()
    files.stop()
  }
}

// MARK: - Orders to it

extension FalStub {
  public func change(_ change: (inout Manner) -> Void) { desk.books.withLock { change(&$0.manner) } }

  /// The next so many requests of that kind go wrong so, after those that were ordered before.
  public func fault(_ ask: Ask, _ fault: Fault, times: Int = 1) {
    desk.books.withLock { $0.faults[ask, default: []] += Array(repeating: fault, count: times) }
  }

  /// The fate of the next call that is accepted and has none yet.
  public func fate(_ fate: Fate) { desk.books.withLock { $0.fates.append(fate) } }

  /// Somebody else's call of the same content, as the list shows it.
  public func twin(of id: String) { desk.books.withLock { $0.twin(of: id) } }

  /// The files of all videos go to another address, as if the old one had expired.
  public func moveVideos() { desk.books.withLock { $0.move += 1 } }
}

// MARK: - What it has seen

extension FalStub {
  /// One call that it accepted.
  public struct Accepted: Sendable {
    public let id: String
    /// Such as `fal-ai/kling-video/o3/standard/image-to-video`.
    public let endpoint: String
    public let body: Data
    public let time: Timestamp
    /// What it is billed with by now.
    public let price: Money
  }

  /// All calls that it accepted, oldest first.
  public var accepted: [Accepted] { desk.books.withLock { $0.jobs.filter { !$0.isTwin }.map(\.accepted) } }

  /// What all of them cost.
  public var bill: Money { accepted.reduce(.zero) { $0 + $1.price } }

  /// How many requests of that kind came, those included that went wrong.
  public func count(_ ask: Ask) -> Int { desk.books.withLock { $0.counts[ask] ?? 0 } }

  /// What a call did not keep to, of the schema or of what this project promises.
  public var violations: [String] { desk.books.withLock { $0.violations } }

  /// Requests that carried the key where it has no business.
  public var leaks: [String] { desk.books.withLock { $0.leaks } }

  /// The contents that were uploaded, by their address.
  public var uploads: [String: Data] { desk.books.withLock { $0.uploads.mapValues(\.bytes) } }

  /// The wishes for a lifecycle that came with uploads.
  public var lifecycles: [String] { desk.books.withLock { $0.lifecycles } }
}
