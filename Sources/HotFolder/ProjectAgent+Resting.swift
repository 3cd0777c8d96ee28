import DurableFiles
import FolderContract
import FolderWatch
import Terms

/// Letting a project sleep in which nothing happens.
extension ProjectAgent {
  /// Returns once nothing was dropped or done for that long, and nothing is left to do; from then on the agent takes
  /// nothing more. Where nothing ever happened, that is at once.
  ///
  /// - Parameter patience: asked each second, since it ends where others wait for a seat.
  func untilIdle(for patience: @Sendable () -> Duration) async throws {
    while true {
      let stir = lastStir
      let quiet = stir.map { patience() - $0.duration(to: .now) } ?? .zero
      if quiet <= .zero, isIdle {
        await writeAllStatus()
        // Something may have come while the status was written.
        if isIdle, lastStir == stir {
          isClosing = true
          return
        }
      }
      try await Task.sleep(for: quiet > .zero ? min(quiet, .seconds(1)) : .seconds(1))
    }
  }

  /// Whether nothing will happen any more until something is dropped or changed.
  private var isIdle: Bool {
    backlog == nil && !isTakingBacklog && unsaid.isEmpty && stuck.isEmpty && held.isEmpty && progress.isEmpty
      && waiting.values.allSatisfy(\.isLeft) && tickets.values.allSatisfy { $0.receipt.state.needsNobody }
  }

  /// What it takes to sleep.
  func nap(holding lock: FileLock) -> Nap {
    let holds = Nap.papers(of: layout).filter { layout.holds.contains($0.key) }
    return Nap(
      layout: layout, root: root, lock: lock, since: startedAt, left: waiting.compactMapValues(\.identity),
      containers: containers, papers: papers.seen.merging(holds) { seen, _ in seen })
  }
}
