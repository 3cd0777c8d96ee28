import DurableFiles
import Foundation
import Imaging
import Terms

/// The picture tools by themselves: what a picture says, and whether it is a grid.
extension Verb {
  static let pictureInfo = Verb(
    name: "picture info", operands: "FILE", count: 1...1, summary: "what a picture says about itself",
    help: """
      Prints size, depth and colour of a PNG picture, the text in it, and what Starsend wrote about its making. The
      picture is known by its bytes, never by its name, and is not decoded.

        starsend picture info grids/SEQ05/SEQ05_g01_top_left.png
        starsend picture info frame.png --json
      """
  ) { arguments, terminal in
    let file = FilePath(operand: arguments[0])
    let report = try await offPool { PictureReport(try Picture.probe(file), of: file) }
    try terminal.show(report)
    for line in report.lines { terminal.say(line) }
    return .done
  }

  static let picturePanels = Verb(
    name: "picture panels", operands: "FILE", count: 1...1, summary: "find the panels of a grid",
    help: """
      Looks for the panels of a grid by their seams. With --layout the verdict is on that layout alone. A picture that
      is no grid is a verdict too, and no error: is_grid is false then.

        starsend picture panels grids/SEQ05/SEQ05_g01.png
        starsend picture panels sheet.png --layout 2x2 --json
      """,
    options: [Option("--layout", "ROWSxCOLUMNS", "the grid that it ought to be (default: what is found)")]
  ) { arguments, terminal in
    let (file, layout) = (FilePath(operand: arguments[0]), try arguments.layout())
    let verdict = try await offPool { try PanelFinder.find(in: file, expecting: layout) }
    try terminal.show(verdict)
    let percent = Int((verdict.confidence * 100).rounded())
    terminal.say(
      verdict.isGrid
        ? "A grid of \(verdict.rows)x\(verdict.columns), \(percent) % sure:"
        : "Not a grid\(layout.map { " of \($0)" } ?? "") (\(percent) % sure that it is one).")
    for cell in verdict.cells where verdict.isGrid { terminal.say("  \(cell.name)  \(cell.rect)") }
    return .done
  }
}

/// What `picture info` prints.
private struct PictureReport: Encodable {
  let file: String
  let width: Int
  let height: Int
  let bitDepth: Int
  let color: String
  let isInterlaced: Bool
  let hasTransparency: Bool
  let text: [Text]
  let provenance: Making?

  struct Text: Encodable {
    let keyword: String
    let text: String
  }

  struct Making: Encodable {
    let id: String
    let description: String
    let software: String
    let isFromModel: Bool
    let fields: [String: String]

    private enum CodingKeys: String, CodingKey {
      case id, description, software, fields
      case isFromModel = "from_model"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case file, width, height, color, text, provenance
    case bitDepth = "bit_depth"
    case isInterlaced = "interlaced"
    case hasTransparency = "transparency"
  }

  init(_ info: PictureInfo, of file: FilePath) {
    self.file = file.display
    width = info.size.width
    height = info.size.height
    bitDepth = info.bitDepth
    color = info.color.word
    isInterlaced = info.isInterlaced
    hasTransparency = info.hasTransparency
    text = info.text.map { Text(keyword: $0.keyword, text: $0.text) }
    provenance = Provenance(info).map {
      Making(
        id: $0.id, description: $0.description, software: $0.software, isFromModel: $0.isFromModel, fields: $0.fields)
    }
  }

  var lines: [String] {
    var lines = [
      "\(file): \(width)x\(height) pixels, \(bitDepth) bits, \(color)"
        + (isInterlaced ? ", interlaced" : "") + (hasTransparency ? ", with transparency" : "")
    ]
    if let provenance {
      lines.append("made by \(provenance.software) as \(provenance.id)\(provenance.isFromModel ? ", by a model" : "")")
      lines += provenance.fields.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    }
    lines += text.map { "\($0.keyword): \($0.text.prefix(300))" }
    return lines
  }
}

extension PictureInfo.ColorKind {
  fileprivate var word: String {
    switch self {
    case .gray: "gray"
    case .rgb: "rgb"
    case .palette: "palette"
    case .grayWithAlpha: "gray_alpha"
    case .rgbWithAlpha: "rgb_alpha"
    }
  }
}
