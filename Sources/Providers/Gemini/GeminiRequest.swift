import Execution
import Foundation
import Terms

/// The body of a generateContent request: the prompt, each element's words and pictures, and what the picture is to be.
struct GeminiRequest {
  let parts: [Part]
  let ratio: AspectRatio
  /// Nil where the model has one size only.
  let size: String?

  enum Part: Hashable {
    case text(String)
    case picture(Reference)
  }

  /// A picture that is sent inside the request.
  struct Reference: Hashable {
    let file: FilePath
    let kind: PictureBytes
    let bytes: Int

    /// In base64, padded.
    var encodedBytes: Int { (bytes + 2) / 3 * 4 }
  }

  /// Bytes. Google takes 100 MB in one request since January 2026.
  static let largest = 100_000_000

  /// - Throws: `over_limits` where the model does not take so much at once, `element_unreadable` where a picture of an
  ///   element cannot be read.
  init(_ order: KeyframeOrder, model: GeminiModel, size: String) throws(Problem) {
    ratio = model.ratio(nearest: order.size)
    self.size = model.namesSize ? size : nil
    var parts = [Part.text(order.prompt)]
    for element in order.elements {
      parts.append(.text(Self.label(element)))
      for file in [element.frontal] + element.views { parts.append(.picture(try Self.reference(file, of: element.id))) }
    }
    self.parts = parts
    try check(model)
  }

  var references: [Reference] {
    parts.compactMap { if case .picture(let reference) = $0 { reference } else { nil } }
  }

  /// The bytes of all texts.
  var textBytes: Int {
    parts.reduce(0) { if case .text(let text) = $1 { $0 + text.utf8.count } else { $0 } }
  }

  private static func label(_ element: Element) -> String {
    let words = element.description.map { ": \($0)" } ?? ""
    return "Reference pictures of \(element.id)\(words)"
  }

  private static func reference(_ file: FilePath, of element: ElementID) throws(Problem) -> Reference {
    guard let kind = PictureBytes(of: file), let bytes = size(of: file) else {
      throw Problem(
        .elementUnreadable, "\(file.name), a picture of element \(element), cannot be read as PNG, JPEG or WebP.",
        hint: "Save it again as PNG, JPEG or WebP, or take it away.")
    }
    return Reference(file: file, kind: kind, bytes: bytes)
  }

  private static func size(of file: FilePath) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.display)
    return (attributes?[.size] as? NSNumber)?.intValue
  }

  private func check(_ model: GeminiModel) throws(Problem) {
    guard references.count <= model.references else {
      throw Problem(
        .overLimits,
        "The order has \(references.count) reference pictures; \(model.id) takes \(model.references) "
          + "(\(model.source), \(model.dated)).",
        hint: "Name fewer elements, or keep fewer pictures in their folders.")
    }
    let bytes = byteCount
    guard bytes <= Self.largest else {
      throw Problem(
        .overLimits,
        "The request would have \(bytes) bytes with its reference pictures; \(model.id) takes \(Self.largest) "
          + "(\(model.source), \(model.dated)).", hint: "Save the reference pictures smaller, or as JPEG.")
    }
  }
}
