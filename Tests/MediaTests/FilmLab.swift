import Foundation
import Imaging
import Synchronization
import Terms
import TestSupport

@testable import Media

/// Makes videos whose frames can be told apart, and reads them again.
struct FilmLab {
  let tools: MediaTools
  let folder: TemporaryFolder

  init() throws {
    tools = try MediaTools.find()
    folder = try TemporaryFolder()
  }

  static let provenance = Provenance(
    id: "SEQ01_take001_shot02", description: "A car, <lit>", software: "Starsend 1", isFromModel: true)

  func make(_ name: String, _ options: ChildProcess.Argument...) async throws -> FilePath {
    let file = folder.path / name
    try await tools.run(options + [MediaTools.path(file)], to: "make a test file")
    return file
  }

  /// Frames that show their number, counted from `first`, as ten bars of black and white.
  func numbered(
    _ name: String, frames: Int, rate: String = "24", size: String = "160x90", first: Int = 0, sound: String? = nil
  ) async throws -> FilePath {
    let bars = "geq=lum='if(mod(floor((N+\(first))/pow(2\\,floor(10*X/W)))\\,2)\\,235\\,16)':cb=128:cr=128"
    let seconds = FrameRate(rate)?.seconds(at: frames) ?? 0
    let hearing: [ChildProcess.Argument] = sound.map { ["-f", "lavfi", "-t", "\(seconds)", "-i", "\($0)"] } ?? []
    let arguments: [ChildProcess.Argument] =
      ["-f", "lavfi", "-i", "nullsrc=s=\(size):r=\(rate),format=yuv420p,\(bars),trim=end_frame=\(frames)"] + hearing
      + ["-crf", "16", "-bf", "2", MediaTools.path(folder.path / name)]
    try await tools.run(arguments, to: "make a test file")
    return folder.path / name
  }

  /// The numbers that the frames of `video` show.
  func numbers(of video: FilePath) async throws -> [Int] {
    let pixels = try await raw(
      video,
      ["-map", "0:v:0", "-fps_mode", "passthrough", "-vf", "scale=10:1:flags=area,format=gray", "-f", "rawvideo"])
    return stride(from: 0, to: pixels.count, by: 10).map { start in
      (0..<10).reduce(0) { $0 + (pixels[start + $1] > 127 ? 1 << $1 : 0) }
    }
  }

  /// The brightness of a picture's first pixel.
  func topLeft(of picture: FilePath) async throws -> UInt8 {
    try await raw(picture, ["-vf", "crop=1:1:0:0,format=gray", "-f", "rawvideo"]).first ?? 0
  }

  /// The mean of each plane of the first frame, as it stands in the file.
  func meanColours(of video: FilePath) async throws -> [Double] {
    let bytes = try await raw(video, ["-frames:v", "1", "-pix_fmt", "yuv420p", "-f", "rawvideo"])
    let luma = bytes.count * 2 / 3
    let planes = [bytes[..<luma], bytes[luma..<(luma + luma / 4)], bytes[(luma + luma / 4)...]]
    return planes.map { plane in Double(plane.reduce(0) { $0 + Int($1) }) / Double(max(plane.count, 1)) }
  }

  /// When the sound of `file` first is louder than a whisper, in seconds; nil for silence.
  func onset(of file: FilePath) async throws -> Double? {
    let samples = try await sound(of: file)
    return samples.firstIndex { abs(Int($0)) > 3000 }.map { Double($0) / 48_000 }
  }

  func sound(of file: FilePath) async throws -> [Int16] {
    let bytes = try await raw(file, ["-map", "0:a:0", "-ac", "1", "-ar", "48000", "-f", "s16le"])
    return stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
  }

  private func raw(_ file: FilePath, _ options: [ChildProcess.Argument]) async throws -> [UInt8] {
    let bytes = Mutex<[UInt8]>([])
    _ = try await ChildProcess.run(
      tools.ffmpeg, ["-nostdin", "-loglevel", "error", "-i", MediaTools.path(file)] + options + ["pipe:1"],
      stdout: .chunks { chunk in bytes.withLock { $0 += chunk } })
    return bytes.withLock { $0 }
  }
}
