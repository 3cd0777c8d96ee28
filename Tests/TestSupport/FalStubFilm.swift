import Foundation
import Synchronization
import Terms

/// A video of a `FalStub`: it begins on the start frame, moves, and lasts as long as was ordered.
struct FalStubFilm: Hashable, Sendable {
  let start: Data?
  let seconds: Int
  let size: PixelSize
  /// Served as it is instead.
  let ready: Data?

  private static let made = Mutex([FalStubFilm: Data]())
  /// The header of an answer that waits for its video.
  static let marker = "x-stub-film"

  static func later(_ id: String, as what: String) -> LoopbackServer.Reply {
    LoopbackServer.Reply(headers: [(marker, what)], body: Data(id.utf8))
  }

  /// Blocks until it is made; each is made once. Empty where ffmpeg fails.
  func data() -> Data {
    if let ready { return ready }
    if let made = Self.made.withLock({ $0[self] }) { return made }
    let data = (try? film()) ?? Data()
    Self.made.withLock { $0[self] = data }
    return data
  }

  private func film() throws -> Data {
    let folder = try TemporaryFolder()
    let frames = seconds * 24
    var input = ["-f", "lavfi", "-i", "testsrc2=s=\(size):r=24"]
    if let start {
      let picture = try folder.write(start, to: "start")
      input = ["-f", Self.demuxer(start), "-framerate", "24", "-i", picture.display]
    }
    let output = folder.path / "film.mp4"
    // The demuxers of pictures cannot loop: one frame is held instead.
    let held = start == nil ? "" : "tpad=stop_mode=clone:stop=\(frames),"
    let graph =
      "[0:v]scale=\(size.width):\(size.height),setsar=1,\(held)fps=24[p];color=c=red:s=24x24:r=24[b];"
      + "[p][b]overlay=x='mod(n*6+1,main_w)-24':y='main_h-30':eof_action=endall,"
      + "scroll=horizontal=0.002,format=yuv420p[v]"
    try Program.runNow(
      ["ffmpeg", "-nostdin", "-y", "-loglevel", "error"] + input + [
        "-filter_complex", graph, "-map", "[v]", "-frames:v", "\(frames)", "-c:v", "libx264", "-preset", "ultrafast",
        "-crf", "24", "-threads", "1", "-movflags", "+faststart", output.display,
      ])
    return try folder.read("film.mp4")
  }

  private static func demuxer(_ picture: Data) -> String {
    if picture.starts(with: [0xFF, 0xD8]) { return "jpeg_pipe" }
    return picture.starts(with: Data("RIFF".utf8)) ? "webp_pipe" : "png_pipe"
  }
}
