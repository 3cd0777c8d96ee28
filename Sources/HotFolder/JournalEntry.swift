import FolderContract
public import Sequences
public import Terms

/// One line of `state/journal.jsonl`: who asked what, and what became of it.
public struct JournalEntry: Sendable, Codable {
  public enum Event: String, Sendable, Codable {
    /// From here on the agent answers for it; `commands` says what it will do.
    case accepted
    /// A question was answered: it goes on.
    case confirmed
    /// It was not understood or not possible, and filed under `rejected/`.
    case refused
    /// The same was dropped before; the first answer stands.
    case answered
    /// It ended, and was filed.
    case closed
    /// Something that nobody dropped: what reconcile mended, what a rescan found.
    case noted
  }

  public let at: Timestamp
  public let event: Event
  /// The claim that the file went through; nil for `noted`.
  public let claim: ULID?
  /// The receipt's id.
  public let id: RequestID?
  /// The name as it was dropped, for people.
  public let file: String?
  public let requestedBy: String?
  public let note: String?
  /// Of what was asked; the same id with another digest is another request.
  public let digest: String?
  /// Bytes and time of change of the file, by which a redelivery without id is known.
  public let size: Int64?
  public let modified: Int64?
  public let commands: [Command]?
  /// Where the file goes back to instead of `done/`, because it is a product; relative to the project.
  public let home: String?
  /// The state that the receipt ended in.
  public let state: ReceiptState?
  public let message: String?

  init(
    at: Timestamp, _ event: Event, drop: Drop? = nil, id: RequestID? = nil, requestedBy: String? = nil,
    note: String? = nil, digest: String? = nil, commands: [Command]? = nil, home: String? = nil,
    state: ReceiptState? = nil, message: String? = nil
  ) {
    self.at = at
    self.event = event
    claim = drop?.claim
    self.id = id
    file = drop?.shownName
    self.requestedBy = requestedBy
    self.note = note
    self.digest = digest
    size = drop?.size
    modified = drop?.modified
    self.commands = commands
    self.home = home
    self.state = state
    self.message = message
  }

  private enum CodingKeys: String, CodingKey {
    case at, event, claim, id, file, note, digest, size, modified, commands, home, state, message
    case requestedBy = "requested_by"
  }
}
