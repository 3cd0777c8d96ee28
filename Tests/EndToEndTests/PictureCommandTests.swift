import DurableFiles
import FolderContract
import Foundation
import Imaging
import Media
import Terms
import TestSupport
import Testing

/// The picture tools by themselves.
@Suite("starsend picture")
struct PictureCommandTests {
  private let folder: TemporaryFolder
  private let starsend: Executable
  private static let sources = ["testsrc", "smptebars", "rgbtestsrc", "mandelbrot"]

  init() throws {
    folder = try TemporaryFolder()
    starsend = try Executable(home: folder.path / "home")
  }

  /// Pictures of 320x180 that differ, made by a program that is not ours.
  private func drawCells() async throws -> [String] {
    let media = try MediaTools.find()
    for source in Self.sources {
      try await media.run(
        [
          "-f", "lavfi", "-i", "\(source)=s=320x180", "-frames:v", "1", "-pix_fmt", "rgb24", "-update", "1",
          MediaTools.path(folder.path / "\(source).png"),
        ], to: "draw")
    }
    return Self.sources.map { "\($0).png" }
  }

  private func picture(_ words: String...) async throws -> Executable.Ended {
    try await starsend.run(["picture"] + words, in: folder.path)
  }

  private func raw(_ name: String) async throws -> Data {
    let media = try MediaTools.find()
    let output = try await ChildProcess.run(
      media.ffmpeg,
      ["-loglevel", "error"] + (try MediaTools.input(picture: folder.path / name)) + [
        "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
      ])
    return output.stdout
  }

  private struct Cell: Decodable, Equatable {
    let name: String
    let x: Int
    let y: Int
    let width: Int
    let height: Int
  }

  private struct Panels: Decodable {
    let rows: Int
    let columns: Int
    let confidence: Double
    let isGrid: Bool
    let cells: [Cell]

    private enum CodingKeys: String, CodingKey {
      case rows, columns, confidence, cells
      case isGrid = "is_grid"
    }
  }

  @Test("What was composed is found again, panel for panel, and cut out as it was, pixel for pixel")
  func roundTrip() async throws {
    let cells = try await drawCells()
    let composed = try await starsend.run(
      ["picture", "compose"] + cells + ["--layout", "2x2", "--gutter", "16", "-o", "sheet.png"], in: folder.path)
    #expect(composed.status == 0)

    let panels: Panels = try await picture("panels", "sheet.png", "--json").json()
    #expect(panels.isGrid && panels.rows == 2 && panels.columns == 2 && panels.confidence > 0.5)
    let names = ["top_left", "top_right", "bottom_left", "bottom_right"]
    let expected = zip(names, [(0, 0), (336, 0), (0, 196), (336, 196)]).map {
      Cell(name: $0, x: $1.0, y: $1.1, width: 320, height: 180)
    }
    #expect(panels.cells == expected)

    #expect(try await picture("crop", "sheet.png", "--cells", "all", "--layout", "2x2", "-o", "options").status == 0)
    for (cell, name) in zip(cells, names) {
      #expect(try await raw(cell) == raw("options/sheet_\(name).png"), "\(name)")
    }
    #expect(try folder.names(in: "options") == names.map { "sheet_\($0).png" }.sorted())

    #expect(try await picture("crop", "sheet.png", "--cell", "br", "-o", "one.png").status == 0)
    #expect(try await raw("one.png") == raw("mandelbrot.png"))
    #expect(try await picture("crop", "sheet.png", "--rect", "336,0,320,180", "-o", "rect.png").status == 0)
    #expect(try await raw("rect.png") == raw("smptebars.png"))
  }

  private struct Info: Decodable {
    let width: Int
    let height: Int
    let color: String
    let provenance: Making?

    struct Making: Decodable {
      let id: String
      let description: String
      let fields: [String: String]
      let isFromModel: Bool

      private enum CodingKeys: String, CodingKey {
        case id, description, fields
        case isFromModel = "from_model"
      }
    }
  }

