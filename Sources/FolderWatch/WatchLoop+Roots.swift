import Terms

/// Folders that come and go.
extension WatchLoop {
  func enter(_ folder: WatchedFolder) {
    let node = tree.make(folder.path)
    if let root = node.root {
      root.folder = folder
      root.isHeard = false
    } else {
      node.root = Root(folder, node)
      rootCount += 1
    }
    if let root = node.root { lookSoon(root) }
  }

  func leave(_ path: FilePath) {
    guard let node = tree[path], let root = node.root else { return }
    release(root)
    conclude(root, nil)
    root.nextLook = nil
    node.root = nil
    rootCount -= 1
    letGo(of: node)
  }

  /// Lets go of all that is watched and known in a root, without a word: nobody knows what became of it.
  func release(_ root: Root) {
    for name in root.subfolders.keys { forget(subfolder: name, of: root) }
    settling.forget(Settling.Directory(folder: root.path, subfolder: nil))
    root.itself = nil
    root.isHeard = false
    if !unheard.isEmpty { unheard = unheard.filter { $0.folder != root.path } }
  }

  /// A sub-folder was deleted, moved or replaced.
  func drop(subfolder name: FileName, of root: Root) {
    for action in forget(subfolder: name, of: root) { perform(action) }
  }

  @discardableResult
  private func forget(subfolder name: FileName, of root: Root) -> [Settling.Action] {
    guard root.subfolders.removeValue(forKey: name) != nil else { return [] }
    if let node = tree[root.path / name] {
      node.holder = nil
      letGo(of: node)
    }
    return settling.forget(Settling.Directory(folder: root.path, subfolder: name))
  }

  /// One directory can be a root, a sub-folder of a root and on the way to one at once.
  private func letGo(of node: DirectoryTree.Node) {
    let above = node.parent
    let pruned = tree.prune(node)
    source.unwatch(pruned, for: subscriber)
    if pruned.isEmpty { ask(for: node) }
    if let above, tree[above.path] === above { ask(for: above) }
  }

  /// A directory is not watched any more.
  func ended(_ directory: FilePath) {
    guard let node = tree[directory] else { return }
    node.watched = nil
    if let holder = node.holder {
      drop(subfolder: node.path.name, of: holder)
      holder.isHeard = false
      lookSoon(holder)
    }
    for root in node.rootsFromHere {
      if root === node.root { lose(root) }
      lookSoon(root)
    }
  }

  /// What is known of a root is not so any more. Whether it is lost, or another one by now, the next look will show.
  func lose(_ root: Root) {
    guard root.isPresent else { return }
    release(root)
    // A directory that was moved away or that somebody holds open would go on telling.
    root.node.watched = nil
    source.unwatch([root.path], for: subscriber)
    sayLost(root)
    for below in root.node.rootsFromHere { lookSoon(below) }
  }

  func sayLost(_ root: Root) {
    guard !root.isSaidLost else { return }
    root.isSaidLost = true
    root.lostSince = now
    outbox.putOnce(.folderLost(root.path))
  }
}
