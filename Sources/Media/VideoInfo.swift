import Foundation
public import Terms

/// What a video file says of itself.
public struct VideoInfo: Hashable, Sendable {
  /// As ffmpeg calls it, such as `h264`.
  public let codec: String
  public let size: PixelSize
  /// Nil where the rate varies or is none that can be planned with.
  public let frameRate: FrameRate?
  /// The frames in the file, counted without decoding them.
  public let frames: Int
  /// The length of the picture, in seconds.
  public let seconds: Double
  /// The length of the sound, in seconds, or nil without sound.
  public let soundSeconds: Double?
  /// What is written into the file about it, such as `comment`; keys in lower case.
  public let tags: [String: String]

  /// Where the picture begins on the clock of the file, in seconds: above 0 where the sound begins before it.
  let start: Double
  /// How wide a pixel is for its height, such as 4:3; 1 as a rule.
  let pixelAspect: Double
  /// Whether the file says by which matrix its colours were made.
  let hasColourMatrix: Bool

  public var hasAudio: Bool { soundSeconds != nil }

  /// The rate that its frames are counted by: its own, or where that varies the average.
  public var countedRate: FrameRate {
    if let frameRate { return frameRate }
    let average = seconds > 0 ? Double(frames) / seconds : 24
    let thousandths = Int((min(max(average, 1), 120) * 1000).rounded())
    return FrameRate(numerator: thousandths, denominator: 1000) ?? .film
  }
}

/// What a sound file says of itself.
public struct SoundInfo: Hashable, Sendable {
  /// As ffmpeg calls it, such as `mp3`.
  public let codec: String
  public let seconds: Double
  /// Samples per second.
  public let sampleRate: Int
  public let channels: Int
}

extension MediaTools {
  /// Reads what `file` says of itself and counts its frames, without decoding it.
  /// - Throws: `media_unreadable` where it is no video, and what `ChildProcess.run` throws.
  public func probe(_ file: FilePath) async throws -> VideoInfo {
    let report = try await report(on: file, as: .video)
    guard let video = report.video else { throw Self.unreadable(file, "video") }
    // ffprobe says 0 where the size is none, or more than it was told to take.
    guard let width = video.width, let height = video.height, width > 0, height > 0 else {
      throw limits.noSize(of: file)
    }
    let sound = report.sound
    let info = VideoInfo(
      codec: video.codecName ?? "unknown", size: PixelSize(width: width, height: height),
      frameRate: video.rate, frames: video.readPackets.flatMap { Int($0) } ?? 0,
      seconds: video.seconds ?? report.seconds ?? 0,
      soundSeconds: sound.map { $0.seconds ?? report.seconds ?? 0 }, tags: report.tags,
      start: max((video.start ?? 0) - min(report.start ?? 0, video.start ?? 0), 0),
      pixelAspect: video.pixelAspect, hasColourMatrix: video.colourMatrix.map { $0 != "unknown" } ?? false)
    try limits.admit(info, of: file)
    return info
  }

  /// Reads what the sound file `file`, such as a song, says of itself.
  /// - Throws: `media_unreadable` where it has no sound, and what `ChildProcess.run` throws.
  public func probe(sound file: FilePath) async throws -> SoundInfo {
    let report = try await report(on: file, as: .sound)
    guard let sound = report.sound, let seconds = sound.seconds ?? report.seconds else {
      throw Self.unreadable(file, "sound file")
    }
    let info = SoundInfo(
      codec: sound.codecName ?? "unknown", seconds: seconds, sampleRate: sound.sampleRate.flatMap { Int($0) } ?? 0,
      channels: sound.channels ?? 0)
    try limits.admit(info, of: file)
    return info
  }

  private func report(on file: FilePath, as kind: Kind) async throws -> ProbeReport {
    let bytes = try limits.admit(file, as: kind)
    let output = try await ChildProcess.run(
      ffprobe,
      [
        "-loglevel", "error", "-count_packets", "-show_entries",
        "\(ProbeReport.entries)",
        "-of", "json",
      ] + Self.input(file, as: kind), deadline: limits.read(bytes))
    guard output.status.isSuccess, let report = try? PlainJSON.decode(ProbeReport.self, from: output.stdout) else {
      if let refusal = limits.refusal(of: file, as: kind, cause: output.lastWords) { throw refusal }
      throw Self.unreadable(file, kind == .video ? "video" : "sound file", cause: output.lastWords)
    }
    return report
  }

  static func unreadable(_ file: FilePath, _ noun: String, cause: String? = nil) -> Problem {
    Problem(
      .mediaUnreadable, "\(file.name) is not a \(noun) that can be read.",
      hint: "Play the file to see whether it is whole, or make it again.", cause: cause)
  }
}

/// The JSON of ffprobe, as far as it is used here.
private struct ProbeReport: Decodable {
  struct Stream: Decodable {
    let codecType: String?
    let codecName: String?
    let width: Int?
    let height: Int?
    let averageRate: String?
    let baseRate: String?
    let readPackets: String?
    let duration: String?
    let sampleRate: String?
    let channels: Int?
    let disposition: [String: Int]?
    let startTime: String?
    let sampleAspect: String?
    let colourMatrix: String?

    enum CodingKeys: String, CodingKey {
      case codecType = "codec_type"
      case codecName = "codec_name"
      case averageRate = "avg_frame_rate"
      case baseRate = "r_frame_rate"
      case readPackets = "nb_read_packets"
      case sampleRate = "sample_rate"
      case startTime = "start_time"
      case sampleAspect = "sample_aspect_ratio"
      case colourMatrix = "color_space"
      case width, height, duration, channels, disposition
    }

    var seconds: Double? { duration.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }

    var start: Double? { startTime.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }

    var pixelAspect: Double {
      let parts = (sampleAspect ?? "").split(separator: ":").compactMap { Double($0) }
      guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return 1 }
      return parts[0] / parts[1]
    }

    /// The average where it is the base rate or close to it; containers with millisecond clocks round it.
    var rate: FrameRate? {
      guard let base = baseRate.flatMap({ FrameRate($0) }) else { return nil }
      guard let parts = averageRate?.split(separator: "/").compactMap({ Double($0) }), parts.count == 2, parts[1] > 0
      else { return nil }
      return abs(parts[0] / parts[1] / base.framesPerSecond - 1) < 0.001 ? base : nil
    }
  }

  struct Format: Decodable {
    let duration: String?
    let startTime: String?
    let tags: [String: String]?

    enum CodingKeys: String, CodingKey {
      case startTime = "start_time"
      case duration, tags
    }
  }

  static let entries =
    "stream=codec_type,codec_name,width,height,avg_frame_rate,r_frame_rate,nb_read_packets,duration,sample_rate,"
    + "channels,start_time,sample_aspect_ratio,color_space:stream_disposition=attached_pic"
    + ":format=duration,start_time:format_tags"

  let streams: [Stream]
  let format: Format?

  /// A cover picture counts as a video stream to ffmpeg, but is none.
  var video: Stream? { streams.first { $0.codecType == "video" && $0.disposition?["attached_pic"] != 1 } }
  var sound: Stream? { streams.first { $0.codecType == "audio" } }
  var seconds: Double? { format?.duration.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }
  var start: Double? { format?.startTime.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }
  var tags: [String: String] {
    Dictionary((format?.tags ?? [:]).map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
