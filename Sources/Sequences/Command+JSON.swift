import FolderContract
import Terms

extension Command: Codable {
  private enum CodingKeys: String, CodingKey { case request, brief, cut, work, decider, note, answered }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    request = try container.decode(ULID.self, forKey: .request)
    if let cut = try container.decodeIfPresent(CutBrief.self, forKey: .cut) {
      subject = .cut(cut)
    } else {
      subject = .sequence(try container.decode(Brief.self, forKey: .brief))
    }
    work = try container.decode(Work.self, forKey: .work)
    decider = try container.decode(Decider.self, forKey: .decider)
    note = try container.decodeIfPresent(String.self, forKey: .note)
    answered = Set(try container.decodeIfPresent([Question.Topic].self, forKey: .answered) ?? [])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(request, forKey: .request)
    switch subject {
    case .sequence(let brief): try container.encode(brief, forKey: .brief)
    case .cut(let cut): try container.encode(cut, forKey: .cut)
    }
    try container.encode(work, forKey: .work)
    try container.encode(decider, forKey: .decider)
    try container.encodeIfPresent(note, forKey: .note)
    if !answered.isEmpty {
      try container.encode(answered.sorted { $0.message < $1.message }, forKey: .answered)
    }
  }
}

extension Command.Work: Codable {
  private enum CodingKeys: String, CodingKey { case action, grid, pick, frame, generate, approve, take }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let action = try container.decode(String.self, forKey: .action)
    let take = try container.decodeIfPresent(Int.self, forKey: .take)
    switch action {
    case "grid": self = .explore(try container.decode(GridOrder.self, forKey: .grid))
    case "pick":
      if let frame = try container.decodeIfPresent(Command.BroughtFrame.self, forKey: .frame) {
        self = .bring(frame)
      } else {
        self = .pick(try container.decode(PickOrder.self, forKey: .pick))
      }
    case "generate": self = .generate(try container.decode(TakeOrder.self, forKey: .generate))
    case "approve": self = .approve(try container.decode(Approval.self, forKey: .approve))
    case "reject": self = .reject(take: take)
    case "reopen": self = .reopen(take: take)
    case "cancel": self = .cancel
    case "resubmit": self = .resubmit(take: take)
    case "abandon": self = .abandon(take: take)
    case "finalize": self = .finalize
    case "animatic": self = .animatic
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .action, in: container, debugDescription: "no such action: \(action)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(action, forKey: .action)
    switch self {
    case .explore(let order): try container.encode(order, forKey: .grid)
    case .pick(let order): try container.encode(order, forKey: .pick)
    case .bring(let frame): try container.encode(frame, forKey: .frame)
    case .generate(let order): try container.encode(order, forKey: .generate)
    case .approve(let approval): try container.encode(approval, forKey: .approve)
    case .reject(let take), .reopen(let take), .resubmit(let take), .abandon(let take):
      try container.encodeIfPresent(take, forKey: .take)
    case .cancel, .finalize, .animatic: break
    }
  }
}
