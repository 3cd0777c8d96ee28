import DurableFiles
import Foundation
import Glibc
public import Terms

/// Where a project lies, and what it keeps there for the ledger.
public struct ProjectHome: Hashable, Sendable {
  public let root: FilePath

  public init(_ root: FilePath) { self.root = root }

  /// The project's own count of its lines in the ledger.
  var mark: FilePath { root / "state/starsend/ledger.json" }

  /// The folder's path without links, as the agent keeps it.
  var place: FilePath { root.withoutLinks ?? root }

  /// Whether the folder is there and says that it is `project`.
  func holds(_ project: ULID) -> Bool {
    guard let data = try? DurableFile.read(root / "state/identity.json", limit: 1 << 16) else { return false }
    return (try? PlainJSON.decode(Identity.self, from: data))?.id == project
  }

  /// Whether both are one folder under two names, as a mount may give it.
  func isSame(as other: ProjectHome) -> Bool {
    guard let mine = FileStatus.of(place), let its = FileStatus.of(other.place) else { return false }
    return mine.device == its.device && mine.inode == its.inode
  }

  private struct Identity: Decodable { let id: ULID }
}

extension FilePath {
  /// The path with every link followed; nil where nothing is there.
  var withoutLinks: FilePath? {
    guard let real = withCString({ realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return FilePath(bytes: UnsafeBufferPointer(start: real, count: strlen(real)).map { UInt8(bitPattern: $0) })
  }
}

/// How a project's folder stands to what the ledger knows of it.
public enum Presence: Hashable, Sendable {
  /// It lies where it last spent, as it was then; or it never spent.
  case fine
  /// It lies at another place, and the old one is gone.
  case moved
  /// Its state is not the one that it last spent with: it was restored from a backup, deleted, or belongs to another
  /// agent's ledger.
  case restored
  /// It is present twice: it last spent at `other`, and that folder is still there.
  case copied(other: FilePath)
}
