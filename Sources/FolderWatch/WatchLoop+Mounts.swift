import CLinux
import Terms

/// What is mounted over watched folders, or taken off them.
extension WatchLoop {
  /// Where much is mounted, as by containers that come and go, the folders are compared once in a while.
  private static let mountPause = Duration.seconds(1)

  func mountsChanged() {
    mountTable = nil
    mountChanges += 1
    nextMountCheck = max(now, lastMountCheck + Self.mountPause)
  }

  /// Whatever was mounted or unmounted: folders that are not what they were by now are looked at.
  func checkMountsIfDue() {
    guard let time = nextMountCheck, time <= now else { return }
    nextMountCheck = nil
    lastMountCheck = now
    for root in tree.roots {
      guard let status = try? starsend_status(root.path), Sighting(status).inode == root.itself else {
        root.node.forEachUpwards { $0.watched = nil }
        lookSoon(root)
        continue
      }
      if status.mount != root.mount { settleFileSystem(of: root, status.mount) }
      // One of its folders may be another one now, with a project in it.
      if !root.subfolders.isEmpty { lookSoon(root) }
    }
  }

  /// A folder is there. Finds out what it lies on, unless that is known.
  func settleFileSystem(of root: Root) {
    guard let status = try? starsend_status(root.path) else { return }
    if root.isKnown, status.mount != root.mount {
      outbox.putOnce(.fileSystemChanged(root.path, fileSystem(of: root.path, status.mount)))
    }
    guard !root.isKnown || status.mount != root.mount else { return }
    settleFileSystem(of: root, status.mount)
  }

  private func settleFileSystem(of root: Root, _ mount: UInt64) {
    root.isKnown = true
    root.mount = mount
    root.polling = nil
    guard options.mode == .auto, let fileSystem = fileSystem(of: root.path, mount), fileSystem.changesUnheard else {
      return
    }
    distrust(root, .fileSystem(fileSystem))
  }

  /// A folder is not there. Where its mount is not there either, nobody has deleted it.
  func sayIfUnmounted(_ root: Root) {
    guard root.isKnown, root.mount != 0, currentMounts()[root.mount] == nil else { return }
    root.isKnown = false
    outbox.putOnce(.fileSystemChanged(root.path, nil))
  }

  private func fileSystem(of path: FilePath, _ mount: UInt64) -> FileSystem? {
    if let known = mountTable?[mount] { return known }
    return FileSystem.of(path, mount: mount, in: currentMounts())
  }

  private func currentMounts() -> MountTable {
    let table = mountTable ?? MountTable()
    mountTable = table
    return table
  }
}
