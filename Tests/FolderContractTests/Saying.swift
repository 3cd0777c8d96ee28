import Foundation
import Terms
import Testing

extension String {
  var data: Data { Data(utf8) }
}

/// The problem that `body` throws; records an issue where it throws none.
func problem<Value>(_ body: () throws(Problem) -> Value, sourceLocation: SourceLocation = #_sourceLocation) -> Problem {
  do {
    let value = try body()
    Issue.record("nothing was refused: \(value)", sourceLocation: sourceLocation)
    return Problem(.init(rawValue: "none"), "", hint: "")
  } catch {
    return error
  }
}

func ids(_ texts: String...) throws -> [SequenceID] { try texts.map { try SequenceID($0) } }
