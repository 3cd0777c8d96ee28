import Glibc
import Terms

/// Which directories are watched, and for whom.
extension InotifyThread {
  /// One directory. inotify has one watch for it, however many paths lead to it and however many want to know.
  struct Watch {
    let inode: Inode
    /// The path by which the library knows it.
    let origin: FilePath
    var interest: Interest
    var takers: [Taker]
  }

  struct Taker {
    let directory: FilePath
    let subscriber: Subscriber
    var interest: Interest
  }

  /// 0, or the errno that says why it cannot be watched.
  func watch(_ wish: Wish, for subscriber: Subscriber) -> CInt {
    do throws(SystemError) {
      let inode = try Inode(ofFolder: wish.directory, following: wish.interest != .contents)
      if let number = numbers[wish.directory] {
        if watches[number]?.inode == inode {
          take(number, wish, subscriber)
          try fit(number, wish.directory)
          return 0
        }
        // A directory that somebody holds open outlives its name, and its watch with it.
        giveUp(wish.directory, number, askedBy: subscriber)
      }
      let number = try add(wish)
      numbers[wish.directory] = number
      if watches[number] == nil {
        watches[number] = Watch(inode: inode, origin: wish.directory, interest: wish.interest, takers: [])
      }
      take(number, wish, subscriber)
      try fit(number, wish.directory)
      return 0
    } catch {
      return error.number
    }
  }

  private func take(_ number: CInt, _ wish: Wish, _ subscriber: Subscriber) {
    let known = watches[number]?.takers.firstIndex { $0.subscriber == subscriber && $0.directory == wish.directory }
    if let known {
      watches[number]?.takers[known].interest = wish.interest
    } else {
      let taker = Taker(directory: wish.directory, subscriber: subscriber, interest: wish.interest)
      watches[number]?.takers.append(taker)
    }
  }

  /// Watches a directory that is not watched under this path.
  private func add(_ wish: Wish) throws(SystemError) -> CInt {
    try open()
    do throws(SystemError) {
      let incarnation = incarnations[wish.directory, default: 0]
      guard let number = try library?.watch(wish.directory, wish.interest, incarnation: incarnation) else {
        throw SystemError(EMFILE)
      }
      return number
    } catch {
      // Watched under another path: by way of a bind mount or a link, or it is just being renamed.
      guard error.number == EEXIST, let number = try library?.join(wish.directory, wish.interest) else { throw error }
      return number
    }
  }

  private func open() throws(SystemError) {
    guard library == nil else { return }
    if let isOut { throw isOut }
    do throws(SystemError) {
      library = try InotifyLibrary.open()
    } catch {
      isOut = error
      throw error
    }
  }

  /// Has the system tell as much of a directory as its takers want, by way of one of its paths.
  private func fit(_ number: CInt, _ directory: FilePath) throws(SystemError) {
    guard let watch = watches[number], let wanted = watch.takers.map(\.interest).max() else { return }
    guard wanted != watch.interest else { return }
    let reached = try library?.change(directory, to: wanted)
    guard let reached, reached != number else {
      watches[number]?.interest = wanted
      return
    }
    // The path leads somewhere else by now. That is left as it was.
    if let other = watches[reached] {
      _ = try library?.join(directory, other.interest)
    } else {
      _ = library?.remove(reached)
    }
    throw SystemError(ENOENT)
  }

  func unwatch(_ directory: FilePath, for subscriber: Subscriber) {
    guard let number = numbers[directory] else { return }
    watches[number]?.takers.removeAll { $0.subscriber == subscriber && $0.directory == directory }
    tidy(number, directory)
  }

  /// What lies at the path is not what is watched under it.
  private func giveUp(_ directory: FilePath, _ number: CInt, askedBy subscriber: Subscriber) {
    for taker in watches[number]?.takers ?? [] where taker.directory == directory && taker.subscriber != subscriber {
      tell(taker.subscriber, .ended(directory))
    }
    watches[number]?.takers.removeAll { $0.directory == directory }
    tidy(number, directory)
  }

  /// After a taker has gone.
  private func tidy(_ number: CInt, _ directory: FilePath) {
    guard let watch = watches[number] else {
      numbers[directory] = nil
      return
    }
    if !watch.takers.contains(where: { $0.directory == directory }) { numbers[directory] = nil }
    if let other = watch.takers.first {
      // Where it fails, more is told than is wanted.
      try? fit(number, other.directory)
    } else {
      watches[number] = nil
      release(number, watch.origin)
    }
  }

  /// The watch has ended for everybody.
  func forget(_ number: CInt) {
    for taker in watches.removeValue(forKey: number)?.takers ?? [] {
      numbers[taker.directory] = nil
      tell(taker.subscriber, .ended(taker.directory))
    }
  }

  func release(_ number: CInt, _ origin: FilePath) {
    // Where it fails the directory has just been deleted, and the news of it was not read yet.
    if library?.remove(number) == false { bury(origin) }
  }

  func bury(_ directory: FilePath) {
    incarnations[directory, default: 0] += 1
    dead += 1
    if incarnations[directory, default: 0] >= Self.mostIncarnations { isWorn = true }
  }
}
