import DurableFiles
import Foundation
public import Terms

/// `state/client/sequences.json`: written by `ClientSequenceRunner` alone.
public actor SequenceStore {
  private let file: FilePath
  private var contents: Contents?
  private nonisolated let executor = FileExecutor("sequences")

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private struct Contents: Codable {
    var version = 1
    var sequences: [String: SequenceRecord] = [:]
  }

  public init(_ file: FilePath) { self.file = file }

  /// A sequence's record; one that nothing happened to yet is `not_started`.
  public func record(of sequence: SequenceID) throws -> SequenceRecord {
    try load().sequences[sequence.text] ?? SequenceRecord()
  }

  /// Every sequence that something happened to.
  public func all() throws -> [SequenceID: SequenceRecord] {
    var records: [SequenceID: SequenceRecord] = [:]
    for (name, record) in try load().sequences { records[try SequenceID(name)] = record }
    return records
  }

  /// Changes one sequence and makes the change durable before it returns.
  @discardableResult
  public func update<Result: Sendable>(
    _ sequence: SequenceID, _ change: @Sendable (inout SequenceRecord) throws -> Result
  ) throws -> Result {
    var contents = try load()
    let name = contents.sequences.keys.first { $0.lowercased() == sequence.text.lowercased() } ?? sequence.text
    var record = contents.sequences[name] ?? SequenceRecord()
    let result = try change(&record)
    // Nothing new is nothing to write: a start that finds all as it was makes no durable step.
    guard record != contents.sequences[name] else { return result }
    contents.sequences[name] = record
    try Folder.make(file.parent)
    try DurableFile.replace(file, with: try PlainJSON.file(contents))
    self.contents = contents
    return result
  }

  private func load() throws -> Contents {
    if let contents { return contents }
    guard FileStatus.of(file) != nil else { return Contents() }
    do {
      let loaded = try PlainJSON.decode(Contents.self, from: try DurableFile.read(file))
      contents = loaded
      return loaded
    } catch let error as DecodingError {
      throw Problem(
        .damagedState, "state/client/sequences.json cannot be read, so nothing runs in this project.",
        hint: "Put that file back from a backup.", cause: "\(error)")
    }
  }
}
