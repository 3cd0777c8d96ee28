import FolderWatch
import Terms

extension AgentLog {
  /// Says what a watcher has to say of the folders themselves.
  func tell(_ event: WatchEvent) {
    switch event {
    case .overflowed: warning("more happened at once than the system remembers; every folder is looked through again")
    case .folderBack(let folder): info("watching \(folder) again")
    case .unwatchable(let folder, let problem):
      warning("looking through \(folder) from time to time instead: \(problem.logLine)")
    case .fileSystemChanged(let folder, let fileSystem):
      let now = fileSystem.map { "lies on \($0.type) now" } ?? "was unmounted"
      warning("\(folder) \(now); nothing in it was deleted")
    case .polled(let polling): once(polling.sentence)
    case .limited(let limit): once(limit.problem.logLine)
    case .limitLifted(let limit):
      forget(limit.problem.logLine)
      info(limit.reliefSentence)
    case .settled, .pending, .gone, .conflictCopy, .folderLost: break
    }
  }
}
