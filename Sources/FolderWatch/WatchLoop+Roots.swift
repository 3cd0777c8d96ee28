import Terms

/// Folders that come and go.
extension WatchLoop {
  func enter(_ folder: WatchedFolder) {
    roots[folder.path, default: Root(folder, nextLook: now)].folder = folder
    roots[folder.path]?.nextLook = now
    parents[folder.path.parent, default: []].insert(folder.path)
  }

  func leave(_ path: FilePath) {
    release(path)
    roots[path] = nil
    parents[path.parent]?.remove(path)
    if parents[path.parent]?.isEmpty == true {
      parents[path.parent] = nil
      unwatchUnlessNeeded(path.parent)
    }
  }

  /// Lets go of all that is watched and known below a root.
  private func release(_ path: FilePath) {
    guard let root = roots[path] else { return }
    for name in root.subfolders.keys { drop(subfolder: name, of: path) }
    for action in settling.forget(Settling.Directory(folder: path, subfolder: nil)) { perform(action) }
    roots[path]?.itself = nil
    unwatchUnlessNeeded(path)
  }

  /// One directory can be a root, a sub-folder of a root and the parent of one at once.
  func unwatchUnlessNeeded(_ directory: FilePath) {
    guard parents[directory] == nil, roots[directory]?.isPresent != true, subfolders[directory] == nil else { return }
    source.unwatch(directory, for: subscriber)
  }

  func ended(_ directory: FilePath) {
    for path in parents[directory] ?? [] { roots[path]?.nextLook = now }
    if roots[directory]?.isPresent == true { lose(directory) }
    if let subfolder = subfolders[directory], let name = subfolder.subfolder {
      drop(subfolder: name, of: subfolder.folder)
      roots[subfolder.folder]?.nextLook = now
    }
  }

  func lose(_ path: FilePath) {
    release(path)
    sayLost(path)
    // It may have been replaced within the same moment.
    roots[path]?.nextLook = now
  }

  private func sayLost(_ path: FilePath) {
    guard roots[path]?.isSaidLost == false else { return }
    roots[path]?.isSaidLost = true
    outbox.putOnce(.folderLost(path))
  }
}
