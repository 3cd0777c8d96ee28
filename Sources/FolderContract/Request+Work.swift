public import Terms

extension Request {
  /// An action and its own fields. Takes are counted per sequence, from 1.
  public enum Work: Hashable, Sendable {
    /// A grid of options.
    case grid(GridOrder)
    /// A cell becomes a start frame.
    case pick(PickOrder)
    /// A take, or several.
    case generate(TakeOrder)
    case approve(Approval)
    /// Where no take is named, the only one that waits for a decision is meant.
    case reject(take: Int?)
    /// Takes back a decision; that on the sequence where no take is named.
    case reopen(take: Int?)
    /// The final cut of the sequences, or of all that are approved where none is named.
    case finalize
    /// Stops what runs or waits: of the sequences, or that one request.
    case cancel(request: RequestID?)
    /// The answer to the question in that request's receipt.
    case confirm(request: RequestID)
    /// Pays again for a call whose outcome is unknown.
    case resubmit(take: Int?)
    /// Gives up a call whose outcome is unknown.
    case abandon(take: Int?)
    /// The whole song from stills and prompts, at no cost.
    case animatic
  }
}

extension Request.Work {
  /// As the field `action` names it.
  public var action: String { form.name }

  var form: ActionForm {
    switch self {
    case .grid: .grid
    case .pick: .pick
    case .generate: .generate
    case .approve: .approve
    case .reject: .reject
    case .reopen: .reopen
    case .finalize: .finalize
    case .cancel: .cancel
    case .confirm: .confirm
    case .resubmit: .resubmit
    case .abandon: .abandon
    case .animatic: .animatic
    }
  }
}

extension Request.Work: Codable {
  /// Reads what `encode` wrote, which holds no more than it says; requests that people write are for `Request.read`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldName.self)
    let take = { try container.decodeIfPresent(Int.self, forKey: "take") }
    let action = try container.decode(String.self, forKey: "action")
    switch action {
    case "grid": self = .grid(try GridOrder(from: decoder))
    case "pick": self = .pick(try PickOrder(from: decoder))
    case "generate": self = .generate(try TakeOrder(from: decoder))
    case "approve": self = .approve(try Approval(from: decoder))
    case "reject": self = .reject(take: try take())
    case "reopen": self = .reopen(take: try take())
    case "finalize": self = .finalize
    case "cancel": self = .cancel(request: try container.decodeIfPresent(RequestID.self, forKey: "request"))
    case "confirm": self = .confirm(request: try container.decode(RequestID.self, forKey: "request"))
    case "resubmit": self = .resubmit(take: try take())
    case "abandon": self = .abandon(take: try take())
    case "animatic": self = .animatic
    default:
      throw DecodingError.dataCorruptedError(
        forKey: "action", in: container, debugDescription: "no action \(action.prefix(60))")
    }
  }

  /// The action and its fields, as a request has them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldName.self)
    try container.encode(action, forKey: "action")
    switch self {
    case .grid(let order): try order.encode(to: encoder)
    case .pick(let order): try order.encode(to: encoder)
    case .generate(let order): try order.encode(to: encoder)
    case .approve(let approval): try approval.encode(to: encoder)
    case .reject(let take), .reopen(let take), .resubmit(let take), .abandon(let take):
      try container.encodeIfPresent(take, forKey: "take")
    case .cancel(let request): try container.encodeIfPresent(request, forKey: "request")
    case .confirm(let request): try container.encode(request, forKey: "request")
    case .finalize, .animatic: break
    }
  }
}
