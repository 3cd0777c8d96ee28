import Execution
public import FolderContract
public import Terms

/// One thing that a person or a program asked for one sequence, or for the cut of the whole song, ready to be carried
/// out.
public struct Command: Hashable, Sendable {
  /// Who it goes by from the moment it is accepted; carrying it out again under the same id changes nothing.
  public let request: ULID
  public let subject: Subject
  public let work: Work
  /// Who asked, when, and with which file.
  public let decider: Decider
  public let note: String?
  /// What a person said yes to.
  public var answered: Set<Question.Topic> = []
  /// Whether something of it was made before the agent ended; known anew at each start, and never written down.
  public var hasBegun = false
  /// Whether its request asked for the same of other sequences; known anew at each start, like that.
  public var isOneOfMany = false

  public init(request: ULID, subject: Subject, work: Work, decider: Decider, note: String? = nil) {
    self.request = request
    self.subject = subject
    self.work = work
    self.decider = decider
    self.note = note
  }

  /// What it is about, as the plan said when it was accepted.
  public enum Subject: Hashable, Sendable {
    case sequence(Brief)
    /// The whole song.
    case cut(CutBrief)
  }

  public enum Work: Hashable, Sendable {
    /// Another grid of start-frame options.
    case explore(GridOrder)
    /// A cell of a grid becomes the start frame, and the video is made.
    case pick(PickOrder)
    /// A person's own picture becomes the start frame, and the video is made.
    case bring(BroughtFrame)
    case generate(TakeOrder)
    case approve(Approval)
    case reject(take: Int?)
    case reopen(take: Int?)
    case cancel
    case resubmit(take: Int?)
    case abandon(take: Int?)
    case finalize
    case animatic
  }

  /// A picture that a person brings as a start frame.
  public struct BroughtFrame: Hashable, Sendable, Codable {
    /// Where it lies until the command has ended; relative to the project.
    public let path: String
    /// The shot that it is for, counted from 1; nil for the sequence.
    public let shot: Int?

    public init(path: String, shot: Int? = nil) {
      self.path = path
      self.shot = shot
    }
  }

  /// How soon its calls have their turn where many wait; nil where there is nothing to be said.
  var urgency: Urgency? { work.isPick ? .pick : isOneOfMany ? .bulk : nil }

  /// Nil for what is about the whole song.
  public var sequence: SequenceID? { brief?.sequence }

  public var brief: Brief? { if case .sequence(let brief) = subject { brief } else { nil } }
}

extension Command.Work {
  /// As requests and receipts name it.
  public var action: String {
    switch self {
    case .explore: "grid"
    case .pick, .bring: "pick"
    case .generate: "generate"
    case .approve: "approve"
    case .reject: "reject"
    case .reopen: "reopen"
    case .cancel: "cancel"
    case .resubmit: "resubmit"
    case .abandon: "abandon"
    case .finalize: "finalize"
    case .animatic: "animatic"
    }
  }

  /// Whether it does not wait behind what runs for its sequence.
  public var passesTheLine: Bool {
    switch self {
    case .approve, .reject, .reopen, .cancel, .resubmit, .abandon: true
    case .explore, .pick, .bring, .generate, .finalize, .animatic: false
    }
  }

  /// Whether it chooses a start frame, and so gives way to a later choice.
  public var isPick: Bool {
    switch self {
    case .pick, .bring: true
    default: false
    }
  }

  /// The shot that a pick is for; nil for the whole sequence.
  public var pickedShot: Int? {
    switch self {
    case .pick(let order): order.shot
    case .bring(let frame): frame.shot
    default: nil
    }
  }
}
