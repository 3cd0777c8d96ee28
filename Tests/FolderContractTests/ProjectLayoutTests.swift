import FolderContract
import Foundation
import Terms
import Testing

@Suite("The layout of a project")
struct ProjectLayoutTests {
  let layout = ProjectLayout(root: FilePath("/p"))

  @Test("puts everything where the contract says")
  func paths() throws {
    let sequence = try SequenceID("SEQ05")
    let paths = [
      layout.project, layout.plan, layout.characters, layout.props, layout.song, layout.holds[0], layout.holds[1],
      layout.inbox, layout.inboxDone, layout.inboxRejected, layout.picks, layout.picksDone, layout.picksRejected,
      layout.grids(of: sequence), layout.frames(of: sequence), layout.takes(of: sequence), layout.status(of: sequence),
      layout.projectStatus, layout.receipt(try RequestID("a-1")), layout.board, layout.dailies, layout.final,
      layout.sequencesState, layout.shot(try ShotID("SEQ05_grid")), layout.spend, layout.journal,
    ]
    #expect(
      paths.map(\.display) == [
        "/p/project.json", "/p/plan.json", "/p/refs/characters", "/p/refs/props", "/p/song", "/p/HOLD", "/p/HOLD.txt",
        "/p/inbox", "/p/inbox/done", "/p/inbox/rejected", "/p/picks", "/p/picks/done", "/p/picks/rejected",
        "/p/grids/SEQ05", "/p/frames/SEQ05", "/p/takes/SEQ05", "/p/status/SEQ05.json", "/p/status/project.json",
        "/p/results/a-1.json", "/p/board.html", "/p/dailies.html", "/p/final", "/p/state/client/sequences.json",
        "/p/state/starsend/shots/SEQ05_grid.json", "/p/state/starsend/spend.jsonl", "/p/state/journal.jsonl",
      ])
  }

  @Test("can be made folder by folder, parents first, none twice")
  func folders() {
    var made: Set<FilePath> = [layout.root]
    for folder in layout.folders {
      #expect(made.contains(folder.parent) && made.insert(folder).inserted, "\(folder)")
    }
    #expect(
      made.isSuperset(of: [layout.inboxRejected, layout.picksRejected, layout.shots, layout.intake, layout.results]))
    #expect(made.contains(layout.sequencesState.parent) && made.contains(layout.spend.parent))
  }

  @Test("writes paths relative to the project, and has none for what lies outside")
  func relative() {
    #expect(layout.relative(FilePath("/p/grids/SEQ05/a.png")) == "grids/SEQ05/a.png")
    #expect(layout.relative(FilePath("/pp/a.png")) == nil)
    #expect(ProjectPath("grids/a.png")?.path(in: layout) == FilePath("/p/grids/a.png"))
  }
}

@Suite("A file that the agent makes")
struct ProductTests {
  static func products() throws -> [(Product, String)] {
    let id = try SequenceID("SEQ05")
    let cell = GridCell(row: 1, column: 1)
    let wide = try #require(GridLayout(rows: 2, columns: 3))
    return [
      (.grid(id, 2), "grids/SEQ05/SEQ05_g02.png"),
      (.option(id, grid: 2, cell: cell, layout: .quadrants), "grids/SEQ05/SEQ05_g02_top_left.png"),
      (.option(id, grid: 12, cell: GridCell(row: 2, column: 3), layout: wide), "grids/SEQ05/SEQ05_g12_r2c3.png"),
      (.marker(id, cell: cell, layout: .quadrants), "grids/SEQ05/SEQ05.top_left.txt"),
      (.marker(id, cell: cell, layout: wide), "grids/SEQ05/SEQ05.r1c1.txt"),
      (.again(id), "grids/SEQ05/SEQ05.again.txt"), (.startFrame(id, 1), "frames/SEQ05/SEQ05_start01.png"),
      (.take(id, 2), "takes/SEQ05/SEQ05_take002.mp4"), (.poster(id, take: 2), "takes/SEQ05/SEQ05_take002.jpg"),
      (.sidecar(id, take: 1_234), "takes/SEQ05/SEQ05_take1234.json"),
      (Product(sequence: id, kind: .gridSidecar(2)), "grids/SEQ05/SEQ05_g02.json"),
      (.cell(id, grid: 2, number: 1), "grids/SEQ05/SEQ05_g02_cell01.png"),
      (
        Product(sequence: id, kind: .original(grid: 2, cell: nil, ending: "jpg")), "grids/SEQ05/SEQ05_g02_original.jpg"
      ),
      (
        Product(sequence: id, kind: .original(grid: 2, cell: 1, ending: "webp")),
        "grids/SEQ05/SEQ05_g02_cell01_original.webp"
      ),
      (.slice(id, take: 2, shot: 3), "takes/SEQ05/SEQ05_take002_shot03.mp4"),
      (Product(sequence: id, kind: .sliceSidecar(take: 2, shot: 3)), "takes/SEQ05/SEQ05_take002_shot03.json"),
      (.call(id, take: 2, number: 1), "takes/SEQ05/SEQ05_take002_call01.mp4"),
      (Product(sequence: id, kind: .callSidecar(take: 2, number: 1)), "takes/SEQ05/SEQ05_take002_call01.json"),
    ] + shots(of: id)
  }

