import Foundation
import Glibc

/// The programs that people would use instead, where they are installed.
struct Peers {
  enum Peer: String, CaseIterable {
    case inotifywait, fswatch, watchdog, watchfiles, vips, convert, pillow

    fileprivate var package: String? {
      switch self {
      case .watchdog, .watchfiles: rawValue
      case .pillow: "PIL"
      default: nil
      }
    }
  }

  /// Where `deploy/peers` puts the Python packages: beside what was built.
  private let python: URL

  init() {
    python = Program.own.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("peers/bin/python3")
  }

  /// The program, or the Python that has the package; nil where it is not installed.
  func find(_ peer: Peer) -> String? {
    guard let package = peer.package else { return Self.program(peer.rawValue) }
    let library = python.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("lib")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
    let isThere = versions.contains {
      access(library.appendingPathComponent("\($0)/site-packages/\(package)").path, F_OK) == 0
    }
    return isThere ? python.path : nil
  }

  private static func program(_ name: String) -> String? {
    ["/usr/bin", "/usr/local/bin", "/bin"].map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  /// A line for those that are not here, or nil.
  func missing(_ wanted: [Peer]) -> String? {
    let absent = wanted.filter { find($0) == nil }
    guard !absent.isEmpty else { return nil }
    return "\(absent.map(\.rawValue).joined(separator: ", ")) not installed: deploy/peers"
  }
}
