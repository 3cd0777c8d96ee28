import Foundation
import Imaging
import Terms

/// How every video that the agent cuts or joins is written: plays everywhere, seeks quickly, looks like its source,
/// says which colours it means and how it was made.
enum VideoEncoding {
  static func arguments(rate: FrameRate) -> [ChildProcess.Argument] {
    let second = max(Int(rate.framesPerSecond.rounded()), 1)
    return [
      "-fps_mode", "passthrough", "-c:v", "libx264", "-preset", "veryfast", "-crf", "14", "-pix_fmt", "yuv420p",
      "-g", "\(2 * second)", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
      "-color_range", "tv",
    ]
  }

  /// The longest description that is written into a file; the sidecar has it whole.
  private static let longest = 2000

  static func metadata(_ provenance: Provenance) -> [ChildProcess.Argument] {
    let comment = provenance.description.isEmpty ? provenance.id : provenance.description
    return [
      "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-metadata", tag("title", provenance.id),
      "-metadata", tag("comment", String(comment.prefix(longest))), "-metadata",
      tag(Provenance.keyword, provenance.json), "-movflags", "+faststart+use_metadata_tags",
    ]
  }

  private static func tag(_ key: String, _ value: String) -> ChildProcess.Argument {
    .init(bytes: Array("\(key)=\(value)".utf8).filter { $0 != 0 })
  }
}

/// XMP as MP4 keeps it (XMP specification, part 3): a box of its own at the top level, here at the end, so that no
/// offset in the file moves.
enum XMPBox {
  private static let kind: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]

  static func bytes(of packet: String) -> Data {
    let body = Array("uuid".utf8) + kind + Array(packet.utf8)
    let count = UInt32(clamping: body.count + 4)
    return Data((0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * UInt32($0))) } + body)
  }
}

extension PartialFile {
  func write(_ text: String) throws(Problem) {
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: path.display)) } catch { throw unwritten(error) }
  }

  func append(_ bytes: Data) throws(Problem) {
    do {
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path.display))
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: bytes)
    } catch { throw unwritten(error) }
  }

  private func unwritten(_ error: any Error) -> Problem {
    Problem(
      .system, "\(destination.name) could not be written.", hint: "Look at the free space on the disk.",
      cause: "\(error)")
  }
}