  /// Those of one shot alone.
  private static func shots(of id: SequenceID) -> [(Product, String)] {
    let cell = GridCell(row: 1, column: 1)
    return [
      (.grid(id, shot: 3, 1), "grids/SEQ05/SEQ05_shot03_g01.png"),
      (Product(sequence: id, shot: 3, kind: .gridSidecar(1)), "grids/SEQ05/SEQ05_shot03_g01.json"),
      (
        .option(id, shot: 3, grid: 1, cell: cell, layout: .quadrants), "grids/SEQ05/SEQ05_shot03_g01_top_left.png"
      ),
      (.cell(id, shot: 3, grid: 1, number: 4), "grids/SEQ05/SEQ05_shot03_g01_cell04.png"),
      (.marker(id, shot: 3, cell: cell, layout: .quadrants), "grids/SEQ05/SEQ05_shot03.top_left.txt"),
      (.again(id, shot: 3), "grids/SEQ05/SEQ05_shot03.again.txt"),
      (.startFrame(id, shot: 3, 1), "frames/SEQ05/SEQ05_shot03_start01.png"),
      (.take(id, shot: 3, 1), "takes/SEQ05/SEQ05_shot03_take001.mp4"),
      (.poster(id, shot: 3, take: 1), "takes/SEQ05/SEQ05_shot03_take001.jpg"),
      (.sidecar(id, shot: 120, take: 1), "takes/SEQ05/SEQ05_shot120_take001.json"),
      (.call(id, shot: 3, take: 1, number: 2), "takes/SEQ05/SEQ05_shot03_take001_call02.mp4"),
    ]
  }

  @Test("has its sidecar beside it")
  func sidecars() throws {
    let id = try SequenceID("SEQ05")
    let made: [Product] = [
      .grid(id, shot: 3, 1), .take(id, 2), .slice(id, take: 2, shot: 3), .call(id, take: 2, number: 1),
    ]
    for product in made {
      let stem = product.fileName.prefix { $0 != "." }
      #expect(product.besideIt?.fileName == "\(stem).json")
    }
    #expect(Product.startFrame(id, 1).besideIt == nil)
  }

  @Test("is another file with the mark of a copy")
  func copies() throws {
    let known = try ids("SEQ05")
    for (product, _) in try Self.products() {
      let dot = try #require(product.fileName.firstIndex(of: "."))
      for mark in [" copy", " (2)", " 2"] {
        var name = product.fileName
        name.insert(contentsOf: mark, at: dot)
        #expect(Product.parse(FileName(name), sequences: known) == nil, "\(name)")
      }
    }
  }

  @Test("lies where the contract says, and is known again by its name, in any case")
  func names() throws {
    let layout = ProjectLayout(root: FilePath("/p"))
    let known = try ids("SEQ05", "SEQ0", "SEQ05_b")
    for (product, path) in try Self.products() {
      #expect(layout.relative(layout.path(of: product)) == path)
      let name = try #require(FilePath(path).name.text)
      #expect(Product.parse(FileName(name), sequences: known) == product)
      let shouted = Product.parse(FileName(name.uppercased()), sequences: known)
      #expect(shouted.map(layout.path(of:)) == layout.path(of: product))
    }
  }

  @Test("is a marker as well where it is an option or ready-made, and means itself")
  func markers() throws {
    let known = try ids("SEQ05")
    let readings = try Self.products().prefix(6).map { product, _ in
      try? Marker.read(FileName(product.fileName), sequences: known).marker
    }
    let cell = GridCell(row: 1, column: 1)
    #expect(
      readings == [
        nil, .pick(sequence: known[0], shot: nil, grid: 2, cell: cell),
        .pick(sequence: known[0], shot: nil, grid: 12, cell: GridCell(row: 2, column: 3)),
        .pick(sequence: known[0], shot: nil, grid: nil, cell: cell),
        .pick(sequence: known[0], shot: nil, grid: nil, cell: cell),
        .again(known[0], shot: nil),
      ])
  }

  @Test("belongs to the sequence with the longest id that makes sense")
  func prefixes() throws {
    let known = try ids("S", "S_g01", "S_g01_x")
    let parsed = ["S_g01_g02.png", "S_g01_top_left.png", "S_g01.png", "S_g01_x_take001.mp4", "S_g01.top_left.txt"].map {
      Product.parse(FileName($0), sequences: known)?.sequence.text
    }
    #expect(parsed == ["S_g01", "S", "S", "S_g01_x", "S_g01"])
  }

  @Test(
    "is not what only looks like one",
    arguments: [
      "SEQ05_g2.png", "SEQ05_g02 copy.png", "SEQ05_g02_tl.png", "SEQ05_g02_top_left.jpg", "SEQ05_g00.png",
      "SEQ05.tl.txt",
      "SEQ05_take2.mp4", "SEQ05_take002.mov", "SEQ06_g02.png", "SEQ05_g0000002.png", "SEQ05_g\u{0662}.png", "SEQ05", "",
      "SEQ05.top_left", "SEQ05_start01.png.txt", "SEQ05_shot3_g01.png", "SEQ05_shot00_g01.png", "SEQ05_shot03.png",
      "SEQ05_shot03_take001_shot03.mp4", "SEQ05_take002_shot3.mp4", "SEQ05_take002_call1.mp4", "SEQ05_g01_cell1.png",
      "SEQ05_g01_cell01.json", "SEQ05_shot03shot03_g01.png", "SEQ05_shot03", "SEQ05_take002_.mp4", "SEQ05_.mp4",
      "SEQ05_g02_original.png", "SEQ05_take002_original.jpg", "SEQ05_g02_top_left_original.jpg",
    ])
  func strangers(name: String) throws { #expect(Product.parse(FileName(name), sequences: try ids("SEQ05")) == nil) }
}
