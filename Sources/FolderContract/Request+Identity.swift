public import Foundation
public import Terms

extension Request {
  /// The id that a request names, even where the rest of it is refused; nil where none can be read.
  public static func id(in data: Data) -> RequestID? {
    guard let node = try? JSONText.read(data), let text = node["id"]?.string else { return nil }
    return try? RequestID(text)
  }

  /// The same request with its ids in lower case: two that differ in nothing else ask for the same.
  public var inOneSpelling: Request {
    return Request(
      work.inOneSpelling, sequences: sequences.map(\.inOneSpelling), id: id?.inOneSpelling, requestedBy: requestedBy,
      note: note)
  }
}

extension Request.Work {
  fileprivate var inOneSpelling: Self {
    switch self {
    case .confirm(let request): return .confirm(request: request.inOneSpelling)
    case .cancel(let request): return .cancel(request: request?.inOneSpelling)
    case .generate(var order):
      order.elements = order.elements?.map(\.inOneSpelling)
      return .generate(order)
    default: return self
    }
  }
}

extension ContractID {
  fileprivate var inOneSpelling: Self { Self(unchecked: text.lowercased()) }
}
