import Foundation
import Terms

/// A program that tells what comes into a folder, one name on a line.
struct EventReader {
  let name: String
  private let program: (String) -> Program

  static let yardstick = "inotifywait -m"

  /// `FolderWatcher` in a process of its own.
  static var ours: EventReader {
    EventReader(name: "FolderWatcher") { Program.own(.events, [$0]) }
  }

  /// Those of the peers that are installed.
  static func peers(_ peers: Peers, _ wanted: [Peers.Peer]) -> [EventReader] {
    wanted.compactMap { peer in
      guard let path = peers.find(peer) else { return nil }
      switch peer {
      case .inotifywait:
        return EventReader(name: yardstick) {
          Program(executable: path, arguments: ["-m", "-q", "-e", "moved_to", "--format", "%f", $0])
        }
      case .fswatch:
        return EventReader(name: "fswatch -l 0.1") {
          Program(executable: path, arguments: ["-l", "0.1", "--event", "MovedTo", $0])
        }
      case .watchdog: return python(peer, path, PackageResources.watchdog_reader_py)
      case .watchfiles: return python(peer, path, PackageResources.watchfiles_reader_py)
      default: return nil
      }
    }
  }

  private static func python(_ peer: Peers.Peer, _ path: String, _ script: [UInt8]) -> EventReader {
    EventReader(name: peer.rawValue) {
      Program(executable: path, arguments: ["-c", String(decoding: script, as: UTF8.self), $0])
    }
  }

  /// Starts it on a new folder and waits until it tells of what comes.
  func start(in workshop: Workshop) throws -> Running {
    let (stage, folder) = (try workshop.folder(), try workshop.folder())
    let child = try Child(program(folder), listening: .output, errors: workshop.log)
    let probes = Dropping(stage: stage, target: folder, letter: "p")
    let collector = try Collector(child, letter: "p", capacity: 200)
    try probes.make(0..<200)
    for number in 0..<200 {
      _ = try probes.drop(number..<number + 1)
      guard collector.wait(for: 1, patience: 0.1) == 0 else { break }
      if number == 199 { throw child.isSilent }
    }
    // Those that came late are not to be mixed up with what is measured.
    collector.wait(for: 200, patience: 0.5)
    return Running(
      child: child, workshop: workshop, dropping: Dropping(stage: stage, target: folder, letter: "d"))
  }

  struct Running {
    let child: Child
    let workshop: Workshop
    let dropping: Dropping

    func end() {
      child.end()
      workshop.discard(dropping.stage)
      workshop.discard(dropping.target)
    }
  }
}
