public import Terms

/// A file that the agent makes for people, and the name that it gets.
///
/// Names are ASCII, counted from 1 and never reused: `SEQ05_g02.png`, `SEQ05_g02_top_left.png`, `SEQ05.top_left.txt`,
/// `SEQ05.again.txt`, `SEQ05_start01.png`, `SEQ05_take002.mp4`, with poster and sidecar under the same stem. What
/// belongs to one shot says so: `SEQ08_shot03_g01.png`, `SEQ08_shot03.top_left.txt`, `SEQ08_shot03_take001.mp4`.
public struct Product: Hashable, Sendable {
  public let sequence: SequenceID
  /// Where it is a shot's own, counted from 1: its grids and start frames, its takes in individual mode.
  public let shot: Int?
  public let kind: Kind

  public enum Kind: Hashable, Sendable {
    /// The picture of a whole grid.
    case grid(Int)
    /// The JSON file beside it.
    case gridSidecar(Int)
    /// One option of a grid; `name` is the cell's name in that grid's layout.
    case option(grid: Int, cell: GridCell, name: String)
    /// A picture made for one cell alone, of which the grid is composed.
    case cell(grid: Int, number: Int)
    /// What the provider sent for a grid or one of its cells, where that was no PNG; `ending` is its format's, such as
    /// `jpg`.
    case original(grid: Int, cell: Int?, ending: String)
    /// The ready-made marker that picks a cell of the newest grid.
    case marker(cell: GridCell, name: String)
    /// The ready-made marker that asks for another grid.
    case again
    case startFrame(Int)
    case take(Int)
    case poster(take: Int)
    case sidecar(take: Int)
    /// One shot, cut out of a take's video. It belongs to the sequence, whose take it is.
    case slice(take: Int, shot: Int)
    case sliceSidecar(take: Int, shot: Int)
    /// What the provider sent, where a take needs several calls or is trimmed.
    case call(take: Int, number: Int)
    case callSidecar(take: Int, number: Int)
    /// The last frame of one shot, which the call for the next one goes on from.
    case continuation(take: Int, shot: Int)
  }

  public init(sequence: SequenceID, shot: Int? = nil, kind: Kind) {
    self.sequence = sequence
    self.shot = shot
    self.kind = kind
  }
}

// MARK: - The name

extension Product {
  /// The name of the file, its ending included.
  public var fileName: String { ownerName + ending }

  private var ownerName: String { shot.map { "\(sequence)_shot\(ProductNumber.padded($0, 2))" } ?? sequence.text }

  private var ending: String {
    switch kind {
    case .grid(let grid): "\(Self.grid(grid)).png"
    case .gridSidecar(let grid): "\(Self.grid(grid)).json"
    case .option(let grid, _, let name): "\(Self.grid(grid))_\(name).png"
    case .cell(let grid, let number): "\(Self.grid(grid))_cell\(ProductNumber.padded(number, 2)).png"
    case .original(let grid, let cell, let ending):
      "\(Self.grid(grid))\(cell.map { "_cell\(ProductNumber.padded($0, 2))" } ?? "")_original.\(ending)"
    case .marker(_, let name): ".\(name).txt"
    case .again: ".again.txt"
    case .startFrame(let number): "_start\(ProductNumber.padded(number, 2)).png"
    case .take(let take): "\(Self.take(take)).mp4"
    case .poster(let take): "\(Self.take(take)).jpg"
    case .sidecar(let take): "\(Self.take(take)).json"
    case .slice(let take, let shot): "\(Self.take(take))_shot\(ProductNumber.padded(shot, 2)).mp4"
    case .sliceSidecar(let take, let shot): "\(Self.take(take))_shot\(ProductNumber.padded(shot, 2)).json"
    case .call(let take, let number): "\(Self.take(take))_call\(ProductNumber.padded(number, 2)).mp4"
    case .callSidecar(let take, let number): "\(Self.take(take))_call\(ProductNumber.padded(number, 2)).json"
    case .continuation(let take, let shot): "\(Self.take(take))_shot\(ProductNumber.padded(shot, 2))_start.png"
    }
  }

  private static func grid(_ number: Int) -> String { "_g\(ProductNumber.padded(number, 2))" }
  private static func take(_ number: Int) -> String { "_take\(ProductNumber.padded(number, 3))" }
}

// MARK: - Each kind

extension Product {
  public static func grid(_ sequence: SequenceID, shot: Int? = nil, _ grid: Int) -> Product {
    Product(sequence: sequence, shot: shot, kind: .grid(grid))
  }

  public static func option(
    _ sequence: SequenceID, shot: Int? = nil, grid: Int, cell: GridCell, layout: GridLayout
  ) -> Product {
    Product(sequence: sequence, shot: shot, kind: .option(grid: grid, cell: cell, name: layout.name(of: cell)))
  }

  /// - Parameter number: the cell's, counted from 1, left to right and then top to bottom.
  public static func cell(_ sequence: SequenceID, shot: Int? = nil, grid: Int, number: Int) -> Product {
    Product(sequence: sequence, shot: shot, kind: .cell(grid: grid, number: number))
  }

  public static func marker(
    _ sequence: SequenceID, shot: Int? = nil, cell: GridCell, layout: GridLayout
  ) -> Product {
    Product(sequence: sequence, shot: shot, kind: .marker(cell: cell, name: layout.name(of: cell)))
  }

  public static func again(_ sequence: SequenceID, shot: Int? = nil) -> Product {
    Product(sequence: sequence, shot: shot, kind: .again)
  }

  public static func startFrame(_ sequence: SequenceID, shot: Int? = nil, _ number: Int) -> Product {
    Product(sequence: sequence, shot: shot, kind: .startFrame(number))
  }

  public static func take(_ sequence: SequenceID, shot: Int? = nil, _ take: Int) -> Product {
    Product(sequence: sequence, shot: shot, kind: .take(take))
  }

  public static func poster(_ sequence: SequenceID, shot: Int? = nil, take: Int) -> Product {
    Product(sequence: sequence, shot: shot, kind: .poster(take: take))
  }

  public static func sidecar(_ sequence: SequenceID, shot: Int? = nil, take: Int) -> Product {
    Product(sequence: sequence, shot: shot, kind: .sidecar(take: take))
  }

  public static func slice(_ sequence: SequenceID, take: Int, shot: Int) -> Product {
    Product(sequence: sequence, kind: .slice(take: take, shot: shot))
  }

  public static func continuation(_ sequence: SequenceID, take: Int, shot: Int) -> Product {
    Product(sequence: sequence, kind: .continuation(take: take, shot: shot))
  }

  public static func call(_ sequence: SequenceID, shot: Int? = nil, take: Int, number: Int) -> Product {
    Product(sequence: sequence, shot: shot, kind: .call(take: take, number: number))
  }

  /// The JSON file beside a grid, a take, a slice or a call; nil where there is none.
  public var besideIt: Product? {
    let sidecar: Kind? =
      switch kind {
      case .grid(let grid): .gridSidecar(grid)
      case .take(let take): .sidecar(take: take)
      case .slice(let take, let shot): .sliceSidecar(take: take, shot: shot)
      case .call(let take, let number): .callSidecar(take: take, number: number)
      default: nil
      }
    return sidecar.map { Product(sequence: sequence, shot: shot, kind: $0) }
  }
}
