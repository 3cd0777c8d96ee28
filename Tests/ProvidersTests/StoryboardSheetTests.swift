import Execution
import Foundation
import Media
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite struct StoryboardSheetTests {
  private let tools: MediaTools
  private let folder: TemporaryFolder
  private let prompt = "Two hands on a steering wheel, a car on a desert highway at night, neon motel far away"

  init() throws {
    tools = try MediaTools.find()
    folder = try TemporaryFolder()
  }

  private func draw(
    _ name: String, _ prompt: String, layout: GridLayout? = .quadrants, size: PixelSize, attempt: Int = 1
  ) async throws -> FilePath {
    let order = Order.keyframe(KeyframeOrder(prompt: prompt, layout: layout, size: size))
    let key = StepKey(.keyframe, shot: try ShotID("SEQ05_grid"), attempt: attempt)
    let storyboard = Storyboard(tools: tools)
    let call = Call(order: order, key: key, answer: AnswerFile(folder.path / "answer.json"))
    let body = try await storyboard.prepare(call)
    let handle = try await storyboard.submit(body, call)
    let answer = try await storyboard.outcome(of: handle, call) { _ in }
    let collected = try await storyboard.collect(answer, call, to: folder.path / name) { _ in }
    #expect(collected == Collected(cost: .zero))
    return folder.path / name
  }

  @Test(
    "A sheet has the size that was ordered and as many different pictures as its layout, with plain paper between",
    arguments: [(2, 2, 1024, 576), (2, 2, 576, 1024), (2, 3, 1280, 720), (3, 2, 720, 720), (1, 1, 640, 360)])
  func panels(rows: Int, columns: Int, width: Int, height: Int) async throws {
    let layout = try #require(GridLayout(rows: rows, columns: columns))
    let size = PixelSize(width: width, height: height)
    let file = try await draw("grid.png", prompt, layout: layout, size: size)
    #expect(pngHeader(try folder.read("grid.png")) == [width, height, 8, 2])
    let places = PanelPlaces(layout: layout, size: size)
    #expect(abs(Double(places.width) / Double(places.height) - Double(width) / Double(height)) < 0.02)
    var seen: [Pixels] = []
    for cell in layout.cells {
      let corner = places.corner(of: cell)
      let panel = try await Pixels(
        of: file, x: Int(corner.x), y: Int(corner.y), part: PixelSize(width: places.width, height: places.height),
        tools: tools)
      #expect(panel.contrast > 8)
      for other in seen { #expect(panel.difference(to: other) > 9) }
      seen.append(panel)
    }
    guard columns > 1 else { return }
    let first = places.corner(of: GridCell(row: 1, column: 1))
    let second = places.corner(of: GridCell(row: 1, column: 2))
    let gutter = PixelSize(width: Int(second.x - first.x) - places.width, height: rows * places.height)
    let seam = try await Pixels(
      of: file, x: Int(first.x) + places.width, y: Int(first.y), part: gutter, tools: tools)
    #expect(seam.contrast < 1)
  }

  @Test("A second attempt at the same prompt looks different, and the same attempt the same")
  func attempts() async throws {
    let size = PixelSize(width: 640, height: 360)
    let first = try await Pixels(of: draw("1.png", prompt, size: size), tools: tools)
    let again = try await Pixels(of: draw("1b.png", prompt, size: size), tools: tools)
    let second = try await Pixels(of: draw("2.png", prompt, size: size, attempt: 2), tools: tools)
    #expect(first.difference(to: again) == 0)
    #expect(first.difference(to: second) > 6)
  }

  @Test("Different prompts give different pictures, and one without a layout fills the frame")
  func prompts() async throws {
    let size = PixelSize(width: 640, height: 360)
    var seen: [Pixels] = []
    for (index, prompt) in ["a bright beach, a couple", "singer on stage, spotlights", "city street, rain, night"]
      .enumerated()
    {
      let pixels = try await Pixels(of: draw("\(index).png", prompt, layout: nil, size: size), tools: tools)
      #expect(pixels.contrast > 8)
      for other in seen { #expect(pixels.difference(to: other) > 9) }
      seen.append(pixels)
    }
  }

  @Test("Every prompt draws a sheet, whatever it says", arguments: HostilePrompts.all)
  func hostile(prompt: String) async throws {
    _ = try await draw("grid.png", prompt, size: PixelSize(width: 512, height: 288))
    #expect(pngHeader(try folder.read("grid.png")) == [512, 288, 8, 2])
    #expect(try folder.names() == ["grid.png"])
  }

  @Test("A caption shows the prompt's characters as characters")
  func escaping() {
    #expect(SVGText("a <b> & \"c\"\u{0}\n\t'd'").escaped == "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;")
    #expect(SVGText("\u{202E}evil \u{FFFE}🎬 ok").plain == "evil ok")
    #expect(SVGText(String(repeating: "word ", count: 3000)).lines(2, of: 20).count == 2)
    #expect(
      SVGText(String(repeating: "x", count: 50)).lines(3, of: 20) == [
        "xxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxx",
      ])
  }

  @Test("Sizes that cannot be drawn are refused before anything happens")
  func limits() throws {
    let storyboard = Storyboard(tools: tools)
    let sizes = [
      PixelSize(width: 0, height: 100), PixelSize(width: 100_000, height: 100), PixelSize(width: -5, height: 9),
    ]
    for size in sizes {
      let problem = #expect(throws: Problem.self) {
        try storyboard.quote(.keyframe(KeyframeOrder(prompt: "x", layout: nil, size: size)))
      }
      #expect(problem?.code == .badValue)
    }
    #expect(
      try storyboard.quote(.keyframe(KeyframeOrder(prompt: "x", layout: nil, size: PixelSize(width: 64, height: 64))))
        == .zero)
  }
}

/// Prompts that would break a tool that takes them for more than text.
enum HostilePrompts {
  static let all = [
    "", " ", "-i /etc/passwd -y", "'[in]drawtext=text=%{localtime}'; [out]",
    "a:b\\:c,d;e=f'g\"h`i$(id)&j|k>l<m#n%{n}%%",
    "</text></svg><image href=\"file:///etc/hostname\"/><!-- & -->", "nul\u{0}byte\u{1}\u{7f}\u{FFFF}\nnew\r\nline",
    "🎬🔥👩‍👩‍👧‍👦 emoji", "\u{202E}مرحبا بالعالم שלום", "夜の街、雨、ネオン", "e\u{301}\u{301}\u{301} combining",
    String(repeating: "ten kilobytes of %s '[in]' ", count: 400), String(repeating: "x", count: 10_000),
  ]
}
