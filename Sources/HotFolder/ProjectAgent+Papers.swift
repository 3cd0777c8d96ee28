import FolderContract
import FolderWatch
import Terms

/// The project's own files: the plan, the settings and HOLD.
extension ProjectAgent {
  func readPapers(from watcher: FolderWatcher) async throws {
    for await event in watcher {
      try Task.checkCancellation()
      if isClosing { return }
      lastStir = .now
      if case .folderLost = event { try requireRoot() }
      await readPapers()
    }
  }

  private func readPapers() async {
    let before = papers.problems
    if papers.reload(), papers.problems != before {
      for problem in papers.problems { environment.log.warning(problem.logLine) }
    }
    await writeAllStatus()
  }
}
