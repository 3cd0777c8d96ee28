import CLinux
import Foundation
import Glibc
import Synchronization
import Terms

/// The temporary folders of one run of the benchmark. All of it is removed at its end.
final class Workshop: Sendable {
  enum Place: String, CaseIterable, Sendable {
    case disk, memory
  }

  private let disk: String
  /// On a tmpfs, where syncing costs nothing; nil where there is none.
  private let memory: String?
  private let count = Mutex(0)
  private let removal = Mutex(())

  init(on folder: String) throws {
    disk = try Self.make(in: folder)
    memory = starsend_filesystem_magic("/dev/shm") == Self.tmpfs ? try? Self.make(in: "/dev/shm") : nil
  }

  private static let tmpfs: UInt32 = 0x0102_1994

  private static func make(in folder: String) throws -> String {
    var template = Array("\(folder)/starsend-bench.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Problem(system: "make a folder in \(folder)") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The places that there are, and whether the disk is one at all.
  var places: [Place] { Place.allCases.filter { path(of: $0) != nil } }

  func fileSystem(of place: Place) -> String {
    switch path(of: place).map({ starsend_filesystem_magic($0) }) {
    case Self.tmpfs: "tmpfs"
    case 0xEF53: "ext4"
    case 0x5846_5342: "XFS"
    case 0x9123_683E: "Btrfs"
    case let magic?: "file system \(String(magic, radix: 16))"
    case nil: "nothing"
    }
  }

  private func path(of place: Place) -> String? { place == .disk ? disk : memory }

  /// A new folder.
  func folder(on place: Place = .disk) throws -> String {
    let number = count.withLock {
      $0 += 1
      return $0
    }
    guard let path = path(of: place).map({ "\($0)/\(number)" }), mkdir(path, 0o755) == 0 else {
      throw Problem(system: "make a folder")
    }
    return path
  }

  func discard(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

  /// What children print on standard error.
  var log: String { "\(disk)/children.log" }

  /// Whoever comes second, the end of a measurement or a signal in the midst of it, waits for the first.
  func remove() {
    removal.withLock { _ in for path in [disk, memory].compactMap(\.self) { discard(path) } }
  }
}
