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
    let work: Work = if case .confirm(let target) = work { .confirm(request: target.inOneSpelling) } else { work }
    return Request(
      work, sequences: sequences.map(\.inOneSpelling), id: id?.inOneSpelling, requestedBy: requestedBy, note: note)
  }
}

extension ContractID {
  fileprivate var inOneSpelling: Self { Self(unchecked: text.lowercased()) }
}
