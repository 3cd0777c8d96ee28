import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Terms

extension Verb {
  static let log = Verb(
    name: "log", operands: "PROJECT [SEQ]", count: 1...2, summary: "the journal: who asked what, what became of it",
    help: """
      Prints the project's journal, oldest first: who dropped which file, what was made of it, and what was asked for
      otherwise than in the take before. With a sequence, only what is about it.

        starsend log .
        starsend log . SEQ05 --json
      """
  ) { arguments, terminal in
    let layout = try arguments.project()
    let sequence = arguments.positional.count == 2 ? try SequenceID(arguments[1]) : nil
    let entries = try JournalReading.entries(of: layout).filter { entry in
      guard let sequence else { return true }
      return entry.sequences.contains(sequence)
    }
    try terminal.show(entries.map(\.summary))
    for line in LogText.lines(entries.map(\.summary)) { terminal.tell(line) }
    return .done
  }
}

/// The journal for a terminal. Pure.
enum LogText {
  /// A line for each entry; what came of a file is told with whoever dropped it.
  static func lines(_ entries: [JournalReading.Summary]) -> [String] {
    var people: [RequestID: String] = [:]
    return entries.map { entry in
      if let id = entry.id, let name = entry.requestedBy { people[id] = name }
      return line(entry, by: entry.requestedBy ?? entry.id.flatMap { people[$0] })
    }
  }

  private static func line(_ entry: JournalReading.Summary, by name: String?) -> String {
    let what = [entry.action, entry.sequences.map(\.text).joined(separator: ","), entry.state?.rawValue]
      .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    let rest = [name.map { "by \($0)" }, entry.note.map { "“\($0)”" }, entry.message].compactMap { $0 }
    return (["\(entry.at)", entry.event.rawValue, entry.file ?? "", what] + rest).filter { !$0.isEmpty }
      .joined(separator: "  ")
  }
}
