import DurableFiles
import FolderContract
import Foundation
import Terms

/// How the verbs are made that drop something, as a person would, and follow its receipt.
extension Verb {
  /// A verb that drops a request about the sequences behind PROJECT.
  static func requesting(
    _ name: String, operands: String = "PROJECT SEQ…", count: ClosedRange<Int> = 2...201, summary: String,
    help: String, options: [Option] = [], canRehearse: Bool = false,
    work: @escaping @Sendable (Arguments, [SequenceID]) throws -> Request.Work
  ) -> Verb {
    dropping(
      name, operands: operands, count: count, summary: summary, help: help, options: options, canRehearse: canRehearse
    ) { arguments, _ in
      let sequences = try arguments.sequences()
      return .request(try work(arguments, sequences), sequences)
    }
  }

  static func dropping(
    _ name: String, operands: String, count: ClosedRange<Int>, summary: String, help: String, options: [Option] = [],
    canRehearse: Bool = false, drop: @escaping @Sendable (Arguments, ProjectLayout) throws -> Delivery.Drop
  ) -> Verb {
    Verb(
      name: name, operands: operands, count: count, summary: summary,
      help: help + "\n\nWhere no agent runs on the project, this command is the agent until the request has ended.",
      options: options + (canRehearse ? [DryRun.option] : []) + [
        Option("--wait", nil, "wait for the end although another agent does the work"),
        Option("--yes", nil, "wait, and say yes to what is asked: prices, dropped elements, splits, new picks"),
        Option("--note", "TEXT", "kept with the request"), Option("--id", "ID", "what to call the request"),
        .configuration,
      ]
    ) { arguments, terminal in
      let layout = try arguments.project()
      let drop = try drop(arguments, layout)
      if arguments.has("--dry-run"), case .request(let work, let sequences) = drop {
        return try await DryRun(layout: layout, arguments: arguments, terminal: terminal).run(work, sequences)
      }
      return try await Delivery(drop, layout, arguments, terminal).run()
    }
  }

  static let takeOption = Option("--take", "NUMBER", "which take, counted from 1 (default: the only one it can be)")
}

extension Arguments {
  /// The operands behind PROJECT, none of them twice.
  func sequences() throws(Problem) -> [SequenceID] {
    var sequences: [SequenceID] = []
    for word in positional.dropFirst() {
      let sequence = try SequenceID(word)
      guard !sequences.contains(sequence) else {
        throw verb.usage("\(sequence) is named twice.", hint: "Name each sequence once. ")
      }
      sequences.append(sequence)
    }
    return sequences
  }
}
