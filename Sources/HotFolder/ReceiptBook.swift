import DurableFiles
import FolderContract
import Terms

/// `results/`: one receipt for everything that was dropped, replaced whole at each change.
struct ReceiptBook {
  private let layout: ProjectLayout
  private var taken: Set<RequestID>

  /// Looks through `results/`, so that no receipt's name is given twice; nor is one of the journal's `ids`, whose
  /// receipt a person may have cleared away.
  init(_ layout: ProjectLayout, ids: some Sequence<RequestID>) throws {
    self.layout = layout
    taken = Set(ids).union(
      try Folder.names(in: layout.results).compactMap { name in
        name.text.flatMap { $0.hasSuffix(".json") ? try? RequestID(String($0.dropLast(5))) : nil }
      })
  }

  func isTaken(_ id: RequestID) -> Bool { taken.contains(id) }

  /// A free id for a file that brought none, made of its name. It is taken once a receipt is written under it.
  func newID(for name: FileName) -> RequestID { SafeStem.numbered(SafeStem.of(name), taken: taken) }

  /// Writes a receipt. While it may change, it can be written again from the journal, so that a power cut may take it.
  mutating func write(_ receipt: Receipt) throws {
    // An id that was refused is free again, in whatever case; two files would be one for half of the readers.
    if let spelled = spelled(receipt.id), spelled.text != receipt.id.text {
      DurableFile.remove(layout.receipt(spelled))
    }
    taken.update(with: receipt.id)
    // What has ended stays as its reader found it.
    if receipt.state.isFinal, self.receipt(receipt.id) == receipt { return }
    let durability: DurableFile.Durability = receipt.state.isFinal ? .synced : .derived
    try DurableFile.replace(layout.receipt(receipt.id), with: try PlainJSON.file(receipt), durability)
  }

  /// The receipt of `id` as it stands, or nil.
  func receipt(_ id: RequestID) -> Receipt? {
    (try? DurableFile.read(layout.receipt(spelled(id) ?? id), limit: 1 << 20)).flatMap {
      try? PlainJSON.decode(Receipt.self, from: $0)
    }
  }

  /// An id as its receipt's name spells it; ids are compared without case, names of files are not.
  private func spelled(_ id: RequestID) -> RequestID? { taken.firstIndex(of: id).map { taken[$0] } }
}
