import DurableFiles
import FolderContract
import Foundation
import Glibc
import HotFolder
import Terms

extension FilePath {
  /// An operand as an absolute path, without `.` and `..`, so that it means the same everywhere.
  init(operand: String) {
    self.init(URL(fileURLWithPath: operand).standardizedFileURL.path)
  }

  /// The path with every link resolved; nil where nothing is there.
  var resolved: FilePath? {
    guard let real = withCString({ realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return FilePath(bytes: UnsafeBufferPointer(start: real, count: strlen(real)).map { UInt8(bitPattern: $0) })
  }
}

extension Arguments {
  /// The project that the first operand names. Throws `not_found` where there is none.
  func project() throws(Problem) -> ProjectLayout {
    let layout = ProjectLayout(root: FilePath(operand: self[0]))
    guard AgentHost.isProject(layout.root) else {
      throw Problem(
        .notFound, "\(layout.root) is not a project: it has neither plan.json nor project.json.",
        hint: "Make one with `starsend init \(self[0])`.")
    }
    return layout
  }
}
