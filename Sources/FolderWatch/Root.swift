import Terms

/// One watched folder as it stands.
struct Root {
  /// As it was asked for.
  var folder: WatchedFolder
  /// The directory that is watched; nil while it is lost.
  var itself: Sighting?
  /// The sub-folders that are watched.
  var subfolders: [FileName: Sighting] = [:]
  /// When it is looked through next, or looked for where it is lost.
  var nextLook: Duration
  /// When it was looked through last.
  var lastLook: Duration?
  /// Why a part of it raises no events; nil where all of it does. With a reason it is looked through often.
  var refusal: Refusal?
  /// What was said last of that: a limit that a hundred sub-folders meet is said once.
  var saidError: SystemError?
  var isSaidLost = false

  init(_ folder: WatchedFolder, nextLook: Duration) {
    self.folder = folder
    self.nextLook = nextLook
  }

  var path: FilePath { folder.path }

  var isPresent: Bool { itself != nil }

  /// The folder or a sub-folder of it, and what the system said.
  struct Refusal: Equatable {
    let path: FilePath
    let error: SystemError
  }
}
