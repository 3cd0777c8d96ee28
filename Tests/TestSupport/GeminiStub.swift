public import Foundation
import Synchronization
public import Terms

/// Google's Gemini API on this machine, as far as pictures go: it looks at each request as the real one would, answers
/// with real pictures, keeps a bill, and goes wrong in every way that a test asks for.
public final class GeminiStub: Sendable {
  /// One request for a picture, as the service understood it.
  public struct Asked: Sendable {
    /// From 1, in the order in which they came.
    public let number: Int
    public let model: String
    /// All texts, the prompt first.
    public let texts: [String]
    /// The bytes of the reference pictures, in their order.
    public let references: [Data]
    public let aspectRatio: String
    /// Nil where none was named.
    public let imageSize: String?
    public let body: Data

    /// The grid that the prompt asks for; one panel where it asks for none.
    public var layout: GridLayout { GridLayout(readingPrompt: texts.first ?? "") }
  }

  /// One accepted call: what it costs whether or not its answer ever arrives.
  public struct Accepted: Sendable {
    public let number: Int
    /// SHA-256 of the request's body.
    public let bodySHA256: String
    public let price: Money
    public let time: Timestamp
  }

  struct Books {
    var asked: [Asked] = []
    var bill: [Accepted] = []
    var planned: [Reaction] = []
  }

  /// All that outlives a request; the server's threads hold it, not the stub.
  final class Office: Sendable {
    let key: String
    let models: Set<String>
    let shrink: Int
    let rule: @Sendable (Asked) -> Reaction?
    let books = Mutex(Books())

    init(key: String, models: Set<String>, shrink: Int, rule: @escaping @Sendable (Asked) -> Reaction?) {
      self.key = key
      self.models = models
      self.shrink = shrink
      self.rule = rule
    }
  }

  public let server: LoopbackServer
  private let office: Office

  /// - Parameters:
  ///   - key: the only one that is taken.
  ///   - models: those that are there.
  ///   - shrink: by what the sides of the real pictures of the size 1K are divided, so that tests are quick; 1 for
  ///     options that are large enough for a video.
  ///   - port: a fixed one, to come back after a restart; 0 for any.
  ///   - rule: what happens to a request that no reaction was planned for; nil answers with a picture.
  public init(
    key: String = "AIza-stub-key-0123456789", models: Set<String> = GeminiStub.currentModels, shrink: Int = 4,
    port: UInt16 = 0,
    rule: @escaping @Sendable (Asked) -> Reaction? = { _ in nil }
  ) throws {
    let office = Office(key: key, models: models, shrink: max(shrink, 1), rule: rule)
    self.office = office
    server = try LoopbackServer(port: port) { office.answer($0) }
  }

  public static let currentModels: Set<String> = [
    "gemini-3-pro-image", "gemini-3.1-flash-lite-image", "gemini-nano-banana-2.1",
  ]

  public var url: String { server.url }
  public var key: String { office.key }

  /// What the next requests for a picture meet, in their order; after that it is as the rule says.
  public func plan(_ reactions: Reaction...) { office.books.withLock { $0.planned += reactions } }

  /// The requests for a picture that could be understood, accepted or not.
  public var asked: [Asked] { office.books.withLock { $0.asked } }

  /// The accepted calls, oldest first.
  public var bill: [Accepted] { office.books.withLock { $0.bill } }

  /// What they cost together.
  public var total: Money { bill.reduce(.zero) { $0 + $1.price } }

  /// How often anything was posted, understood or not.
  public var posts: Int { server.received.filter { $0.method == "POST" }.count }
}

extension GridLayout {
  /// The first `2x3 grid` of a prompt.
  fileprivate init(readingPrompt prompt: String) {
    let match = prompt.firstMatch(of: /([1-6])x([1-6]) grid/)
    let read = match.flatMap { GridLayout(rows: Int($0.1) ?? 1, columns: Int($0.2) ?? 1) }
    self = read ?? GridLayout(rows: 1, columns: 1) ?? .quadrants
  }
}
