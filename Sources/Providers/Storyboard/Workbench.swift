import Foundation
import Terms

/// A folder for what is needed only while something is drawn, removed when nobody holds it any more.
///
/// It lies hidden beside what is made, so that the agent finds it at its next start where a kill left it.
final class Workbench: Sendable {
  let path: FilePath

  init(beside product: FilePath) throws(Problem) {
    let hidden = product.parent / ".starsend-\(ULID(at: WallClock.system.now())).part"
    let url = URL(fileURLWithPath: hidden.display)
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Problem(
        .system, "No folder for the drawing could be made in \(url.deletingLastPathComponent().path).",
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
        .system, "\(name) could not be written into the folder of the drawing.",
        hint: "Look at the free space on the disk.",
        cause: "\(error)")
    }
    return file
  }
}
