public import Terms

/// The checks on what a provider sent back; their verdicts are kept on the take.
public protocol Gates: Sendable {
  /// Judges the artifact of a take, at `root / take.output`. Throws only where the artifact cannot be read at all.
  func judge(_ take: TakeRecord, root: FilePath) async throws -> [GateVerdict]
}
