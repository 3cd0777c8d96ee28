import DurableFiles
import FolderContract
import Terms

/// `results/`: one receipt for everything that was dropped, replaced whole at each change.
struct ReceiptBook {
  private let layout: ProjectLayout
  private var taken: Set<RequestID>

  /// Looks through `results/`, so that no receipt's name is given twice.
  init(_ layout: ProjectLayout) throws {
    self.layout = layout
    taken = Set(
      try Folder.names(in: layout.results).compactMap { name in
        name.text.flatMap { $0.hasSuffix(".json") ? try? RequestID(String($0.dropLast(5))) : nil }
      })
  }

  func isTaken(_ id: RequestID) -> Bool { taken.contains(id) }

  /// A free id for a file that brought none, made of its name.
  mutating func newID(for name: FileName) -> RequestID {
    let id = SafeStem.numbered(SafeStem.of(name), taken: taken)
    taken.insert(id)
    return id
  }

  /// Writes a receipt. It can be written again from the journal, so that a power cut may take it.
  mutating func write(_ receipt: Receipt) throws {
    taken.insert(receipt.id)
    try DurableFile.replace(layout.receipt(receipt.id), with: try PlainJSON.file(receipt), .derived)
  }

  /// The receipt of `id` as it stands, or nil.
  func receipt(_ id: RequestID) -> Receipt? {
    (try? DurableFile.read(layout.receipt(id), limit: 1 << 20)).flatMap {
      try? PlainJSON.decode(Receipt.self, from: $0)
    }
  }
}
