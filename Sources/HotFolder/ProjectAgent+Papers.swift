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

  /// Caps, makers and gates of an edited project.json are in force as soon as nothing runs that was begun under others.
  func followSettings() {
    guard papers.settings != settingsInForce, underway.isEmpty, stops == 0 else { return }
    do {
      let project = try ProjectIdentityFile.id(in: layout, clock: environment.clock)
      runner = try environment.makeRunner(layout, project, papers.settings)
      settingsInForce = papers.settings
      environment.log.info("project.json as it is now is in force")
    } catch { environment.log.error("project.json could not be put in force: \(error)") }
  }

  private func readPapers() async {
    let before = papers.problems
    if papers.reload() {
      lastStir = .now
      if papers.problems != before { papers.problems.forEach { environment.log.warning($0.logLine) } }
      followSettings()
    }
    await releaseHeld()
    await writeAllStatus()
  }
}
