import DurableFiles
import Foundation
import Imaging
import Sequences
import Terms

extension Verb {
  static let pictureCrop = Verb(
    name: "picture crop", operands: "FILE", count: 1...1, summary: "cut cells or a rectangle out of a picture",
    help: """
      Cuts one cell of a grid, all of them in one pass, or a rectangle of pixels out of a PNG picture. Pixels, depth and
      colour stay as they are; each part says what it was cut from. What is there already is never overwritten.
      A cell is top_left, top_right, bottom_left, bottom_right, or r2c3 for row 2, column 3.

        starsend picture crop grid.png --cell top_left -o option.png
        starsend picture crop grid.png --cells all -o options
        starsend picture crop grid.png --rect 0,0,640,360 -o corner.png
      """,
    options: [
      Option("--cell", "CELL", "cut out this cell"), Option("--cells", "all", "cut out all cells, into the folder -o"),
      Option("--rect", "X,Y,WIDTH,HEIGHT", "cut out this rectangle, in pixels from the top left"),
      Option("-o", "OUT", "the new picture; for --cells the folder for <name>_top_left.png and the others"),
      Option("--layout", "ROWSxCOLUMNS", "the grid that it ought to be (default: what is found)"),
      Option("--aspect", "WIDTH:HEIGHT", "crop each part to this ratio, around its middle"),
    ]
  ) { arguments, terminal in
    let crop = try PictureCrop(arguments)
    let parts = try await offPool { try crop.carryOut() }
    try terminal.show(PictureCrop.Report(source: crop.source.display, outputs: parts))
    for part in parts { terminal.say("\(part.file)  \(part.width)x\(part.height)") }
    return .done
  }
}

/// What is cut out of which picture, and where it goes.
private struct PictureCrop: Sendable {
  let source: FilePath
  let selection: Selection
  let out: FilePath
  let layout: GridLayout?
  let aspect: AspectRatio?

  enum Selection {
    case cell(GridCell)
    case allCells
    case rect(PixelRect)
  }

  struct Report: Encodable {
    let source: String
    let outputs: [Part]
  }

  struct Part: Encodable {
    let cell: String?
    let file: String
    let x: Int
    let y: Int
    let width: Int
    let height: Int
  }

  init(_ arguments: Arguments) throws {
    source = FilePath(operand: arguments[0])
    selection = try Self.selection(arguments)
    out = FilePath(operand: try arguments.required("-o"))
    layout = try arguments.layout() ?? Self.saidLayout(arguments)
    aspect = try arguments.value("--aspect").map { text in
      guard let aspect = AspectRatio(text) else {
        throw arguments.verb.usage("--aspect \(text) is no ratio such as 16:9.")
      }
      return aspect
    }
    if case .allCells = selection { return }
    try NewPicture.checkName(out)
  }

  private static func selection(_ arguments: Arguments) throws -> Selection {
    let given = ["--cell", "--cells", "--rect"].compactMap { name in arguments.value(name).map { (name, $0) } }
    guard given.count == 1, let (name, text) = given.first else {
      throw arguments.verb.usage("Give one of --cell, --cells all and --rect.")
    }
    switch name {
    case "--cells" where text == "all": return .allCells
    case "--cell":
      if let cell = GridCell(text) { return .cell(cell) }
      throw arguments.verb.usage(
        "--cell \(text) is no cell of a grid.", hint: "Cells are top_left, tl, r1c1 and so on. ")
    case "--rect":
      if let rect = PixelRect(text) { return .rect(rect) }
      throw arguments.verb.usage("--rect \(text) is no rectangle of four numbers such as 0,0,640,360.")
    default: throw arguments.verb.usage("--cells \(text) is not known.", hint: "Use --cells all, or --cell for one. ")
    }
  }

  /// Who says top_left speaks of a grid of 2x2.
  private static func saidLayout(_ arguments: Arguments) -> GridLayout? {
    guard let text = arguments.value("--cell"), GridCell(text) != nil, !text.lowercased().hasPrefix("r") else {
      return nil
    }
    return .quadrants
  }

  /// Cuts everything out in one pass over the picture, under temporary names, and then gives each part its own.
  func carryOut() throws -> [Part] {
    let origin = try Origin(of: source)
    let targets = try targets()
    for target in targets { try NewPicture.checkFree(target.file) }
    if case .allCells = selection { try Folder.make(out) }
    let files = targets.map { NewPicture($0.file) }
    defer { for file in files { file.discard() } }
    try Cropper.crop(
      source,
      into: zip(targets, files).map { target, file in
        var fields = ["cut_from": source.name.display, "rect": "\(target.rect)"]
        fields["cell"] = target.cell
        return CropOutput(
          rect: target.rect, destination: file.temporary, provenance: origin.provenance(of: target.file, fields))
      })
    for file in files { try file.publish() }
    return targets.map { target in
      Part(
        cell: target.cell, file: target.file.display, x: target.rect.x, y: target.rect.y, width: target.rect.width,
        height: target.rect.height)
    }
  }

  private struct Target {
    let cell: String?
    let rect: PixelRect
    let file: FilePath
  }

  private func targets() throws -> [Target] {
    switch selection {
    case .rect(let rect): return [Target(cell: nil, rect: fitted(rect), file: out)]
    case .cell(let cell):
      let panels = try panels()
      guard let found = panels.layout, found.contains(cell), let rect = panels.rect(of: cell) else {
        throw Problem(
          .badValue, "\(source.name) has \(panels.rows)x\(panels.columns) cells, and \(cell) is none of them.",
          hint: "Its cells are \(panels.cells.map(\.name).joined(separator: ", ")).")
      }
      return [Target(cell: found.name(of: cell), rect: fitted(rect), file: out)]
    case .allCells:
      let stem = source.name.stem
      return try panels().cells.map { cell in
        Target(cell: cell.name, rect: fitted(cell.rect), file: out / "\(stem)_\(cell.name).png")
      }
    }
  }

  private func panels() throws -> PanelVerdict {
    let panels = try PanelFinder.find(in: source, expecting: layout)
    guard panels.isGrid else {
      throw Problem(
        .notAGrid, "\(source.name) is not a grid\(layout.map { " of \($0)" } ?? "").",
        hint: "Look at it with `starsend picture panels`, or cut with --rect.")
    }
    return panels
  }

  private func fitted(_ rect: PixelRect) -> PixelRect {
    aspect.map { PixelRect.centered(in: rect, aspect: $0) } ?? rect
  }
}
