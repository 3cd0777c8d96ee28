import Foundation
import Terms
import TestSupport
import Testing

@testable import Imaging

@Suite struct RowReaderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func expected(_ drawn: DrawnPNG) -> [[Int]] {
    (0..<drawn.size.height).map { y in
      (0..<drawn.size.width).flatMap { x in (0..<drawn.color.channels).map { drawn.sample(x: x, y: y, channel: $0) } }
    }
  }

  @Test("Every filter is undone in every kind of picture", arguments: CropTests.kinds)
  func filters(_ kind: DrawnPNG) throws {
    var drawn = kind
    for filters: [UInt8] in [[1], [2], [3], [4], [4, 3, 2, 1, 0]] {
      drawn.filters = filters
      #expect(try samples(of: folder.write(drawn.bytes, to: "filtered.png")) == expected(drawn))
    }
  }

  @Test(
    "Pixels are the same however they are cut into chunks",
    arguments: [[1], [0, 0, 1], [3, 0, 2, 7], [1000, 0], [1 << 20], [17, 70_000]])
  func chunkSizes(_ sizes: [Int]) throws {
    let drawn = DrawnPNG(size: PixelSize(width: 61, height: 400), filters: [4, 1, 3], chunkSizes: sizes)
    #expect(try samples(of: folder.write(drawn.bytes, to: "cut.png")) == expected(drawn))
  }

  @Test(
    "A row of one pixel and a picture of more rows than fit a block are read whole", arguments: [(1, 9), (9, 30_000)])
  func sizes(_ width: Int, _ height: Int) throws {
    let drawn = DrawnPNG(size: PixelSize(width: width, height: height), color: .gray, filters: [1, 2, 3, 4])
    #expect(try samples(of: folder.write(drawn.bytes, to: "long.png")) == expected(drawn))
  }

  /// What may be wrong inside the pixels, the checksums of the chunks being right.
  enum Damage: String, CaseIterable {
    case filterFive, noHeader, badCompression, badBlock, fewRows, noEnd, badChecksum, noChecksum, nothing

    var change: @Sendable ([UInt8]) -> [UInt8] {
      switch self {
      case .filterFive: { Self.put(5, at: 7, in: $0) }
      case .noHeader: { Array($0.dropFirst(2)) }
      case .badCompression: { Self.put(0x79, at: 0, in: $0) }
      case .badBlock: { Self.put(0x07, at: 2, in: $0) }
      case .fewRows: { $0.prefix(300) + [1, 0, 0, 255, 255, 0, 0, 0, 1] }
      case .noEnd: { Array($0.dropLast(4 + 17 * 70)) }
      case .badChecksum: { Self.put(~($0.last ?? 0), at: $0.count - 1, in: $0) }
      case .noChecksum: { Array($0.dropLast(4)) }
      case .nothing: { _ in [0] }
      }
    }

    private static func put(_ byte: UInt8, at place: Int, in bytes: [UInt8]) -> [UInt8] {
      var bytes = bytes
      bytes[place] = byte
      return bytes
    }
  }

  @Test("Pixels that are packed wrongly are called damaged", arguments: Damage.allCases)
  func damage(_ damage: Damage) throws {
    var drawn = DrawnPNG()
    drawn.damage = damage.change
    let path = try folder.write(drawn.bytes, to: "damaged.png")
    #expect(problem { try Picture.verify(path) }?.code == .pictureCorrupt)
    let part = CropOutput(rect: PixelRect(drawn.size), destination: folder.path / "part.png")
    #expect(problem { try Cropper.crop(path, into: [part]) }?.code == .pictureCorrupt)
    #expect(try folder.names() == ["damaged.png"])
  }

  @Test("More rows than the picture has are let pass, as every reader does")
  func tooMany() throws {
    let drawn = DrawnPNG()
    var bytes = DrawnPNG(size: PixelSize(width: 23, height: 20)).bytes
    bytes.replaceSubrange(8..<33, with: drawn.bytes[8..<33])
    #expect(try samples(of: folder.write(bytes, to: "more.png")) == expected(drawn))
  }

  @Test("Rows behind the last one are not unpacked without end")
  func farTooMany() throws {
    var drawn = DrawnPNG(chunkSizes: [1 << 20])
    drawn.damage = { _ in DrawnPNG.stored([UInt8](repeating: 0, count: 17 << 20)) }
    let path = try folder.write(drawn.bytes, to: "endless.png")
    #expect(problem { try Picture.verify(path) }?.code == .pictureCorrupt)
  }

  @Test("A wrong checksum of a chunk of pixels is found, also of the last one", arguments: [0, 1, 2])
  func checksums(_ chunk: Int) throws {
    var bytes = DrawnPNG(chunkSizes: [500]).bytes
    var place = try #require(bytes.range(of: Data("IDAT".utf8)))
    for _ in 0..<chunk { place = try #require(bytes[place.upperBound...].range(of: Data("IDAT".utf8))) }
    let count = Int(UInt32(bigEndian: bytes[(place.lowerBound - 4)..<place.lowerBound]))
    bytes[place.upperBound + count] ^= 1
    let path = try folder.write(bytes, to: "sum.png")
    #expect(problem { try Picture.verify(path) }?.code == .pictureCorrupt)
  }

  @Test("Pixels that another chunk tears apart are refused")
  func torn() throws {
    var bytes = DrawnPNG(chunkSizes: [500]).bytes
    let first = try #require(bytes.range(of: Data("IDAT".utf8)))
    let second = try #require(bytes[first.upperBound...].range(of: Data("IDAT".utf8)))
    bytes.insert(contentsOf: DrawnPNG.chunk("tEXt", Array("a\0b".utf8)), at: second.lowerBound - 4)
    let path = try folder.write(bytes, to: "torn.png")
    #expect(problem { try Picture.verify(path) }?.code == .pictureCorrupt)
  }
}
