import Foundation
import Terms
import TestSupport
import Testing

@testable import Imaging

@Suite struct CropTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let kinds: [DrawnPNG] = [PictureInfo.ColorKind.gray, .rgb, .palette, .grayWithAlpha, .rgbWithAlpha]
    .flatMap { color in color.bitDepths.sorted().map { (color, $0) } }
    .flatMap { color, depth in
      [false, true].map { DrawnPNG(bitDepth: depth, color: color, isInterlaced: $0, before: chunks(color, depth)) }
    }

  private static func chunks(_ color: PictureInfo.ColorKind, _ depth: Int) -> [(String, [UInt8])] {
    switch color {
    case .palette: [("PLTE", (0..<(3 << depth)).map { UInt8($0 * 7 & 255) }), ("tRNS", [0, 128])]
    case .gray: [("tRNS", [0, 1])]
    case .rgb: [("tRNS", [0, 1, 0, 2, 0, 3])]
    default: []
    }
  }

  @Test("Every kind of PNG is cut without changing a pixel", arguments: kinds)
  func cutsEveryKind(_ drawn: DrawnPNG) throws {
    let source = try folder.write(drawn.bytes, to: "source.png")
    let rects = [
      PixelRect(x: 0, y: 0, width: 11, height: 8), PixelRect(x: 11, y: 0, width: 12, height: 8),
      PixelRect(x: 3, y: 5, width: 9, height: 7), PixelRect(x: 22, y: 16, width: 1, height: 1),
      PixelRect(drawn.size),
    ]
    let outputs = rects.enumerated().map { CropOutput(rect: $1, destination: folder.path / "part\($0).png") }
    try Cropper.crop(source, into: outputs)
    for output in outputs {
      #expect(try samples(of: output.destination) == expected(drawn, output.rect))
      let info = try Picture.probe(output.destination)
      #expect(info.size == output.rect.size && info.color == drawn.color && info.bitDepth == drawn.bitDepth)
      #expect(!info.isInterlaced)
      #expect(try info.hasTransparency == Picture.probe(source).hasTransparency)
    }
  }

  private func expected(_ drawn: DrawnPNG, _ rect: PixelRect) -> [[Int]] {
    (rect.y..<(rect.y + rect.height)).map { y in
      (rect.x..<(rect.x + rect.width)).flatMap { x in
        (0..<drawn.color.channels).map { drawn.sample(x: x, y: y, channel: $0) }
      }
    }
  }

  @Test("Colour, resolution and palette are kept byte for byte, what was true of the whole is not")
  func keepsChunks() throws {
    let kept: [(String, [UInt8])] = [
      ("gAMA", [0, 0, 0xB1, 0x8F]), ("cHRM", Array(repeating: 1, count: 32)), ("iCCP", Array("p\0\0".utf8) + [1, 2]),
      ("pHYs", [0, 0, 1, 0, 0, 0, 1, 0, 1]), ("sBIT", [5, 6, 5]), ("cICP", [9, 16, 0, 1]),
      ("PLTE", Array(0..<12)), ("tRNS", [1, 2]), ("bKGD", [1]),
    ]
    let dropped: [(String, [UInt8])] = [
      ("tEXt", Array("parameters\0secret".utf8)), ("tIME", [7, 0xE9, 1, 1, 1, 1, 1]), ("eXIf", Array("II*\0".utf8)),
      ("abCd", [1]),
    ]
    let drawn = DrawnPNG(bitDepth: 2, color: .palette, before: kept + dropped, after: [("tEXt", Array("a\0b".utf8))])
    let source = try folder.write(drawn.bytes, to: "source.png")
    let part = folder.path / "part.png"
    try Cropper.crop(source, into: [CropOutput(rect: PixelRect(x: 2, y: 2, width: 5, height: 5), destination: part)])
    let structure = try PNGStructure(PictureFile(part), limits: .standard)
    let found = try structure.chunks.map { ($0.type, try structure.data(of: $0) ?? []) }
    #expect(found.map(\.0).sorted() == kept.map(\.0).sorted())
    for (type, data) in kept { #expect(found.first { $0.0 == type }?.1 == data) }
  }

  @Test("A colour profile that is damaged is not copied as if it were whole")
  func dropsDamagedChunk() throws {
    var bytes = DrawnPNG(before: [("gAMA", [0, 0, 0xB1, 0x8F])]).bytes
    let place = try #require(bytes.range(of: Data("gAMA".utf8)))
    bytes[place.upperBound] ^= 1
    let source = try folder.write(bytes, to: "source.png")
    let part = folder.path / "part.png"
    try Cropper.crop(source, into: [CropOutput(rect: PixelRect(x: 0, y: 0, width: 5, height: 5), destination: part)])
    #expect(try PNGStructure(PictureFile(part), limits: .standard).chunks.isEmpty)
  }

  @Test("Nothing below the last needed row is read")
  func stopsReading() throws {
    let drawn = DrawnPNG(size: PixelSize(width: 40, height: 400))
    var bytes = drawn.bytes
    bytes[bytes.count - 2000] ^= 0xFF
    let source = try folder.write(bytes, to: "source.png")
    let top = CropOutput(rect: PixelRect(x: 0, y: 0, width: 40, height: 20), destination: folder.path / "top.png")
    try Cropper.crop(source, into: [top])
    #expect(try samples(of: top.destination) == expected(drawn, top.rect))
    #expect(problem { try Picture.verify(source) }?.code == .pictureCorrupt)
  }

  @Test("An existing destination is refused and left alone, and no other part stays behind")
  func refusesExisting() throws {
    let source = try folder.write(DrawnPNG().bytes, to: "source.png")
    try folder.write("mine", to: "b.png")
    let outputs = ["a.png", "b.png", "c.png"].map {
      CropOutput(rect: PixelRect(x: 0, y: 0, width: 4, height: 4), destination: folder.path / $0)
    }
    #expect(problem { try Cropper.crop(source, into: outputs) }?.code == .pictureExists)
    #expect(try folder.names() == ["b.png", "source.png"])
    #expect(try folder.read("b.png") == Data("mine".utf8))
  }

  @Test("A damaged source leaves no partial parts behind")
  func cleansUp() throws {
    var bytes = DrawnPNG(size: PixelSize(width: 40, height: 400)).bytes
    bytes[bytes.count / 2] ^= 0xFF
    let source = try folder.write(bytes, to: "source.png")
    let outputs = [
      CropOutput(rect: PixelRect(x: 0, y: 0, width: 4, height: 4), destination: folder.path / "a.png"),
      CropOutput(rect: PixelRect(x: 0, y: 0, width: 4, height: 400), destination: folder.path / "b.png"),
    ]
    #expect(problem { try Cropper.crop(source, into: outputs) }?.code == .pictureCorrupt)
    #expect(try folder.names() == ["source.png"])
  }

  @Test(
    "A rectangle that is not inside the picture is refused before anything is made",
    arguments: [
      PixelRect(x: 0, y: 0, width: 24, height: 1), PixelRect(x: -1, y: 0, width: 2, height: 2),
      PixelRect(x: 0, y: 0, width: 0, height: 5), PixelRect(x: 20, y: 0, width: 4, height: 1),
      PixelRect(x: .max, y: .max, width: .max, height: .max), PixelRect(x: 5, y: .min, width: 1, height: .max),
    ])
  func refusesOutside(_ rect: PixelRect) throws {
    let source = try folder.write(DrawnPNG().bytes, to: "source.png")
    let output = CropOutput(rect: rect, destination: folder.path / "part.png")
    #expect(problem { try Cropper.crop(source, into: [output]) }?.code == .rectOutsidePicture)
    #expect(try folder.names() == ["source.png"])
  }

  @Test("A missing folder is a sentence, not a crash")
  func missingFolder() throws {
    let source = try folder.write(DrawnPNG().bytes, to: "source.png")
    let rect = PixelRect(x: 0, y: 0, width: 4, height: 4)
    let found = problem {
      try Cropper.crop(source, into: [CropOutput(rect: rect, destination: folder.path / "none/part.png")])
    }
    #expect(found?.code == .pictureNotWritten)
    #expect(found?.message.contains("No such file or directory") == true)
  }

  @Test("A name that is not UTF-8 can be read and written")
  func rawNames() throws {
    let source = try folder.write(DrawnPNG().bytes, to: "source.png")
    let odd = folder.path / FileName(bytes: [0x61, 0xFF, 0xFE])
    let rect = PixelRect(x: 0, y: 0, width: 4, height: 4)
    try Cropper.crop(source, into: [CropOutput(rect: rect, destination: odd)])
    #expect(try Picture.probe(odd).size == rect.size)
  }

  @Test("An interlaced picture that would fill the memory is refused")
  func limitsInterlaced() throws {
    let source = try folder.write(DrawnPNG(isInterlaced: true).bytes, to: "source.png")
    var limits = PictureLimits.standard
    limits.interlacedBytes = 500
    let part = CropOutput(rect: PixelRect(x: 0, y: 0, width: 20, height: 10), destination: folder.path / "part.png")
    #expect(problem { try Cropper.crop(source, into: [part], limits: limits) }?.code == .pictureTooLarge)
    #expect(try folder.names() == ["source.png"])
  }
}
