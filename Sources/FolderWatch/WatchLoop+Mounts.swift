import Terms

/// What is mounted over watched folders, or taken off them.
extension WatchLoop {
  /// Where much is mounted, as by containers that come and go, the folders are compared once in a while.
  static let mountPause = Duration.seconds(1)

  /// Whatever was mounted or unmounted: folders that are not what they were by now are looked at.
  func checkMountsIfDue() {
    guard let time = nextMountCheck, time <= now else { return }
    nextMountCheck = nil
    lastMountCheck = now
    for root in tree.roots where (try? Inode(ofFolder: root.path, following: false)) != root.itself {
      root.node.forEachUpwards { $0.watched = nil }
      look(at: root, by: now)
    }
  }
}