  @Test("A part says what it was cut from, and goes on saying what its source did", arguments: [true, false])
  func provenance(isFromModel: Bool) async throws {
    _ = try await drawCells()
    let source = Provenance(id: "x", description: "The taxi in the rain", software: "Test 1", isFromModel: isFromModel)
    try source.write(from: folder.path / "testsrc.png", to: folder.path / "made.png")
    let crop = try await picture("crop", "made.png", "--rect", "10,20,64,36", "-o", "part.one.png")
    #expect(crop.status == 0)
    let info: Info = try await picture("info", "part.one.png", "--json").json()
    #expect(info.width == 64 && info.height == 36 && info.color == "rgb")
    let making = try #require(info.provenance)
    #expect(making.id == "part.one")
    #expect(making.description == "The taxi in the rain")
    #expect(making.isFromModel == isFromModel)
    #expect(making.fields["cut_from"] == "made.png" && making.fields["rect"] == "10,20,64,36")

    // Where one of several was a model's, the whole has to say so.
    let sheet = try await picture(
      "compose", "made.png", "smptebars.png", "rgbtestsrc.png", "mandelbrot.png", "-o", "sheet.png")
    #expect(sheet.status == 0)
    let whole: Info = try await picture("info", "sheet.png", "--json").json()
    #expect(whole.provenance?.isFromModel == isFromModel)
    #expect(whole.provenance?.description == "The taxi in the rain")
  }

  @Test("What is there is never overwritten, and nothing half made is left")
  func nothingOverwritten() async throws {
    let cells = try await drawCells()
    _ = try await starsend.run(["picture", "compose"] + cells + ["-o", "sheet.png"], in: folder.path)
    try folder.write("mine", to: "out.png")
    try folder.write("mine", to: "options/sheet_top_right.png")
    let refused = [
      try await picture("crop", "sheet.png", "--cell", "tl", "-o", "out.png"),
      try await picture("crop", "sheet.png", "--cells", "all", "-o", "options"),
      try await starsend.run(["picture", "compose"] + cells + ["-o", "out.png"], in: folder.path),
      try await picture("crop", "sheet.png", "--cell", "tl", "-o", "nowhere/out.png"),
    ]
    for ended in refused { #expect(ended.status == 73, "\(ended.stderr)") }
    #expect(try folder.read("out.png") == Data("mine".utf8))
    #expect(try folder.names(in: "options") == ["sheet_top_right.png"])
    #expect(try folder.names() == (cells + ["home", "options", "out.png", "sheet.png"]).sorted())
  }

  @Test("What cannot be cut is refused, each with a sentence that fits")
  func refusals() async throws {
    let cells = try await drawCells()
    _ = try await starsend.run(["picture", "compose"] + cells + ["-o", "sheet.png"], in: folder.path)
    try folder.write(try folder.read("sheet.png").prefix(20_000), to: "torn.png")
    let cases: [(words: [String], code: Int32, says: String)] = [
      (["crop", "mandelbrot.png", "--cell", "tl", "-o", "a.png"], 65, "not a grid"),
      (["crop", "sheet.png", "--cell", "r3c1", "-o", "a.png"], 65, "top_left"),
      (["crop", "sheet.png", "--rect", "0,0,9999,10", "-o", "a.png"], 65, "inside"),
      (["crop", "sheet.png", "--rect", "1,2,3", "-o", "a.png"], 64, "rectangle"),
      (["crop", "sheet.png", "--cell", "tl", "--rect", "0,0,5,5", "-o", "a.png"], 64, "one of"),
      (["crop", "sheet.png", "--cell", "tl"], 64, "-o"),
      (["crop", "sheet.png", "--cell", "tl", "-o", "a.jpg"], 65, "a.png"),
      (["crop", "torn.png", "--cells", "all", "-o", "parts"], 65, "ends before"),
      (["compose", "testsrc.png", "sheet.png", "--layout", "1x2", "-o", "a.png"], 65, "one size"),
      (["compose", "testsrc.png", "-o", "a.png"], 65, "4 cells"),
      (["panels", "sheet.png", "--layout", "7x7"], 64, "6x6"), (["panels", "home"], 65, "regular file"),
    ]
    for (words, code, says) in cases {
      let ended = try await starsend.run(["picture"] + words, in: folder.path)
      #expect(ended.status == code, "\(words)")
      #expect(ended.stderr.contains(says), "\(words): \(ended.stderr)")
    }
    #expect(!folder.exists("a.png") && !folder.exists("parts/torn_top_left.png"))
    let plain: Panels = try await picture("panels", "mandelbrot.png", "--layout", "2x2", "--json").json()
    #expect(!plain.isGrid)
  }
}
