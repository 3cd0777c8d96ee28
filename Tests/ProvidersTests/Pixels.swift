import Foundation
import Media
import Terms

/// A picture's pixels in grey, scaled down, for tests to compare.
struct Pixels {
  let size: PixelSize
  let bytes: [UInt8]

  /// Reads `picture`, or the part of it at `x`, `y` of `part` pixels.
  init(of picture: FilePath, x: Int = 0, y: Int = 0, part: PixelSize? = nil, tools: MediaTools) async throws {
    let crop = part.map { "crop=\($0.width):\($0.height):\(x):\(y)," } ?? ""
    let output = try await ChildProcess.run(
      tools.ffmpeg,
      ["-v", "error"] + (try MediaTools.input(picture: picture)) + [
        "-vf", "\(crop)scale=96:54:flags=area,format=gray", "-f", "rawvideo", "pipe:1",
      ])
    (size, bytes) = (PixelSize(width: 96, height: 54), Array(output.stdout))
  }

  /// The mean difference, from 0 to 255; 255 where there is nothing to compare.
  func difference(to other: Pixels) -> Double {
    guard bytes.count == other.bytes.count, !bytes.isEmpty else { return 255 }
    return Double(zip(bytes, other.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(bytes.count)
  }

  /// How far the pixels lie from their mean; 0 for a plain picture.
  var contrast: Double {
    let mean = Double(bytes.reduce(0) { $0 + Int($1) }) / Double(max(bytes.count, 1))
    return (bytes.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(bytes.count, 1)))
      .squareRoot()
  }
}

/// The header of a PNG file: width, height, bit depth and colour type.
func pngHeader(_ data: Data) -> [Int] {
  let bytes = Array(data.prefix(26))
  guard bytes.count == 26 else { return [] }
  let number = { (at: Int) in bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
  return [number(16), number(20), Int(bytes[24]), Int(bytes[25])]
}
