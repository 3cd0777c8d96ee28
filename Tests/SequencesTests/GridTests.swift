import DurableFiles
import Execution
import FolderContract
import Foundation
import Imaging
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("Exploring a grid")
struct GridTests {
  let studio: Studio

  init() throws { studio = try Studio() }

  /// Makes no grid in the first attempts.
  private func provider(misses: Int, cell: @escaping @Sendable (PixelSize) -> PixelSize = { $0 }) -> ScriptedProvider {
    var provider = studio.provider(isRepeatable: false)
    provider.artifact = { order, key in
      guard case .keyframe(let order) = order else { return Data() }
      guard order.layout != nil else {
        return PlainPNG.data(cell(order.size)) { x, y in (UInt8(x % 200), UInt8(y % 200), UInt8(key.attempt)) }
      }
      return key.attempt <= misses ? Studio.noGrid(order) : Studio.picture(order)
    }
    return provider
  }

  private func prompts(_ keys: [StepKey]) async throws -> [String] {
    var prompts: [String] = []
    for key in keys { prompts.append(try await studio.call(key)?.shotPrompts.first?.prompt ?? "") }
    return prompts
  }

  private func key(_ attempt: Int, cell: Int? = nil) throws -> StepKey {
    StepKey(
      .keyframe, shot: try ShotID("SEQ05_grid" + (cell.map { "_cell0\($0)" } ?? "")), attempt: attempt)
  }

