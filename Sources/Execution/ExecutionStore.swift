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
    let file = folder / "\(shot).json"
    guard FileStatus.of(file) != nil else { return nil }
    do {
      let record = try PlainJSON.decode(ShotRecord.self, from: try DurableFile.read(file))
      records[shot] = record
      return record
    } catch let error as DecodingError {
      throw Problem(
        .damagedState, "state/starsend/shots/\(shot).json cannot be read, so nothing runs for \(shot).",
        hint: "Put that file back from a backup, or move it away to begin the shot anew.", cause: "\(error)")
    }
  }

  @discardableResult
  public func update(_ shot: ShotID, _ change: @Sendable (inout ShotRecord) throws -> Void) throws -> ShotRecord {
    let now = clock.now()
    var record = try record(of: shot) ?? ShotRecord(shot: shot, at: now)
    try change(&record)
    record.updatedAt = now
    try Folder.make(folder)
    try DurableFile.replace(folder / "\(shot).json", with: try PlainJSON.file(record))
    records[shot] = record
    return record
  }
}
