import DurableFiles
import Foundation
public import Terms

/// Where shots are kept. Only `StepRunner` writes to it.
///
/// The embedded store is a folder of files; agents that share a project over several machines will one day have
/// another, so nothing here speaks of files.
public protocol ExecutionStore: Sendable {
  /// What is known of a shot, or nil.
  func record(of shot: ShotID) async throws -> ShotRecord?

  /// Changes a shot and makes the change durable before it returns; a shot that is not known is registered first.
  @discardableResult
  func update(
    _ shot: ShotID, _ change: @Sendable (inout ShotRecord) throws -> Void
  ) async throws -> ShotRecord
}

/// One file per shot in `state/starsend/shots`.
public actor FolderExecutionStore: ExecutionStore {
  private let folder: FilePath
  private let clock: WallClock
  private var records: [ShotID: ShotRecord] = [:]
  private nonisolated let executor = FileExecutor("shots")

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public init(_ folder: FilePath, clock: WallClock = .system) {
    self.folder = folder
    self.clock = clock
  }

  public func record(of shot: ShotID) throws -> ShotRecord? {
    if let known = records[shot] { return known }
    let file = file(of: shot)
    let record = try StateFile.read(
      ShotRecord.self, from: file, name: "state/starsend/shots/\(file.name)", version: ShotRecord.latestVersion,
      consequence: "nothing runs for \(shot)",
      hint: "Put that file back from a backup, or move it away to begin the shot anew.")
    for take in record?.takes ?? [] { try take.checkTrust() }
    records[shot] = record
    return record
  }

  @discardableResult
  public func update(_ shot: ShotID, _ change: @Sendable (inout ShotRecord) throws -> Void) throws -> ShotRecord {
    let now = clock.now()
    var record = try record(of: shot) ?? ShotRecord(shot: shot, at: now)
    try change(&record)
    record.updatedAt = now
    try Folder.make(folder, levels: 3)
    do { try DurableFile.replace(file(of: shot), with: try PlainJSON.file(record)) } catch {
      // The disk may have the old contents or the new ones: it is asked again.
      records[shot] = nil
      throw error
    }
    records[shot] = record
    return record
  }

  /// The file of a shot; one that is there keeps its spelling, since ids are compared without case.
  private func file(of shot: ShotID) -> FilePath {
    let file = folder / "\(shot).json"
    guard FileStatus.of(file) == nil, let names = try? Folder.names(in: folder) else { return file }
    let known = names.first { $0.text?.lowercased() == "\(shot).json".lowercased() }
    return known.map { folder / $0 } ?? file
  }
}
