import FolderContract
public import Sequences
public import Terms

/// One line of `state/journal.jsonl`: who asked what, and what became of it.
public struct JournalEntry: Sendable, Codable {
  public enum Event: String, Sendable, Codable {
    /// From here on the agent answers for it; `commands` says what it will do, `confirms` what it says yes to.
    case accepted
    /// A part of it ended well; `message` says what was made, and what is other in its words than in the take before.
    case made
    /// A part of it waits for a person's yes.
    case asked
    /// A part of it ended otherwise than well, and is never begun again.
    case ended
    /// It was not understood or not possible; it goes to `rejected/`, or home.
    case refused
    /// The same was dropped before; the first answer stands.
    case answered
    /// It was filed, and nothing is left to do.
    case closed
    /// Something that nobody dropped: what reconcile mended, what a rescan found.
    case noted
  }

  /// The question that a person says yes to.
  public struct Confirmation: Hashable, Sendable, Codable {
    /// The claim of the request that asked it.
    public let claim: ULID
    public let sequences: [SequenceID]
  }

  public let at: Timestamp
  public let event: Event
  /// The claim that the file went through; nil for `noted`.
  public var claim: ULID?
  /// The receipt's id.
  public var id: RequestID?
  /// The name as it was dropped, for people.
  public var file: String?
  public var requestedBy: String?
  public var note: String?
  /// Of what was asked; the same id with another digest is another request.
  public var digest: String?
  /// Bytes and time of change of the file, by which a redelivery without id is known.
  public var size: Int64?
  public var modified: Int64?
  public var commands: [Command]?
  public var confirms: Confirmation?
  /// The claim of the request that it stops.
  public var cancels: ULID?
  /// Where the file goes back to instead of `done/`, because it is a product; relative to the project.
  public var home: String?
  /// The part that was asked about or ended; nil for the cut of the whole song.
  public var sequence: SequenceID?
  /// The state that the part or the receipt ended in.
  public var state: ReceiptState?
  public var problem: Problem?
  /// What a person was asked, in the words that a yes is given to; empty where nothing is asked any more.
  public var topics: [Question.Topic]?
  public var message: String?

  init(at: Timestamp, _ event: Event, claim: ULID? = nil, id: RequestID? = nil, file: String? = nil) {
    self.at = at
    self.event = event
    self.claim = claim
    self.id = id
    self.file = file
  }

  /// About a claimed file.
  init(at: Timestamp, _ event: Event, _ drop: Drop, id: RequestID) {
    self.init(at: at, event, claim: drop.claim, id: id, file: drop.shownName)
  }

  private enum CodingKeys: String, CodingKey {
    case at, event, claim, id, file, note, digest, size, modified, commands, confirms, cancels, home, sequence, state,
      problem
    case topics, message
    case requestedBy = "requested_by"
  }
}
