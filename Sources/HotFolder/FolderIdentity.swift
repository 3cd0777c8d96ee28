import DurableFiles
import Foundation
import Terms

/// Which folder it is that lies at a path now: another one may take its name.
struct FolderIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64

  /// Nil where no folder is there. A link to a folder counts as that folder.
  init?(_ path: FilePath) {
    guard let status = FileStatus.of(path / "."), status.kind == .folder else { return nil }
    device = status.device
    inode = status.inode
  }
}

extension FilePath {
  /// The folder that this path is a link to, or the path itself: what is watched must not be a link.
  var followingLink: FilePath {
    guard FileStatus.of(self)?.kind == .link, let text else { return self }
    return FilePath(URL(fileURLWithPath: text).resolvingSymlinksInPath().path)
  }
}
