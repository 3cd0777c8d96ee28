import Foundation
import Terms

/// A folder for what is needed only while something is drawn, removed when nobody holds it any more.
final class Workbench: Sendable {
  let path: FilePath

  init() throws(Problem) {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("starsend-drawing-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Problem(
        .system, "No temporary folder could be made in \(url.deletingLastPathComponent().path).",
        hint: "Look at the free space and the rights of that folder.", cause: "\(error)")
    }
    path = FilePath(url.path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.display) }

  /// Writes `text` into a file of the folder.
  func write(_ text: String, to name: String) throws(Problem) -> FilePath {
    let file = path / name
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file.display))
    } catch {
      throw Problem(
        .system, "\(name) could not be written into the temporary folder.", hint: "Look at the free space on the disk.",
        cause: "\(error)")
    }
    return file
  }
}
