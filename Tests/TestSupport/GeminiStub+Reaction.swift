public import Foundation

extension GeminiStub {
  /// What becomes of one request that is in order.
  public struct Reaction: Sendable {
    public var answer: Answer
    /// What goes wrong on the wire; the call is accepted, and billed, all the same.
    public var fault: LoopbackServer.Reply.Fault?
    public var headers: [(name: String, value: String)] = []

    public init(_ answer: Answer, fault: LoopbackServer.Reply.Fault? = nil) {
      self.answer = answer
      self.fault = fault
    }

    /// A picture, as the model makes it.
    public static var picture: Reaction { Reaction(.picture(Look())) }
    public static func picture(_ look: Look) -> Reaction { Reaction(.picture(look)) }
    /// A picture that is paid for, and does not get through.
    public static func lost(_ fault: LoopbackServer.Reply.Fault) -> Reaction {
      Reaction(.picture(Look()), fault: fault)
    }
    public static func blockedPrompt(_ reason: String) -> Reaction { Reaction(.blockedPrompt(reason)) }
    public static func ended(
      _ reason: String?, message: String? = nil, content: Content = .empty, words: String? = nil
    ) -> Reaction {
      Reaction(.ended(Ending(reason: reason, message: message, content: content, words: words)))
    }
    /// A success with exactly these bytes.
    public static func bytes(_ body: Data) -> Reaction { Reaction(.bytes(body)) }
    public static func refusal(_ refusal: Refusal) -> Reaction { Reaction(.refusal(refusal)) }
  }

  public enum Answer: Sendable {
    case picture(Look)
    case blockedPrompt(String)
    case ended(Ending)
    case bytes(Data)
    case refusal(Refusal)
  }

  /// How an answer with a picture looks.
  public struct Look: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
      case png, jpeg, webp
      /// A WebP whose second half is missing.
      case half
      /// A text that calls itself a picture.
      case text
      /// No base64 at all.
      case noise
    }

    public var kind = Kind.png
    /// What the answer declares; nil for the truth.
    public var declared: String?
    /// Whether a draft comes first that is marked as a thought, and one that is not.
    public var hasDrafts = false
    /// Whether a marked draft comes last.
    public var endsWithThought = false
    public var wordsBefore: String? = "Here it is."
    public var wordsAfter: String?
    public var isURLSafe = false
    public var isPadded = true
    /// Whether slashes and equals signs are escaped as some JSON writers do.
    public var isEscaped = false
    /// Whether the whole answer is in a list of one.
    public var isWrapped = false
    public var hasID = true
    public var hasUsage = true
    /// Tokens.
    public var thoughts = 0

    public init(_ kind: Kind = .png, declared: String? = nil) {
      self.kind = kind
      self.declared = declared
    }
  }

  /// What stands in place of the content of a blocked answer.
  public enum Content: Sendable, CaseIterable { case empty, absent, noParts }

  /// An end without a picture.
  public struct Ending: Sendable {
    public let reason: String?
    public let message: String?
    public let content: Content
    public let words: String?
  }

  /// An error of Google's.
  public struct Refusal: Sendable {
    public var status: Int
    public var word: String
    public var message: String
    /// As JSON.
    public var details: [String] = []
    /// Whether it comes in a list of one.
    public var isWrapped = false

    public init(_ status: Int, _ word: String, _ message: String, details: [String] = []) {
      self.status = status
      self.word = word
      self.message = message
      self.details = details
    }

    public var wrapped: Refusal {
      var wrapped = self
      wrapped.isWrapped = true
      return wrapped
    }
  }
}
