import Foundation
import Terms
import TestSupport
import Testing

@testable import Imaging

@Suite struct ProvenanceTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let descriptions = [
    "A red car at dusk", "Café, naïve & <b>\"bold\"</b>\nsecond line", "夜の東京 🚗 – дождь", "", "control \u{85} \u{7F}",
  ]

  private func provenance(_ description: String) -> Provenance {
    Provenance(
      id: "SEQ05_g02_top_left", description: description, software: "Starsend 1.2.3", isFromModel: true,
      fields: ["sequence": "SEQ05", "cell": "top_left", "größe": "日本"])
  }

  @Test("What a crop says about its making is read back, in any script", arguments: descriptions)
  func roundTrip(_ description: String) throws {
    let source = try folder.write(DrawnPNG().bytes, to: "source.png")
    let part = folder.path / "part.png"
    let written = provenance(description)
    try Cropper.crop(
      source,
      into: [CropOutput(rect: PixelRect(x: 1, y: 1, width: 4, height: 4), destination: part, provenance: written)])
    #expect(try Provenance.read(from: part) == written)
    #expect(try Provenance.id(of: part) == "SEQ05_g02_top_left")
    let structure = try PNGStructure(PictureFile(part), limits: .standard)
    #expect(structure.chunks.filter { !$0.isBeforePixels }.isEmpty)
  }

  @Test("Latin text is written so that every reader knows it, other text as UTF-8, XMP always as UTF-8")
  func choosesChunk() {
    let type = { (text: String) in TextChunks.chunk(PictureText(keyword: "Description", text: text)).type }
    #expect(type("naïve\nline") == "tEXt")
    #expect(type("東京") == "iTXt")
    #expect(type("tab\t") == "iTXt")
    #expect(TextChunks.chunk(PictureText(keyword: XMPPacket.keyword, text: "a")).type == "iTXt")
  }

  @Test("New provenance replaces the old, keeps other text, and touches no compressed pixel")
  func rewrites() throws {
    let drawn = DrawnPNG(
      before: [("gAMA", [0, 0, 0xB1, 0x8F]), ("tEXt", Array("Description\0old".utf8)), ("caBX", [1, 2])],
      after: [("tEXt", Array("Artist\0Ann".utf8)), ("tEXt", Array("Software\0Old 1".utf8))])
    let source = try folder.write(drawn.bytes, to: "source.png")
    let first = folder.path / "first.png"
    let second = folder.path / "second.png"
    try provenance("one").write(from: source, to: first)
    try provenance("zwei 二").write(from: first, to: second)
    #expect(try Provenance.read(from: second) == provenance("zwei 二"))
    let info = try Picture.probe(second)
    #expect(info.text(for: "Artist") == "Ann")
    #expect(info.text.count == 5)
    let structure = try PNGStructure(PictureFile(second), limits: .standard)
    #expect(!structure.chunks.contains { $0.type == "caBX" })
    #expect(try pixelChunks("second.png") == pixelChunks("source.png"))
  }

  /// Everything from the first IDAT to the last, as bytes.
  private func pixelChunks(_ name: String) throws -> Data {
    let bytes = try folder.read(name)
    let first = try #require(bytes.range(of: Data("IDAT".utf8)))
    let structure = try PNGStructure(PictureFile(folder.path / name), limits: .standard)
    return bytes[first.lowerBound..<(first.lowerBound + structure.pixelBytes)]
  }

  @Test("A picture that the agent never wrote into has no id; nonsense under its key is no id either")
  func foreign() throws {
    for json in ["", "{", "[]", "{\"id\": 5}", "{\"name\": \"x\"}", String(repeating: "[", count: 100_000)] {
      let drawn = DrawnPNG(before: [("tEXt", Array("starsend\0\(json)".utf8))])
      #expect(try Provenance.id(of: try folder.write(drawn.bytes, to: "foreign.png")) == nil)
    }
    #expect(try Provenance.id(of: try folder.write(DrawnPNG().bytes, to: "plain.png")) == nil)
  }

  @Test("A rewrite onto an existing file is refused; of a broken file it leaves nothing behind")
  func rewriteFails() throws {
    let source = try folder.write(DrawnPNG().bytes, to: "source.png")
    #expect(problem { try provenance("a").write(from: source, to: source) }?.code == .pictureExists)
    let cut = try folder.write(DrawnPNG().bytes.dropLast(20), to: "cut.png")
    #expect(problem { try provenance("a").write(from: cut, to: folder.path / "new.png") } != nil)
    #expect(try folder.names() == ["cut.png", "source.png"])
  }
}
