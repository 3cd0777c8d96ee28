import DurableFiles
public import Foundation
public import Terms

/// One call as a provider is given it.
public struct Call: Hashable, Sendable {
  public let order: Order
  public let key: StepKey
  /// Where an answer is kept that comes with the call itself.
  public let answer: AnswerFile

  public init(order: Order, key: StepKey, answer: AnswerFile) {
    self.order = order
    self.key = key
    self.answer = answer
  }
}

/// The file of a raw answer that comes with the call itself: it is whole and durable before anything in it is read.
public struct AnswerFile: Hashable, Sendable {
  public let path: FilePath

  public init(_ path: FilePath) { self.path = path }

  /// Where the answer is written to while it arrives.
  public var temporary: FilePath { path.parent / ".starsend-\(path.name.display).part" }

  /// Whether an answer arrived whole.
  public var isThere: Bool { FileStatus.of(path) != nil }

  /// Makes the folder and clears what an earlier attempt left of an answer that never became whole.
  public func begin() async throws {
    try await offPool {
      try Folder.make(path.parent, levels: 4)
      DurableFile.remove(temporary)
    }
  }

  /// Makes the temporary file durable and gives it its name; an answer that was kept before stays.
  public func keep() async throws {
    try await offPool { try DurableFile.publish(temporary, as: path) }
  }

  func remove() async throws {
    try await offPool {
      DurableFile.remove(temporary)
      DurableFile.remove(path)
    }
  }
}

/// A provider's id of a call, and the addresses to ask about it as the provider gave them.
public struct CallHandle: Hashable, Sendable, Codable {
  public let id: String
  public let status: String?
  public let result: String?
  public let cancel: String?

  public init(id: String, status: String? = nil, result: String? = nil, cancel: String? = nil) {
    self.id = id
    self.status = status
    self.result = result
    self.cancel = cancel
  }
}

/// A call that was sent, or perhaps sent, and whose answer was lost.
public struct LostCall: Hashable, Sendable {
  /// The exact bytes that were to be sent; nil where they were too many to be kept.
  public let body: Data?
  public let submittedAt: Timestamp
  /// The provider's ids of the calls that belong to other takes.
  public let known: Set<String>

  public init(body: Data?, submittedAt: Timestamp, known: Set<String>) {
    self.body = body
    self.submittedAt = submittedAt
    self.known = known
  }
}

/// What came of a call.
public struct Collected: Hashable, Sendable {
  public let cost: Money
  /// The file as the provider sent it, where the artifact is a conversion of it. It lies beside the artifact, under its
  /// name with `.original` and an ending of its own added.
  public let original: FilePath?

  public init(cost: Money, original: FilePath? = nil) {
    self.cost = cost
    self.original = original
  }
}

/// What a provider says to a cancel.
public enum Withdrawal: Hashable, Sendable {
  /// It never ran and costs nothing.
  case withdrawn
  /// It may still finish and be billed, so its end is waited for.
  case requested
  /// It has finished already and can be fetched.
  case tooLate
  /// The provider knows of no such thing.
  case impossible
}

/// Nothing was decided about a call that was made, and nothing can be for now, such as where the key is refused while
/// it is asked about: the take stays as it is, and it is asked again later.
public struct CallPause: Error, Hashable, Sendable {
  public let problem: Problem

  public init(_ problem: Problem) { self.problem = problem }
}

/// A call as it would be sent, for people; the key is not in it.
public struct CallDraft: Hashable, Sendable, Encodable {
  public let method: String
  public let url: String
  public let headers: [String: String]
  /// JSON; what is not uploaded or read yet is named in it.
  public let body: String
  /// The most that it can cost.
  public let estimate: Money
  public let notes: [String]

  public init(
    method: String, url: String, headers: [String: String], body: String, estimate: Money, notes: [String] = []
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.estimate = estimate
    self.notes = notes
  }

  private enum CodingKeys: String, CodingKey {
    case method, url, headers, body, notes
    case estimate = "estimate_usd"
  }
}
