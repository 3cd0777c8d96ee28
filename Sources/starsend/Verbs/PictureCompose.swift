import DurableFiles
import Foundation
import Imaging
import Terms

extension Verb {
  static let pictureCompose = Verb(
    name: "picture compose", operands: "FILE…", count: 1...36, summary: "put pictures of one size together into a grid",
    help: """
      Puts PNG pictures of one size together, from left to right and then top to bottom, with a white gutter between
      them. What is there already is never overwritten.

        starsend picture compose a.png b.png c.png d.png --layout 2x2 --gutter 16 -o sheet.png
      """,
    options: [
      Option("--layout", "ROWSxCOLUMNS", "rows and columns (default: 2x2)"),
      Option("--gutter", "PIXELS", "the space between the pictures (default: 16)"),
      Option("-o", "OUT", "the new picture"),
    ]
  ) { arguments, terminal in
    let cells = arguments.positional.map { FilePath(operand: $0) }
    let out = FilePath(operand: try arguments.required("-o"))
    let layout = try arguments.layout() ?? .quadrants
    let gutter = try arguments.number("--gutter", from: 0) ?? 16
    try NewPicture.checkName(out)
    let size = try await offPool { try compose(cells, layout, gutter, out) }
    try terminal.show(
      Composition(
        file: out.display, width: size.width, height: size.height, rows: layout.rows, columns: layout.columns,
        gutter: gutter))
    terminal.say("\(out)  \(size)")
    return .done
  }

  private static func compose(
    _ cells: [FilePath], _ layout: GridLayout, _ gutter: Int, _ out: FilePath
  ) throws -> PixelSize {
    try NewPicture.checkFree(out)
    let origins = try cells.map { try Origin(of: $0) }
    let file = NewPicture(out)
    defer { file.discard() }
    let names = cells.map(\.name.display).joined(separator: ", ")
    try Composer.compose(
      cells, layout: layout, gutter: gutter, to: file.temporary,
      provenance: Origin(joining: origins).provenance(of: out, ["composed_from": names]))
    try file.publish()
    return try Picture.probe(out).size
  }
}

private struct Composition: Encodable {
  let file: String
  let width: Int
  let height: Int
  let rows: Int
  let columns: Int
  let gutter: Int
}
