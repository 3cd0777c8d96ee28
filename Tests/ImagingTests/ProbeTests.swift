import Foundation
import Terms
import TestSupport
import Testing

@testable import Imaging

@Suite struct ProbeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("A picture says its size, depth, colour and all its text, also text behind the pixels")
  func reads() throws {
    let packed = [UInt8]("Comment\0\0".utf8) + DrawnPNG.stored(Array("grüße".unicodeScalars.map { UInt8($0.value) }))
    let drawn = DrawnPNG(
      bitDepth: 16, color: .grayWithAlpha, isInterlaced: true,
      before: [("tEXt", Array("Title\0caf".utf8) + [0xE9])],
      after: [("zTXt", packed), ("iTXt", Array("Author\0\0\0de\0Urheber\0佐藤".utf8))])
    let info = try Picture.probe(try folder.write(drawn.bytes, to: "no-extension"))
    #expect(info.size == PixelSize(width: 23, height: 17))
    #expect(info.bitDepth == 16 && info.color == .grayWithAlpha && info.isInterlaced && info.hasTransparency)
    #expect(
      info.text == [
        PictureText(keyword: "Title", text: "café"), PictureText(keyword: "Comment", text: "grüße"),
        PictureText(keyword: "Author", text: "佐藤"),
      ])
  }

  @Test(
    "What is no PNG is refused with a sentence that says what it is",
    arguments: [
      ("FFD8FFE000104A464946", "JPEG"), ("524946460000000057454250", "WebP"), ("474946383961", "GIF"),
      ("48656C6C6F20776F726C64", "not a picture"),
    ])
  func sniffs(_ hex: String, _ word: String) throws {
    let bytes = stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    let found = problem { _ = try Picture.probe(try folder.write(Data(bytes), to: "really.png")) }
    #expect(found?.code == .notAPicture)
    #expect(found?.message.contains(word) == true)
  }

  @Test("Nothing, a folder, a pipe and an empty file are each refused")
  func oddFiles() throws {
    #expect(problem { _ = try Picture.probe(folder.path / "none.png") }?.code == .pictureUnreadable)
    #expect(problem { _ = try Picture.probe(folder.path) }?.code == .notAPicture)
    let empty = try folder.write("", to: "empty.png")
    #expect(problem { _ = try Picture.probe(empty) }?.message.contains("empty") == true)
    let pipe = folder.path / "pipe.png"
    #expect(pipe.withCString { mkfifo($0, 0o600) } == 0)
    #expect(problem { _ = try Picture.probe(pipe) }?.code == .notAPicture)
  }

  @Test(
    "A header that claims more than the limits is refused before any row is read",
    arguments: [(100_000, 100_000), (30_000, 30_000), (40_000, 1), (Int(UInt32.max), Int(UInt32.max))])
  func refusesGiants(_ width: Int, _ height: Int) throws {
    var bytes = DrawnPNG().bytes
    bytes.replaceSubrange(16..<24, with: UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes)
    bytes.replaceSubrange(29..<33, with: DrawnPNG.checksum(Array(bytes[12..<29])).bigEndianBytes)
    // Cut right behind the header: whoever reads on would say "truncated".
    let path = try folder.write(bytes.prefix(33), to: "giant.png")
    for read in [{ _ = try Picture.probe(path) }, { _ = try Picture.statistics(path) }] as [() throws -> Void] {
      let found = problem(read)
      #expect(found?.code == .pictureTooLarge)
      #expect(found?.message.contains("\(width)x\(height)") == true)
    }
  }

  @Test("A text chunk that claims or unpacks to more than the limits is refused")
  func refusesHugeText() throws {
    var limits = PictureLimits.standard
    limits.chunkBytes = 1000
    let long = DrawnPNG(before: [("tEXt", Array("a\0".utf8) + Array(repeating: 65, count: 2000))])
    let path = try folder.write(long.bytes, to: "long.png")
    #expect(problem { _ = try Picture.probe(path, limits: limits) }?.code == .pictureTooLarge)
    limits.chunkBytes = 3000
    limits.textBytes = 1500
    let packed = [UInt8]("a\0\0".utf8) + DrawnPNG.stored(Array(repeating: 65, count: 2000))
    let bomb = try folder.write(DrawnPNG(after: [("zTXt", packed)]).bytes, to: "bomb.png")
    #expect(problem { _ = try Picture.probe(bomb, limits: limits) }?.code == .pictureTooLarge)
    #expect(try Picture.probe(bomb).text(for: "a")?.count == 2000)
  }

  @Test("A picture cut off at any byte is refused everywhere and crashes nothing", arguments: [false, true])
  func truncation(_ isInterlaced: Bool) throws {
    let drawn = DrawnPNG(
      size: PixelSize(width: 9, height: 7), isInterlaced: isInterlaced, before: [("tEXt", Array("k\0v".utf8))])
    let bytes = drawn.bytes
    for count in 0..<bytes.count {
      let path = try folder.write(bytes.prefix(count), to: "cut.png")
      let found = problem { _ = try Picture.probe(path) }
      #expect(found?.code == .pictureTruncated, "cut at \(count): \(String(describing: found))")
      let part = CropOutput(rect: PixelRect(drawn.size), destination: folder.path / "part.png")
      #expect(problem { try Cropper.crop(path, into: [part]) } != nil)
      #expect(problem { _ = try Picture.statistics(path) } != nil)
      #expect(try folder.names() == ["cut.png"])
    }
  }

  @Test("Flipped bits give an error or a picture, never a crash", arguments: CropTests.kinds.indices)
  func flippedBits(_ index: Int) throws {
    var drawn = CropTests.kinds[index]
    drawn.after = [("iTXt", Array("Author\0\0\0de\0U\0佐藤".utf8)), ("zTXt", [97, 0, 0] + DrawnPNG.stored([66]))]
    let bytes = drawn.bytes
    var random = SeededRandom(seed: UInt64(index))
    for _ in 0..<30 {
      var flipped = bytes
      for _ in 0...Int.random(in: 0...2, using: &random) {
        flipped[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
      }
      let path = try folder.write(flipped, to: "flipped.png")
      let part = CropOutput(
        rect: PixelRect(x: 0, y: 0, width: 9, height: 9), destination: folder.path / "part.png")
      let failure = problem { try Cropper.crop(path, into: [part]) }
      #expect(folder.exists("part.png") == (failure == nil))
      if failure == nil {
        try Picture.verify(part.destination)
        try FileManager.default.removeItem(atPath: part.destination.display)
      }
      _ = problem { _ = try Picture.probe(path) }
      _ = problem { _ = try Picture.statistics(path) }
    }
  }
}
