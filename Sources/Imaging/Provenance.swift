import Foundation
public import Terms

/// What a picture says about its own making, so that it is still known after it was renamed, moved and mailed.
///
/// It is written as the texts `Description` and `Software`, as JSON under the agent's own key `starsend`, and, for what
/// a model made, as XMP with the IPTC digital source type. Other tools' keys are not used: `prompt` and `workflow` hold
/// graphs that those tools load.
public struct Provenance: Hashable, Sendable {
  /// Names the picture for the agent, such as `SEQ05_g02_top_left`.
  public var id: String
  /// What is to be seen, as a rule the prompt; empty for nothing.
  public var description: String
  /// What made it, such as `Starsend 1.0.0`.
  public var software: String
  /// Whether a trained model made the pixels.
  public var isFromModel: Bool
  /// What else the agent wants to know again, by name: the sequence, the grid, the cell.
  public var fields: [String: String]

  public init(
    id: String, description: String, software: String, isFromModel: Bool, fields: [String: String] = [:]
  ) {
    self.id = id
    self.description = description
    self.software = software
    self.isFromModel = isFromModel
    self.fields = fields
  }
}

extension Provenance {
  /// The keyword of the agent's own text.
  public static let keyword = "starsend"

  /// The keywords that the agent writes anew; what stood under them before is replaced.
  static let keywords: Set<String> = ["Description", "Software", keyword, XMPPacket.keyword]

  /// What a picture says about its making, or nil where the agent never wrote into it. Throws as `Picture.probe`.
  public static func read(from path: FilePath, limits: PictureLimits = .standard) throws(Problem) -> Provenance? {
    Provenance(try Picture.probe(path, limits: limits))
  }

  /// The id that the agent wrote into a picture, or nil. Throws as `Picture.probe`.
  public static func id(of path: FilePath, limits: PictureLimits = .standard) throws(Problem) -> String? {
    try read(from: path, limits: limits)?.id
  }

  /// Nil where the picture holds no text of the agent, or one without an id. Anyone can write such a text: it says
  /// which picture this claims to be, and proves nothing.
  public init?(_ info: PictureInfo) {
    guard let json = info.text(for: Self.keyword),
      let values = try? PlainJSON.decode([String: Lenient].self, from: Data(json.utf8)),
      let id = values["id"]?.text
    else { return nil }
    let xmp = info.text(for: XMPPacket.keyword) ?? ""
    self.init(
      id: id, description: info.text(for: "Description") ?? "", software: info.text(for: "Software") ?? "",
      isFromModel: xmp.contains(XMPPacket.fromModel),
      fields: values.compactMapValues(\.text).filter { $0.key != "id" })
  }

  /// A value of which only text matters; later versions may write more.
  private struct Lenient: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
  }

  /// The texts that say it.
  var text: [PictureText] {
    let json = (try? PlainJSON.line(fields.merging(["id": id]) { $1 })) ?? Data()
    var text = [
      PictureText(keyword: "Software", text: software),
      PictureText(keyword: Self.keyword, text: String(decoding: json, as: UTF8.self)),
    ]
    if !description.isEmpty { text.insert(PictureText(keyword: "Description", text: description), at: 0) }
    if isFromModel {
      text.append(PictureText(keyword: XMPPacket.keyword, text: XMPPacket.text(self)))
    }
    return text
  }
}
