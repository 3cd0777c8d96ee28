import Foundation
import Glibc
import Terms

/// A folder for what is needed only while a file is made, hidden beside it; removed when nobody holds it any more. A
/// kill leaves it under a name that `PartialFile.isPartial` knows.
final class ScratchFolder: Sendable {
  let path: FilePath

  init(for destination: FilePath) throws(Problem) {
    let hidden = PartialFile(for: destination).path
    guard hidden.withCString({ mkdir($0, 0o700) }) == 0 else { throw .system("make a folder for \(destination.name)") }
    path = hidden
  }

  deinit { try? FileManager.default.removeItem(atPath: path.display) }

  /// Gives a file a plain name in this folder, so that a list can name it whatever it is called.
  func link(_ file: FilePath, as name: String) throws(Problem) {
    let folder = FilePath(FileManager.default.currentDirectoryPath)
    let target = file.isAbsolute ? file : FilePath(bytes: folder.bytes + [UInt8(ascii: "/")] + file.bytes)
    let result = target.withCString { from in (path / name).withCString { symlink(from, $0) } }
    guard result == 0 else { throw .system("link to \(file.name)") }
  }
}
