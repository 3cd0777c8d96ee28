import DurableFiles
public import FolderContract
public import Terms

/// `state/identity.json`: who the project is to the ledger, whatever its folder is called.
public enum ProjectIdentityFile {
  private struct Contents: Codable {
    let id: ULID
    let createdAt: Timestamp

    private enum CodingKeys: String, CodingKey {
      case id
      case createdAt = "created_at"
    }
  }

  /// The project's id; one is made at its first start.
  public static func id(in layout: ProjectLayout, clock: WallClock) throws -> ULID {
    let file = layout.state / "identity.json"
    guard FileStatus.of(file) != nil else {
      let id = ULID(at: clock.now())
      try renew(as: id, in: layout, clock: clock)
      return id
    }
    do { return try PlainJSON.decode(Contents.self, from: try DurableFile.read(file)).id } catch let error
      as DecodingError
    {
      throw Problem(
        .damagedState, "state/identity.json cannot be read, so the project's money cannot be told.",
        hint: "Put that file back from a backup.", cause: "\(error)")
    }
  }

  /// Makes the project another one to the ledger.
  static func renew(as id: ULID, in layout: ProjectLayout, clock: WallClock) throws {
    let contents = Contents(id: id, createdAt: clock.now())
    try DurableFile.replace(layout.state / "identity.json", with: try PlainJSON.file(contents))
  }
}
