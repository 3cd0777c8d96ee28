import DurableFiles
import Foundation
public import Terms

/// Which pictures lie at which service, so that each content is uploaded once: `uploads.json` in the agent's own state
/// folder, since whoever could write addresses into it would choose what a provider is shown.
public actor UploadRegister {
  /// Where a content can be fetched by anyone who knows the address, and until when.
  public struct Upload: Hashable, Sendable, Codable {
    public let address: String
    public let expiresAt: Timestamp

    public init(address: String, expiresAt: Timestamp) {
      self.address = address
      self.expiresAt = expiresAt
    }

    private enum CodingKeys: String, CodingKey {
      case address
      case expiresAt = "expires_at"
    }
  }

  private struct Contents: Codable {
    var version = 1
    /// By service and SHA-256.
    var uploads: [String: [String: Upload]] = [:]
  }

  private struct Place: Hashable {
    let service: String
    let digest: String
  }

  private let file: FilePath
  private let clock: WallClock
  private var contents: Contents?
  private var underway: [Place: Task<Upload, any Error>] = [:]
  private nonisolated let executor = FileExecutor("uploads")

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public init(_ file: FilePath, clock: WallClock = .system) {
    self.file = file
    self.clock = clock
  }

  /// The address of a content at a service: the kept one where it lasts for `least` from now, else the one that `upload`
  /// brings. Whoever asks while it is being uploaded waits for that same upload.
  ///
  /// - Parameter sha256: of the content.
  public func address(
    of sha256: String, at service: String, lasting least: Duration,
    upload: @escaping @Sendable () async throws -> Upload
  ) async throws -> String {
    let place = Place(service: service, digest: sha256)
    while true {
      if let known = known(sha256, at: service, lasting: least) { return known }
      guard let other = underway[place] else { break }
      // Where that one fails or is stopped, this one tries for itself.
      _ = try? await other.value
      try Task.checkCancellation()
    }
    let task = Task {
      // Before those who wait for it go on.
      defer { underway[place] = nil }
      let upload = try await upload()
      try keep(upload, at: place)
      return upload
    }
    underway[place] = task
    return try await withTaskCancellationHandler {
      try await task.value.address
    } onCancel: {
      task.cancel()
    }
  }

  /// Nil where the content is not known to lie there for so long.
  public func known(_ sha256: String, at service: String, lasting least: Duration) -> String? {
    guard let upload = read().uploads[service]?[sha256] else { return nil }
    let left = clock.now().seconds(to: upload.expiresAt)
    return left > Double(least.components.seconds) ? upload.address : nil
  }

  private func keep(_ upload: Upload, at place: Place) throws {
    let now = clock.now()
    var contents = read()
    contents.uploads[place.service, default: [:]][place.digest] = upload
    contents.uploads = contents.uploads.mapValues { $0.filter { $0.value.expiresAt > now } }
    try Folder.make(file.parent, levels: 3)
    try DurableFile.replace(file, with: try PlainJSON.file(contents))
    self.contents = contents
  }

  /// A register that cannot be read is begun anew: an upload costs nothing.
  private func read() -> Contents {
    if let contents { return contents }
    let read = try? StateFile.read(
      Contents.self, from: file, name: file.name.display, version: 1, consequence: "pictures are uploaded again",
      hint: "Nothing is to be done.")
    contents = read ?? Contents()
    return contents ?? Contents()
  }
}
