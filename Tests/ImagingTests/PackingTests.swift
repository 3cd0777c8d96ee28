import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@testable import Imaging

@Suite struct PackingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Sheets that are drawn, and what libpng 1.6.39 with zlib 1.2.13 makes of each by its defaults: level 6, all filters,
  /// zlib's strategy for filtered rows.
  enum Drawn: CaseIterable {
    case black, gradient, panels, lines, tiles, letterbox

    var size: Int {
      switch self {
      case .black: 1_127
      case .gradient: 3_950
      case .panels: 2_677
      case .lines: 100_065
      case .tiles: 50_900
      case .letterbox: 257_819
      }
    }

    var raster: Raster {
      var sheet = Raster(width: 600, height: 600)
      switch self {
      case .black: break
      case .gradient: sheet.paint { x, y in (UInt8(x * 255 / 600), UInt8(y * 255 / 600), UInt8((x + y) / 5)) }
      case .panels:
        for cell in 0..<4 {
          let rect = PixelRect(x: 10 + cell % 2 * 300, y: 10 + cell / 2 * 300, width: 280, height: 280)
          sheet.fill(rect, (UInt8(40 + cell * 50), 120, UInt8(200 - cell * 40)))
          for bar in 0..<9 {
            sheet.fill(
              PixelRect(x: rect.x + 20 + bar * 28, y: rect.y + 90 - bar * 7, width: 14, height: 120), (9, 9, 12))
          }
        }
      case .lines:
        // The edge of each line is blurred over some pixels, as drawing programs do.
        sheet.paint { x, y in
          var far = 255
          for line in 0..<12 {
            let place: Int = x * (3 + line) - y * (14 - line) + line * 977
            far = min(far, abs(place % 2400 - 1200))
          }
          return (UInt8(far), UInt8(far), UInt8(far))
        }
      case .tiles:
        var random = SeededRandom(seed: 3)
        let tile = (0..<(24 * 24)).map { _ in random.next() }
        sheet.paint { x, y in
          let bits = tile[y % 24 * 24 + x % 24]
          return (UInt8(bits & 255), UInt8(bits >> 8 & 255), UInt8(bits >> 16 & 255))
        }
      case .letterbox:
        var random = SeededRandom(seed: 4)
        var scene = Scenery.draw(width: 600, height: 300, seed: 5)
        scene.addNoise(2, &random)
        sheet.draw(
          scene, part: PixelRect(x: 0, y: 0, width: 600, height: 300),
          in: PixelRect(x: 0, y: 150, width: 600, height: 300))
      }
      return sheet
    }
  }

  @Test("What is drawn packs no larger than by libpng's defaults", arguments: Drawn.allCases)
  func drawn(_ drawn: Drawn) throws {
    let source = folder.path / "sheet.png"
    try drawn.raster.write(to: source)
    let part = folder.path / "part.png"
    try Cropper.crop(
      source, into: [CropOutput(rect: PixelRect(x: 0, y: 0, width: 600, height: 600), destination: part)])
    #expect(try folder.read("part.png").count <= drawn.size)
    #expect(try Raster(part).bytes == drawn.raster.bytes)
  }

  @Test("Of a page with a photograph every part keeps its pixels")
  func mixed() throws {
    var random = SeededRandom(seed: 6)
    var page = Raster(width: 900, height: 700, (250, 250, 245))
    var scene = Scenery.draw(width: 450, height: 350, seed: 7)
    scene.addNoise(3, &random)
    let whole = PixelRect(x: 0, y: 0, width: 450, height: 350)
    page.draw(scene, part: whole, in: PixelRect(x: 0, y: 0, width: 450, height: 350))
    page.draw(scene, part: whole, in: PixelRect(x: 200, y: 400, width: 600, height: 200))
    let source = folder.path / "page.png"
    try page.write(to: source)
    let parts = [
      PixelRect(x: 0, y: 0, width: 450, height: 350), PixelRect(x: 450, y: 0, width: 450, height: 350),
      PixelRect(x: 0, y: 0, width: 900, height: 700), PixelRect(x: 100, y: 340, width: 800, height: 300),
    ]
    .enumerated().map { CropOutput(rect: $1, destination: folder.path / "part\($0).png") }
    try Cropper.crop(source, into: parts)
    for part in parts {
      let cut = try Raster(part.destination)
      let rows = (0..<part.rect.height).flatMap { y in
        let start = ((part.rect.y + y) * page.width + part.rect.x) * 3
        return page.bytes[start..<(start + part.rect.width * 3)]
      }
      #expect(cut.bytes == rows)
    }
  }

  @Test("A crop that is cancelled half way leaves nothing behind")
  func cancelled() throws {
    let source = try folder.write(DrawnPNG(size: PixelSize(width: 600, height: 900)).bytes, to: "source.png")
    let outputs = (0..<5).map {
      CropOutput(
        rect: PixelRect(x: $0 * 100, y: 0, width: 100, height: 900), destination: folder.path / "part\($0).png")
    }
    for turns in 0..<4 {
      var asked = 0
      let found = problem {
        try Cropper.crop(source, into: outputs) {
          asked += 1
          return asked > turns
        }
      }
      #expect(found?.code == .cancelled)
      #expect(asked == turns + 1)
      #expect(try folder.names() == ["source.png"])
    }
  }

  @Test("A full disk is called one, and no part stays behind", .enabled(if: geteuid() == 0, "only root can mount"))
  func fullDisk() throws {
    let source = try folder.write(DrawnPNG(size: PixelSize(width: 600, height: 600)).bytes, to: "source.png")
    try FileManager.default.createDirectory(atPath: (folder.path / "small").display, withIntermediateDirectories: false)
    let mounting = try Process.run(
      URL(fileURLWithPath: "/bin/mount"),
      arguments: ["-t", "tmpfs", "-o", "size=256k", "tmpfs", (folder.path / "small").display])
    mounting.waitUntilExit()
    // Where mounting is forbidden even to root there is no small disk to fill.
    guard mounting.terminationStatus == 0 else { return }
    defer { _ = (folder.path / "small").withCString { umount2($0, 0) } }
    let outputs = (0..<3).map {
      CropOutput(
        rect: PixelRect(x: $0 * 200, y: 0, width: 200, height: 600), destination: folder.path / "small/part\($0).png")
    }
    #expect(problem { try Cropper.crop(source, into: outputs) }?.code == .diskFull)
    #expect(try folder.names(in: "small").isEmpty)
    try Cropper.crop(
      source, into: [CropOutput(rect: PixelRect(x: 0, y: 0, width: 9, height: 9), destination: outputs[0].destination)])
  }
}

extension Raster {
  fileprivate mutating func paint(_ color: (Int, Int) -> (UInt8, UInt8, UInt8)) {
    for y in 0..<height {
      for x in 0..<width {
        let at = (y * width + x) * 3
        (bytes[at], bytes[at + 1], bytes[at + 2]) = color(x, y)
      }
    }
  }
}
