import FolderContract
import Terms

/// Something that a person or a program dropped, claimed by the agent.
struct Drop: Sendable {
  enum Source: String, Sendable, Codable { case inbox, picks }
  enum Kind: Sendable { case file, folder, other }

  let claim: ULID
  let source: Source
  /// The folder in `picks/` that it lay in, if any.
  let folder: FileName?
  let name: FileName
  /// Where it lies since it was claimed.
  let path: FilePath
  let kind: Kind
  /// Bytes.
  let size: Int64
  /// Nanoseconds since 1970.
  let modified: Int64
  /// Whose file it is, as this machine calls them; a share may call everyone by one name.
  let owner: String?

  var components: [FileName] { folder.map { [$0, name] } ?? [name] }

  /// The name for people, with the folder that it lay in.
  var shownName: String { components.map(\.display).joined(separator: "/") }

  /// The name that a receipt is called after: `SEQ05/top_left` is `SEQ05_top_left`.
  var receiptName: FileName { FileName(bytes: components.map(\.bytes).joined(separator: [UInt8(ascii: "_")])) }
}
