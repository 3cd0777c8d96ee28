import DurableFiles
import Media
import Terms

/// One file in the folder of an element that is a picture by its first bytes.
struct ElementPicture: Sendable {
  /// Without links, below the project.
  let path: FilePath
  let isFrontal: Bool
  /// Its name for people, relative to the project.
  let shown: String

  /// The pictures of a folder in the order of their names, and the names of what is none; hidden files and what file
  /// managers leave behind do not count.
  static func all(
    in folder: FilePath, of id: ElementID, project: FilePath
  ) throws -> (pictures: [ElementPicture], others: [String]) {
    var (pictures, others): ([ElementPicture], [String]) = ([], [])
    guard FileStatus.of(try resolved(folder, of: id, project))?.kind == .folder else {
      throw refused(folder, of: id, project, "is not a folder")
    }
    for name in try Folder.names(in: folder).sorted(by: precedes) where !isLitter(name) {
      let path = try resolved(folder / name, of: id, project)
      if FileStatus.of(path)?.kind == .folder {
        others.append("\(name)/")
        continue
      }
      guard FileStatus.of(path)?.kind == .file else {
        throw refused(folder / name, of: id, project, "is not a regular file")
      }
      guard MediaTools.isPicture(path) else {
        others.append("\(name)")
        continue
      }
      pictures.append(
        ElementPicture(
          path: path, isFrontal: name.display.lowercased().contains("front"),
          shown: ElementManager.shown(folder / name, project)))
    }
    return (pictures, others)
  }

  /// As a file manager sorts them: without case, and the same everywhere.
  private static func precedes(_ left: FileName, _ right: FileName) -> Bool {
    let (one, other) = (left.display.lowercased(), right.display.lowercased())
    return one == other ? left.bytes.lexicographicallyPrecedes(right.bytes) : one < other
  }

  private static func isLitter(_ name: FileName) -> Bool {
    let text = name.display.lowercased()
    let known = ["thumbs.db", "ehthumbs.db", "desktop.ini", "@eadir", "#recycle", "icon\r"]
    return text.hasPrefix(".") || text.hasPrefix("~$") || text.hasSuffix("~") || known.contains(text)
  }

  /// The same file, its links followed, as a path below the project; refused where they leave it.
  private static func resolved(_ path: FilePath, of id: ElementID, _ project: FilePath) throws -> FilePath {
    guard let real = path.withoutLinks, let home = project.withoutLinks else {
      throw refused(path, of: id, project, "leads nowhere")
    }
    guard let inside = real.relative(to: home) else {
      throw refused(path, of: id, project, "lies outside the project")
    }
    return project / inside
  }

  private static func refused(_ path: FilePath, of id: ElementID, _ project: FilePath, _ what: String) -> Problem {
    Problem(
      .elementUnreadable, "\(ElementManager.shown(path, project)), of element \(id), \(what).",
      hint: "Put a copy of the picture itself there.")
  }
}
