import CLinux
import Terms

/// Whether the events of a folder tell of everything.
///
/// A look that meets something new in a folder whose events have been heard since the look before is a suspicion: the
/// event may still be on its way. When the item settles, and still no event has told of it, everything that the source
/// holds is fetched. Only when no event is among that either, the folder is looked through often from then on.
extension WatchLoop {
  /// Remembers what should have been heard of. What is written through a memory map changes its time and nothing else
  /// without an event, so that only new names, other inodes and other sizes count.
  func suspect(_ found: Found) {
    guard found.shouldBeHeard else { return }
    if let known = settling.sighting(at: found.place) {
      let hasOtherSize = found.sighting.kind == .file && known.identity.size != found.sighting.identity.size
      guard known.inode != found.sighting.inode || hasOtherSize else { return }
      // Something may have been mounted over it. Names do not come by that.
      guard tree[found.place.folder]?.root?.mountChanges == mountChanges else { return }
    }
    unheard.insert(found.place)
  }

  /// Events may have been lost, or there was a time without: nothing that is met now proves anything.
  func dismissEvidence() {
    unheard = []
    suspects = []
    for root in tree.roots { root.isHeard = false }
  }

  func gatherEvidence() {
    let places = suspects.filter { unheard.contains($0) }
    suspects = []
    guard !places.isEmpty else { return }
    source.flush(for: subscriber)
    mailbox.post(.judge(places))
  }

  func judge(_ places: [ItemPlace]) {
    for place in places where unheard.remove(place) != nil {
      guard let root = tree[place.folder]?.root, root.isHeard, !isPolled(root) else { continue }
      // Written under another of its names, it changes here without an event.
      guard let status = try? starsend_status(place.path), status.links == 1 || Sighting(status).kind == .folder else {
        continue
      }
      distrust(root, .unannounced(place))
    }
  }

  /// From now on a folder is looked through often, which is said.
  func distrust(_ root: Root, _ reason: Polling.Reason) {
    root.polling = reason
    root.isHeard = false
    look(at: root, by: now + pace(of: root))
    outbox.putOnce(.polled(Polling(folder: root.path, reason: reason, interval: options.poll)))
  }

  func isPolled(_ root: Root) -> Bool { options.mode == .polling || root.polling != nil }
}
