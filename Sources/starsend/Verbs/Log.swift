import DurableFiles
import FolderContract
import Foundation
import HotFolder
import Terms

extension Verb {
  static let log = Verb(
    name: "log", operands: "PROJECT [SEQ]", count: 1...2, summary: "the journal: who asked what, what became of it",
    help: """
      Prints the project's journal, oldest first; with a sequence, only what is about it.

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
    for entry in entries { terminal.say(entry.line) }
    return .done
  }
}
