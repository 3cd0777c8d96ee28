import Execution
import Foundation
import Media
import Sequences
import Synchronization
import Terms
import TestSupport

/// Cuts videos that are a few lines of text, and writes down in what it makes what that was cut from.
struct ScriptedCuttingRoom: CuttingRoom {
  enum Work: String, Sendable, CaseIterable { case length, cuts, slice, join, frame, picture, poster }

  /// What is thrown by which work.
  var failures: [Work: any Error] = [:]
  /// Where the picture really cuts; where it was planned if a test does not say.
  var found: @Sendable ([Int]) -> [FoundCut] = { $0.map { FoundCut(frame: $0, confidence: 1) } }
  private let kill: KillSwitch

  init(kill: KillSwitch = KillSwitch()) { self.kill = kill }

  /// A video as the scripted provider sends it.
  static func video(_ what: String, frames: Int, rate: FrameRate) -> Data {
    Data("\(what)\nframes \(frames) at \(rate)\n".utf8)
  }

  func length(of video: FilePath) async throws -> VideoLength {
    try await begin(.length, video)
    let words = try text(video).split(whereSeparator: \.isWhitespace).suffix(4).map(String.init)
    guard words.count == 4, words[0] == "frames", let frames = Int(words[1]), let rate = FrameRate(words[3]) else {
      throw Problem(.mediaUnreadable, "\(video.name) is no video.", hint: "Make another.")
    }
    return VideoLength(frames: frames, rate: rate)
  }

  func cuts(in video: FilePath, near planned: [Int]) async throws -> [FoundCut] {
    try await begin(.cuts, video)
    return found(planned)
  }

  func slice(_ part: VideoPart, from take: VideoOrigin, to file: FilePath) async throws {
    try await begin(.slice, file)
    let rate = try await length(of: part.file).rate
    try write(
      Self.video("\(told(part)) of \(take.take)\(told(take.song))", frames: part.frames.count, rate: rate), to: file)
    await kill.point("after slice \(file.name)")
  }

  func join(_ parts: [VideoPart], rate: FrameRate, size: PixelSize, from take: VideoOrigin, to file: FilePath)
    async throws
  {
    try await begin(.join, file)
    let frames = parts.map(\.frames.count).reduce(0, +)
    try write(
      Self.video(parts.map(told).joined(separator: " + ") + told(take.song), frames: frames, rate: rate), to: file)
    await kill.point("after join \(file.name)")
  }

  func frame(_ index: Int, of video: FilePath, to picture: FilePath) async throws {
    try await begin(.frame, picture)
    try write(Data("frame \(index) of \(video.name)".utf8), to: picture)
    await kill.point("after frame \(picture.name)")
  }

  func asPNG(_ picture: FilePath, to file: FilePath) async throws {
    try await begin(.picture, file)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: picture.display))
    let isPNG = bytes.starts(with: [0x89, 0x50])
    try write(isPNG ? bytes : PlainPNG.data(PixelSize(width: 4, height: 4)) { _, _ in (1, 2, 3) }, to: file)
  }

  func poster(of video: FilePath, to picture: FilePath) async throws {
    try await begin(.poster, picture)
    try write(Data("poster of \(video.name)".utf8), to: picture)
  }

  private func told(_ part: VideoPart) -> String {
    "\(part.file.name) [\(part.frames.lowerBound), \(part.frames.upperBound))"
  }

  private func told(_ song: AudioStretch?) -> String {
    song.map { "\nover \($0.file.name) from \(($0.start * 100).rounded() / 100) s" } ?? ""
  }

  private func begin(_ work: Work, _ file: FilePath) async throws {
    await kill.point("before \(work.rawValue) \(file.name)")
    if let failure = failures[work] { throw failure }
  }

  private func text(_ file: FilePath) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: file.display)), as: UTF8.self)
  }

  /// Outputs appear only complete.
  private func write(_ contents: Data, to file: FilePath) throws {
    let url = URL(fileURLWithPath: file.display)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try contents.write(to: url, options: .atomic)
  }
}
