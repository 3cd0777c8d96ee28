import Glibc
import Terms

/// One watched folder as it stands.
final class Root {
  let node: DirectoryTree.Node
  /// As it was asked for.
  var folder: WatchedFolder
  /// The directory that is watched; nil while it is lost.
  var itself: Inode?
  /// The sub-folders that are watched.
  var subfolders: [FileName: Inode] = [:]
  /// When it is looked through next, or looked for where it is lost; nil while that is being done, or urgent.
  var nextLook: Duration?
  /// Since when it is lost.
  var lostSince: Duration?
  /// It is to be looked through as soon as possible.
  var isUrgent = false
  /// The number of the mount that it lies on, or lay on before it was lost; 0 on kernels that do not tell.
  var mount: UInt64 = 0
  /// Whether `mount` is known.
  var isKnown = false
  /// `WatchLoop.mountChanges` at its last look.
  var mountChanges = 0
  /// Why its events are not relied upon.
  var polling: Polling.Reason?
  /// Whether events have told of everything since the last look, as far as is known: what the next look meets and none
  /// of them told of proves that they do not.
  var isHeard = false
  /// Why a part of it raises no events; nil where all of it does. With a reason it is looked through often.
  var refusal: Refusal?
  /// What was said last of that: a reason that a hundred sub-folders share is said once.
  var saidError: SystemError?
  /// The limit that keeps it from being watched.
  var limit: WatchLimit.Kind?
  var isSaidLost = false

  init(_ folder: WatchedFolder, _ node: DirectoryTree.Node) {
    self.folder = folder
    self.node = node
  }

  var path: FilePath { node.path }

  var isPresent: Bool { itself != nil }

  /// The folder or a sub-folder of it, and what the system said.
  struct Refusal: Equatable {
    let path: FilePath
    let error: SystemError
  }

  /// A turn of this folder to be looked through; void where another time was set since.
  struct Look {
    let root: Root
    let time: Duration

    var isDue: Bool { root.nextLook == time }
  }
}

extension SystemError {
  /// Whether it says that a folder is not there, rather than that it may not be read.
  var isAbsence: Bool { [ENOENT, ENOTDIR, ELOOP, ESTALE, ENOTCONN, ENODEV].contains(number) }
}
