public import Foundation
public import Terms

/// A folder of its own for one test, removed when the test lets go of it.
public final class TemporaryFolder: Sendable {
  public let path: FilePath

  /// - Parameter parent: where it lies; the system's folder for what is temporary where none is named.
  public init(in parent: FilePath? = nil) throws {
    path = (parent ?? FilePath(FileManager.default.temporaryDirectory.path)) / "starsend-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path.display, withIntermediateDirectories: true)
  }

  /// Takes over a folder that is there.
  public init(adopting path: FilePath) { self.path = path }

  deinit { try? FileManager.default.removeItem(atPath: path.display) }

  /// Writes `contents` in place, making the folders above it.
  @discardableResult
  public func write(_ contents: some DataProtocol, to relative: String) throws -> FilePath {
    let file = path / relative
    try FileManager.default.createDirectory(atPath: file.parent.display, withIntermediateDirectories: true)
    try Data(contents).write(to: URL(fileURLWithPath: file.display))
    return file
  }

  @discardableResult
  public func write(_ contents: String, to relative: String) throws -> FilePath {
    try write(Data(contents.utf8), to: relative)
  }

  public func read(_ relative: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: (path / relative).display))
  }

  public func exists(_ relative: String) -> Bool {
    FileManager.default.fileExists(atPath: (path / relative).display)
  }

  /// The names directly in `relative`, sorted.
  public func names(in relative: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: (relative.isEmpty ? path : path / relative).display).sorted()
  }
}
