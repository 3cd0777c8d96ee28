import FolderContract
import FolderWatch
import Terms

/// The project's own files: the plan, the settings and HOLD.
extension ProjectAgent {
  func readPapers(from watcher: FolderWatcher) async throws {
    for await event in watcher {
      try Task.checkCancellation()
      if isClosing { return }
      if case .folderLost = event { try requireRoot() }
      await readPapers()
    }
  }

  private func readPapers() async {
    let before = papers.problems
    if papers.reload() {
      lastStir = .now
      if papers.problems != before { papers.problems.forEach { environment.log.warning($0.logLine) } }
    }
    await releaseHeld()
    await writeAllStatus()
  }
}
