public import Foundation
public import Terms

extension Request {
  /// The id that a request names, even where the rest of it is refused; nil where none can be read.
  public static func id(in data: Data) -> RequestID? {
    guard let node = try? JSONText.read(data), let text = node["id"]?.string else { return nil }
    return try? RequestID(text)
  }
}
