import Terms

/// What keeps folders from being watched.
extension WatchLoop {
  /// A sub-folder was met that raises no events.
  func refuse(_ root: Root, _ refusal: Root.Refusal) {
    root.isHeard = false
    look(at: root, by: now + options.poll)
    if root.refusal == nil { conclude(root, refusal) }
  }

  /// A look has ended with this; nil where everything in the folder raises events.
  func conclude(_ root: Root, _ refusal: Root.Refusal?) {
    root.refusal = refusal
    let kind = refusal.flatMap { WatchLimit.kind(of: $0.error) }
    if kind != root.limit {
      if let earlier = root.limit { relieve(earlier) }
      root.limit = kind
      if let kind { count(kind) }
    }
    defer { root.saidError = refusal?.error }
    guard kind == nil, let refusal, root.saidError != refusal.error else { return }
    outbox.putOnce(.unwatchable(root.path, Problem(watching: refusal.path, refusal.error)))
  }

  /// One more folder meets the limit; the first one is told of.
  private func count(_ kind: WatchLimit.Kind) {
    if let known = limited[kind] {
      limited[kind] = (known.limit, known.folders + 1)
    } else {
      let limit = WatchLimit(kind)
      limited[kind] = (limit, 1)
      outbox.putOnce(.limited(limit))
    }
  }

  private func relieve(_ kind: WatchLimit.Kind) {
    guard let known = limited[kind] else { return }
    limited[kind] = known.folders > 1 ? (known.limit, known.folders - 1) : nil
    if known.folders == 1 { outbox.putOnce(.limitLifted(known.limit)) }
  }
}
