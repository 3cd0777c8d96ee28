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
    static let latestVersion = 1

    var version = Contents.latestVersion
    var sequences: [String: SequenceRecord] = [:]

    /// Ids are compared without case: a sequence keeps the spelling that it came with.
    func name(of sequence: SequenceID) -> String {
      if sequences[sequence.text] != nil { return sequence.text }
      return sequences.keys.first { $0.lowercased() == sequence.text.lowercased() } ?? sequence.text
    }
  }

  public init(_ file: FilePath) { self.file = file }

  /// A sequence's record; one that nothing happened to yet is `not_started`.
  public func record(of sequence: SequenceID) throws -> SequenceRecord {
    let contents = try load()
    return contents.sequences[contents.name(of: sequence)] ?? SequenceRecord()
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
    let name = contents.name(of: sequence)
    var record = contents.sequences[name] ?? SequenceRecord()
    let result = try change(&record)
    // Nothing new is nothing to write: a start that finds all as it was makes no durable step.
    guard record != contents.sequences[name] else { return result }
    contents.sequences[name] = record
    try Folder.make(file.parent, levels: 2)
    do { try DurableFile.replace(file, with: try PlainJSON.file(contents)) } catch {
      // The disk may have the old contents or the new ones: it is asked again.
      self.contents = nil
      throw error
    }
    self.contents = contents
    return result
  }

  private func load() throws -> Contents {
    if let contents { return contents }
    let loaded = try StateFile.read(
      Contents.self, from: file, name: "state/client/sequences.json", version: Contents.latestVersion,
      consequence: "nothing runs in this project", hint: "Put that file back from a backup.")
    contents = loaded
    return loaded ?? Contents()
  }
}
