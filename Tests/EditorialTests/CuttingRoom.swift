import Foundation
import Imaging
import Media
import Synchronization
import Terms
import TestSupport

@testable import Editorial

/// A project with some takes of plain brightness, and a song.
struct CuttingRoom {
  let tools: MediaTools
  let folder: TemporaryFolder
  /// By the file's path in the project, of 255.
  let brightness: [String: Int] = ["takes/a.mp4": 80, "takes/b.mp4": 140, "takes/c.mp4": 200]

  static let provenance = Provenance(id: "animatic", description: "", software: "Starsend", isFromModel: false)

  init() async throws {
    tools = try MediaTools.find()
    folder = try TemporaryFolder()
    for name in ["takes", "song"] {
      try FileManager.default.createDirectory(
        atPath: (folder.path / name).display, withIntermediateDirectories: true)
    }
    let takes = [("takes/a.mp4", "24", 100), ("takes/b.mp4", "30", 60), ("takes/c.mp4", "24000/1001", 72)]
    for (name, rate, frames) in takes {
      let grey = "nullsrc=s=192x108:r=\(rate),format=yuv420p,geq=lum=\(brightness[name] ?? 0):cb=128:cr=128"
      try await tools.run(
        ["-f", "lavfi", "-i", "\(grey),trim=end_frame=\(frames)", MediaTools.path(folder.path / name)],
        to: "make a test file")
    }
    try await tools.run(
      ["-f", "lavfi", "-i", "sine=f=330:d=10", MediaTools.path(folder.path / "song/My Song.wav")],
      to: "make a test file")
  }

  /// Two sequences in a song of ten seconds, with a gap in the first and notes.
  func plan(rate: FrameRate = .film) -> CutPlan {
    let source = { (file: String, take: Int, rate: String, frames: Int, start: Int) in
      CutPlan.Content.source(
        CutPlan.Source(file: file, take: take, rate: FrameRate(rate) ?? .film, frames: frames, start: start))
    }
    var noted = Plans.shot(3, 3, 1.5, source("takes/b.mp4", 1, "30", 60, 10))
    noted.notes = [.init(author: "Ana", text: "Too dark <here> & ümlaut\u{1}", seconds: 0.5)]
    var plan = CutPlan(
      title: "Driver, Beware!", rate: rate, size: PixelSize(width: 160, height: 90),
      song: .init(file: "song/My Song.wav", seconds: 10),
      sections: [.init(name: "Verse \"1\"", start: 0, end: 4.51), .init(name: "Chorus", start: 4.51, end: 10)],
      sequences: [
        Plans.sequence(
          "SEQ01", 0.5, 5,
          [
            Plans.shot(1, 0, 2, source("takes/a.mp4", 2, "24", 100, 30)),
            Plans.shot(2, 2, 1, .gap(reason: "no approved take")), noted,
          ]),
        Plans.sequence("SEQ02", 6, 9, [Plans.shot(1, 0, 3, source("takes/c.mp4", 3, "24000/1001", 72, 0))]),
      ])
    plan.sequences[0].shots[0].prompt = "A car under rain"
    return plan
  }

  func final(_ cut: Cut) -> FinalCut { FinalCut(cut, project: folder.path, into: folder.path / "final", media: tools) }

  private var work: String? {
    (try? folder.names(in: "final"))?.first { $0.hasSuffix(".making") }.map { "final/\($0)/media" }
  }

  var workMedia: [String] { work.flatMap { try? folder.names(in: $0) } ?? [] }

  func workFile(_ name: String) -> FilePath? { work.map { folder.path / $0 / name } }

  /// The brightness in the corner of each frame, which no words of a slate cover.
  func brightness(of video: FilePath) async throws -> [Int] {
    let bytes = Mutex<[UInt8]>([])
    _ = try await ChildProcess.run(
      tools.ffmpeg,
      [
        "-nostdin", "-loglevel", "error", "-i", MediaTools.path(video), "-map", "0:v:0", "-fps_mode", "passthrough",
        "-vf", "crop=2:2:0:0,format=yuv420p", "-f", "rawvideo", "pipe:1",
      ], stdout: .chunks { chunk in bytes.withLock { $0 += chunk } })
    // Four of brightness and two of colour a frame.
    return bytes.withLock { bytes in stride(from: 0, to: bytes.count, by: 6).map { Int(bytes[$0]) } }
  }
}