  @Test("A picture that is no grid is kept and made again with plainer words, up to twice", arguments: [1, 2])
  func again(misses: Int) async throws {
    let runner = studio.runner(provider(misses: misses))
    let outcome = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g0\(misses + 1).png" && outcome.outputs.count == 5)
    #expect(outcome.cost == Studio.price * (misses + 1))
    let missed = ["g01", "g01, g02"][misses - 1]
    #expect(outcome.warnings.first?.hasPrefix("\(missed) of SEQ05 came back as no 2x2 grid and") == true)
    for number in 1...misses { #expect(studio.folder.exists("grids/SEQ05/SEQ05_g0\(number).png")) }
    let prompts = try await prompts(try (1...(misses + 1)).map { try key($0) })
    #expect(prompts.allSatisfy { $0.hasPrefix("a car in the rain\n") && $0.contains("2x2 grid") })
    #expect(prompts.map { $0.contains("exactly 2 rows") } == [false, true, true].prefix(misses + 1).map { $0 })
    #expect(prompts.map { $0.contains("Do not draw one single picture") }.last == (misses == 2))
    let record = try await studio.record()
    #expect(record.grids.map(\.number) == [misses + 1] && record.grids.first?.prompt == "a car in the rain")
    #expect(record.state == .gridReview)
    #expect(try await studio.balance().reserved == .zero)
  }

  @Test("After three pictures that are no grid each option is made by itself, and the grid is put together from them")
  func composed() async throws {
    let runner = studio.runner(provider(misses: 3))
    let outcome = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g04.png" && outcome.cost == Studio.price * 7)
    #expect(outcome.warnings.first?.contains("put together from single pictures") == true)
    #expect(studio.submits.suffix(4) == (1...4).map { "keyframe/SEQ05_grid_cell0\($0)/4" })
    let single = try await prompts([try key(4, cell: 2)])
    #expect(single.first?.contains("Option 2 of 4") == true && single.first?.contains("no panels") == true)
    let cell = studio.folder.path / "grids/SEQ05/SEQ05_g04_cell01.png"
    let option = try #require(try await studio.record().grids.first?.options.first)
    #expect(try Picture.hasSamePixels(cell, studio.folder.path / option.path))
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("br"), 2))
    #expect(try await studio.record().startFrame()?.cell == "bottom_right")
  }

  @Test("Single pictures of another size than ordered are cut out where they lie")
  func roundedCells() async throws {
    let runner = studio.runner(
      provider(misses: 3) { PixelSize(width: $0.width / 8 * 8 + 16, height: $0.height / 8 * 8) })
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    let grid = try #require(try await studio.record().grids.first)
    let cell = try Picture.probe(studio.folder.path / "grids/SEQ05/SEQ05_g04_cell01.png").size
    let sheet = try Picture.probe(studio.folder.path / grid.path).size
    #expect(sheet == PixelSize(width: 2 * cell.width + 16, height: 2 * cell.height + 16))
    for (index, option) in grid.options.enumerated() {
      let (left, top) = (index % 2 * (cell.width + 16), index / 2 * (cell.height + 16))
      #expect(option.x >= left && option.x + option.width <= left + cell.width, "\(option)")
      #expect(option.y >= top && option.y + option.height <= top + cell.height, "\(option)")
      #expect(abs(2 * (option.x - left) + option.width - cell.width) <= 2, "in the middle")
    }
  }

  @Test("A provider that fails between two attempts is not asked again, and what was paid stays")
  func fails() async throws {
    var provider = provider(misses: 3)
    let books = studio.books
    provider.meanwhile = { call in
      guard call == .outcome, books.submits.count == 2 else { return }
      throw CallFailure(Problem(.system, "Refused.", hint: "Other words."), cost: .zero)
    }
    let problem = await studio.runner(provider).problem(try Studio.command(Studio.explore, 1))
    #expect(problem?.message == "Refused." && studio.submits.count == 2)
    #expect(try await studio.record().state == .notStarted)
    #expect(studio.folder.exists("grids/SEQ05/SEQ05_g01.png"))
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero)
    let outcome = try await studio.runner().carryOut(try Studio.command(Studio.explore, 2))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g03.png")
  }

  @Test("A picture that cannot be decoded counts as no grid")
  func undecodable() async throws {
    var gates = ScriptedGates()
    gates.verdicts = [GateVerdict("decodes", .fail, "It does not decode.")]
    var provider = provider(misses: 0)
    provider.artifact = { order, _ in
      guard case .keyframe(let order) = order, order.layout == nil else { return Data("no picture".utf8) }
      return Studio.picture(order)
    }
    let outcome = try await studio.runner(provider, gates: gates).carryOut(try Studio.command(Studio.explore, 1))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_g04.png")
    let one = Command.Work.explore(GridOrder(layout: GridLayout(rows: 1, columns: 1)))
    provider.artifact = { _, _ in Data("no picture".utf8) }
    let problem = await studio.runner(provider, gates: gates).problem(try Studio.command(one, 2))
    #expect(problem?.code == .notAGrid && problem?.hint.contains("SEQ05.again") == true)
    #expect(try await studio.record().state == .gridReview)
  }

  @Test(
    "Other layouts have cells named by row and column",
    arguments: [(3, 2, "r3c2"), (1, 1, "r1c1"), (3, 3, "r2c3"), (1, 2, "r1c2")])
  func layouts(rows: Int, columns: Int, cell: String) async throws {
    let runner = studio.runner()
    let work = Command.Work.explore(GridOrder(layout: GridLayout(rows: rows, columns: columns)))
    let outcome = try await runner.carryOut(try Studio.command(work, 1))
    #expect(outcome.outputs.count == rows * columns + 1)
    #expect(outcome.outputs.contains("grids/SEQ05/SEQ05_g01_\(cell).png"))
    #expect(studio.folder.exists("grids/SEQ05/SEQ05.\(cell).txt"))
    let prompt = try await prompts([try key(1)]).first
    #expect(prompt == "a car in the rain" || rows * columns > 1)
    _ = try await runner.carryOut(try Studio.command(try Studio.pick(cell), 2))
    #expect(try await studio.record().selectedCell() == cell)
  }

  @Test("`again` with a wish adds it to the prompt, and the older grid can still be picked from by its number")
  func wish() async throws {
    let runner = studio.runner()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1))
    _ = try await runner.carryOut(try Studio.command(.explore(GridOrder(wish: "more rain")), 2))
    #expect(try await studio.record().grids.last?.prompt == "a car in the rain\nmore rain")
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl", grid: 1), 3))
    #expect(try await studio.record().startFrame()?.grid == 1)
  }

  // MARK: - Shots

  @Test("A shot has grids, options and a start frame of its own")
  func shot() async throws {
    let runner = studio.runner()
    let brief = try Studio.brief(generates: false)
    let outcome = try await runner.carryOut(try Studio.command(.explore(GridOrder(shot: 2)), 1, brief: brief))
    #expect(outcome.outputs.first == "grids/SEQ05/SEQ05_shot02_g01.png")
    #expect(outcome.outputs.contains("grids/SEQ05/SEQ05_shot02_g01_top_left.png"))
    #expect(outcome.prompts == [PromptOrigin(shot: 2, source: "plan")])
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 2, brief: brief))
    let picked = try await runner.carryOut(try Studio.command(try Studio.pick("tr", shot: 2), 3, brief: brief))
    #expect(picked.outputs == ["frames/SEQ05/SEQ05_shot02_start01.png"])
    let record = try await studio.record()
    #expect(record.grids.map(\.path) == ["grids/SEQ05/SEQ05_shot02_g01.png", "grids/SEQ05/SEQ05_g01.png"])
    #expect(record.grids.first?.prompt == "it stops")
    #expect(record.startFrame() == nil && record.selectedCell(of: 2) == "top_right" && record.selectedCell() == nil)
    let problem = await runner.problem(try Studio.command(.explore(GridOrder(shot: 3)), 4, brief: brief))
    #expect(problem?.code == .noSuchShot && problem?.hint.contains("1 to 2") == true)
    let cell = await runner.problem(try Studio.command(try Studio.pick("tl", shot: 1), 5, brief: brief))
    #expect(cell?.code == .noSuchOption && cell?.hint.contains("and the shot") == true)
  }

  @Test("A shot's start frame that is picked after a take makes only that shot again")
  func shotAgain() async throws {
    let runner = studio.runner()
    let brief = try Studio.brief(needsGrid: false)
    _ = try await runner.carryOut(try Studio.command(Studio.generate, 1, brief: brief))
    _ = try await runner.carryOut(try Studio.command(.explore(GridOrder(shot: 2)), 2, brief: brief))
    let preview = try await runner.preview(try Studio.command(try Studio.pick("tr", shot: 2), 3, brief: brief))
    #expect(preview.prompts.count == 2 && preview.calls == [])
    let outcome = try await runner.agreed(try Studio.command(try Studio.pick("tr", shot: 2), 3, brief: brief))
    #expect(outcome.outputs.first == "takes/SEQ05/SEQ05_take002.mp4")
    #expect(outcome.outputs.last == "frames/SEQ05/SEQ05_shot02_start01.png")
    let take = try #require(try await studio.record().takes.last)
    #expect(take.shots.map(\.keptFrom) == [1, nil])
    let key = try #require(take.calls.first)
    #expect(try await studio.call(key)?.startFrame == "frames/SEQ05/SEQ05_shot02_start01.png")
  }

  @Test("A shot's start frame that is picked before any take waits for one, and says so")
  func shotFirst() async throws {
    let runner = studio.runner()
    let brief = try Studio.brief(needsGrid: false, mode: .individual)
    _ = try await runner.carryOut(try Studio.command(.explore(GridOrder(shot: 2)), 1, brief: brief))
    let outcome = try await runner.carryOut(try Studio.command(try Studio.pick("tr", shot: 2), 2, brief: brief))
    #expect(outcome.warnings.first?.contains("drop SEQ05.take into picks/") == true && studio.submits.count == 1)
    _ = try await runner.carryOut(try Studio.command(Studio.generate, 3, brief: brief))
    let take = try #require(try await studio.record().takes.last)
    var frames: [String?] = []
    for key in take.calls { frames.append(try await studio.call(key)?.startFrame) }
    #expect(frames == [nil, "frames/SEQ05/SEQ05_shot02_start01.png"])
  }
}
