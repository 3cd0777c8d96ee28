import DurableFiles
public import Media
public import Terms

/// Finds the reference pictures of characters and props in the file system, never in a plan.
///
/// An element is a folder of its id in `refs/characters` or `refs/props`, compared without case. Its frontal picture is
/// the first, by name, with "front" in its name, or else the first of all; the others are further views.
public struct ElementManager: Sendable {
  private let characters: FilePath
  private let props: FilePath
  private let media: MediaTools

  /// - Parameters:
  ///   - characters: `refs/characters` of the project.
  ///   - props: `refs/props` of the project.
  ///   - media: what tells whether a JPEG or WebP picture can be read.
  public init(characters: FilePath, props: FilePath, media: MediaTools) {
    self.characters = characters
    self.props = props
    self.media = media
  }

  /// The elements of the ids, in their order.
  ///
  /// Throws `element_missing` where there is no folder or no picture in it, `element_ambiguous` where there is more than
  /// one folder of that id, and `element_unreadable` where a picture is damaged, is no regular file or lies outside the project.
  /// - Parameter descriptions: the plan's words for them.
  public func resolve(_ ids: [ElementID], descriptions: [ElementID: String] = [:]) async throws -> [Element] {
    var elements: [Element] = []
    for id in ids {
      let pictures = try await pictures(of: id)
      for picture in pictures { try await check(picture, of: id) }
      guard !pictures.isEmpty else { continue }
      var paths = pictures.map(\.path)
      let frontal = paths.remove(at: pictures.firstIndex { $0.isFrontal } ?? 0)
      elements.append(Element(id: id, description: descriptions[id], frontal: frontal, views: paths))
    }
    return elements
  }

  private func pictures(of id: ElementID) async throws -> [ElementPicture] {
    let (folders, project) = ([characters, props], characters.parent.parent)
    return try await offPool {
      let folder = try Self.folder(of: id, in: folders, project)
      let found = try ElementPicture.all(in: folder, of: id, project: project)
      guard found.pictures.isEmpty else { return found.pictures }
      let others = found.others.isEmpty ? "" : " What lies there is none: \(found.others.joined(separator: ", "))."
      throw Problem(
        .elementMissing, "Element \(id) has no picture in \(Self.shown(folder, project)).\(others)",
        hint: "Put a PNG, JPEG or WebP picture of it there, the frontal one with \"front\" in its name.")
    }
  }

  private static func folder(of id: ElementID, in parents: [FilePath], _ project: FilePath) throws -> FilePath {
    let found = try parents.flatMap { parent in
      guard FileStatus.of(parent) != nil else { return [FilePath]() }
      return try Folder.names(in: parent).filter { $0.text?.lowercased() == id.text.lowercased() }.map { parent / $0 }
    }
    guard let folder = found.first else {
      let places = parents.map { "\(shown($0, project))/\(id)" }.joined(separator: " nor in ")
      throw Problem(
        .elementMissing, "Element \(id) is neither in \(places).",
        hint: "Make that folder and put reference pictures into it, or take the element out of the plan.")
    }
    guard found.count == 1 else {
      let places = found.map { shown($0, project) }.sorted().joined(separator: " and ")
      throw Problem(
        .elementAmbiguous, "Element \(id) is there more than once: \(places).", hint: "Keep one and rename the other.")
    }
    return folder
  }

  /// Asks for the picture's size, which only a picture has that decodes so far.
  private func check(_ picture: ElementPicture, of id: ElementID) async throws {
    do { _ = try await media.probe(picture: picture.path) } catch let problem as Problem
      where problem.code == .mediaUnreadable
    {
      throw Problem(
        .elementUnreadable, "\(picture.shown), a picture of element \(id), cannot be read.",
        hint: "Save it again as PNG, JPEG or WebP, or take it away.", cause: problem.cause ?? problem.message)
    }
  }

  /// A path as people know it: relative to the project.
  static func shown(_ path: FilePath, _ project: FilePath) -> String { path.relative(to: project) ?? path.display }
}

extension Problem.Code {
  /// An element without a folder or without a picture.
  public static let elementMissing = Self(rawValue: "element_missing")
  /// A picture of an element that cannot be used.
  public static let elementUnreadable = Self(rawValue: "element_unreadable")
  /// An element with more than one folder.
  public static let elementAmbiguous = Self(rawValue: "element_ambiguous")
}
