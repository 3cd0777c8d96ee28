import FolderContract
import FolderWatch
import Terms

/// What something in `picks/` is, decided by names alone.
enum PickItem: Hashable {
  /// A file that the agent made, whatever it is called now.
  case product(Product)
  case marker(Marker.Reading)
  /// A folder for picks of one sequence, such as `picks/SEQ05/`. It stays.
  case container
  /// A folder of the agent's files that was dragged in whole: it goes back and picks nothing. Where no single folder
  /// is its home, each file goes to its own.
  case products(home: FilePath?)
  case unknown(Problem)

  /// What can be seen of an item without asking what it means.
  struct Facts {
    /// The names from below `picks/` on: one, or a folder and a name in it.
    let path: [FileName]
    /// What is in it, litter left out; nil for a file.
    var contents: [FileName]?
    /// The product that the picture says it was, by the id that the agent wrote into it.
    var embedded: Product?
  }

  /// - Parameters:
  ///   - sequences: those of the plan, which markers can name.
  ///   - known: also those that left the plan: their products are still products.
  init(_ facts: Facts, layout: ProjectLayout, sequences: [SequenceID], known: [SequenceID]) {
    if let contents = facts.contents {
      self = Self.folder(facts.path, contents, layout, sequences, known)
    } else if let product = facts.path.last.flatMap({ Product.parse($0, sequences: known) }) ?? facts.embedded {
      self = .product(product)
    } else {
      self = Self.marker(facts.path, sequences)
    }
  }

  private static func marker(_ path: [FileName], _ sequences: [SequenceID]) -> PickItem {
    do throws(Problem) { return .marker(try Marker.read(path, sequences: sequences)) } catch { return .unknown(error) }
  }

  private static func folder(
    _ path: [FileName], _ contents: [FileName], _ layout: ProjectLayout, _ sequences: [SequenceID],
    _ known: [SequenceID]
  ) -> PickItem {
    let asMarker = marker(path, sequences)
    if contents.isEmpty, case .marker = asMarker { return asMarker }
    guard path.count == 1, let name = path.first else { return unknownFolder(path, asMarker) }
    if !contents.isEmpty, let home = [layout.grids, layout.frames, layout.takes].first(where: { $0.name == name }) {
      return .products(home: home)
    }
    let products = contents.compactMap { Product.parse($0, sequences: known) }
    if let telling = telling(products) { return .products(home: layout.home(of: telling)) }
    if case .marker = marker(path + [FileName("again")], sequences) { return .container }
    return products.isEmpty ? unknownFolder(path, asMarker) : .products(home: nil)
  }

  /// A product that nobody drops to pick something: what lies around it was dragged along. So was the marker for
  /// another grid, where one for an option lies beside it: nobody means both.
  private static func telling(_ products: [Product]) -> Product? {
    let picking = products.contains { product in
      switch product.kind {
      case .option, .marker: true
      default: false
      }
    }
    return products.first { product in
      switch product.kind {
      case .grid, .gridSidecar, .cell, .startFrame, .take, .poster, .sidecar, .slice, .sliceSidecar, .call,
        .callSidecar, .continuation, .original:
        true
      case .again: picking
      case .option, .marker: false
      }
    }
  }

  private static func unknownFolder(_ path: [FileName], _ reading: PickItem) -> PickItem {
    if path.count == 1, case .unknown(let problem) = reading, problem.code != .unrecognisedName { return reading }
    return .unknown(
      Problem(
        .unrecognisedName, "The folder \(path.map(\.display).joined(separator: "/")) says nothing that is known.",
        hint: "Drop one option picture, or an empty file or folder named like SEQ05.top_left."))
  }
}
