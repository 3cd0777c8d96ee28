import Foundation
import Terms

/// The ffmpeg filter graph of a reel. Its inputs are the videos in order, then the song; its outputs `[v]` and `[a]`.
/// Where the pictures come from a `ReelChain`, that is input 0 and the others follow, for their sound alone.
///
/// Pictures and sounds are joined apart from each other: ffmpeg's concat waits for the longer of both at each joint,
/// and the picture would drift.
struct ReelGraph {
  /// A part whose place in the reel is known.
  struct Part {
    /// The number of its input, or nil for black.
    var input: Int?
    var info: VideoInfo?
    /// Of the source.
    var frames: Range<Int>
    /// Of the reel.
    let record: Range<Int>
  }

  let parts: [Part]
  let rate: FrameRate
  let size: PixelSize
  let sound: ReelSound
  /// The filter that a chain's frames pass first; nil where every part has an input of its own.
  var selection: String?

  /// Samples per second of the sound.
  static let sampleRate = 48_000
  /// Ratios that differ by less than this share are the same but for rounding: the picture is cropped by a pixel or
  /// two and gets no bars.
  private static let roundedRatio = 0.02

  var frames: Int { parts.last?.record.upperBound ?? 0 }

  var hasSound: Bool {
    switch sound {
    case .parts: parts.contains { $0.info?.hasAudio == true }
    case .song: true
    case .none: false
    }
  }

  var text: String {
    var chains = selection.map { [chained($0)] } ?? joined
    switch sound {
    case .song(_, let start): chains.append(song(start))
    case .parts where hasSound:
      chains += parts.enumerated().map { sound(of: $0.element, name: "a\($0.offset)") }
      chains.append(parts.indices.map { "[a\($0)]" }.joined() + "concat=n=\(parts.count):v=0:a=1[a]")
    case .parts, .none: break
    }
    return chains.joined(separator: ";\n")
  }
}

// MARK: Pictures

extension ReelGraph {
  private var joined: [String] {
    let labels = parts.indices.map { "[v\($0)]" }.joined()
    return parts.enumerated().map { picture($0.element, name: "v\($0.offset)") }
      + ["\(labels)concat=n=\(parts.count):v=1:a=0,settb=1/(\(rate)),setpts=N,fps=\(rate)[v]"]
  }

  private func chained(_ selection: String) -> String {
    "[0:v:0]\(selection),settb=1/(\(rate)),setpts=N,fps=\(rate),"
      + "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1[v]"
  }

  private func picture(_ part: Part, name: String) -> String {
    let count = part.record.count
    guard let input = part.input, let info = part.info else {
      let form = "format=yuv420p,setsar=1,trim=end_frame=\(count)"
      return "color=c=black:s=\(size):r=\(rate),\(form)[\(name)]"
    }
    let cut = "trim=start_frame=\(part.frames.lowerBound):end_frame=\(part.frames.upperBound)"
    return "[\(input):v:0]\(cut),\(timing(info)),\(fit(info)),"
      + "tpad=stop_mode=clone:stop=\(count),trim=end_frame=\(count),setpts=N[\(name)]"
  }

  /// Frame for frame where the rates are equal; else by time, each frame of the reel showing what is seen in its
  /// middle.
  private func timing(_ info: VideoInfo) -> String {
    let clock = "settb=1/(\(rate))"
    if info.countedRate == rate { return "\(clock),setpts=N,fps=\(rate)" }
    let even = info.frameRate.map { "settb=1/(\($0)),setpts=N" } ?? "setpts=PTS-STARTPTS"
    return "\(even),fps=\(rate):start_time=0:round=near,\(clock)"
  }

  /// Scales to fit, with bars only where the ratios differ. Files that do not name their colour matrix mean BT.709:
  /// ffmpeg alone would take BT.601 and shift every colour.
  private func fit(_ info: VideoInfo) -> String {
    let matrix = (info.hasColourMatrix ? "" : "in_color_matrix=bt709:") + "out_color_matrix=bt709:out_range=tv"
    let (width, height) = (Double(info.size.width) * info.pixelAspect, Double(info.size.height))
    let ratio = width / height / (Double(size.width) / Double(size.height))
    let square = info.pixelAspect == 1 ? "" : "scale=\(Int(width.rounded())):ih:flags=lanczos,setsar=1,"
    let end = "format=yuv420p,setsar=1"
    if info.size == size, info.pixelAspect == 1 { return "scale=\(matrix),\(end)" }
    let (way, rest) =
      abs(ratio - 1) < Self.roundedRatio
      ? ("increase", "crop=\(size.width):\(size.height)")
      : ("decrease", "pad=\(size.width):\(size.height):(ow-iw)/2:(oh-ih)/2")
    let scale =
      "scale=\(size.width):\(size.height):force_original_aspect_ratio=\(way):force_divisible_by=2:flags=lanczos"
    return "\(square)\(scale):\(matrix),\(rest),\(end)"
  }
}

// MARK: Sound

extension ReelGraph {
  private static let form =
    "aformat=sample_rates=\(sampleRate):channel_layouts=stereo:sample_fmts=fltp"

  private var chainInputs: Int { selection == nil ? 0 : 1 }

  /// Each boundary is rounded by itself, so that sound and picture never part.
  private func sample(at frame: Int) -> Int {
    Int((rate.seconds(at: frame) * Double(Self.sampleRate)).rounded())
  }

  private func sound(of part: Part, name: String) -> String {
    let count = sample(at: part.record.upperBound) - sample(at: part.record.lowerBound)
    guard let input = part.input.map({ $0 + chainInputs }), let info = part.info, info.hasAudio else {
      return silence(count, name: name)
    }
    let time = { (frame: Int) in
      Int(((info.start + info.countedRate.seconds(at: frame)) * Double(Self.sampleRate)).rounded())
    }
    let range = "start_sample=\(time(part.frames.lowerBound)):end_sample=\(time(part.frames.upperBound))"
    return "[\(input):a:0]" + padded(range, to: count, name: name)
  }

  private func song(_ start: Double) -> String {
    let input = chainInputs == 0 ? parts.count { $0.input != nil } : 1
    let from = Int((min(max(start, 0), 1_000_000) * Double(Self.sampleRate)).rounded())
    return "[\(input):a:0]" + padded("start_sample=\(from)", to: sample(at: frames), name: "a")
  }

  private func silence(_ count: Int, name: String) -> String {
    "anullsrc=r=\(Self.sampleRate):cl=stereo,\(Self.form),atrim=end_sample=\(count)[\(name)]"
  }

  /// A stretch of a sound and then silence, `count` samples in all. Not by apad: of a sound that ends before the
  /// stretch begins it makes nothing, and the picture would break off there.
  private func padded(_ range: String, to count: Int, name: String) -> String {
    "aresample=\(Self.sampleRate):async=1:first_pts=0,\(Self.form),atrim=\(range),asetpts=N/SR/TB[\(name)heard];\n"
      + "\(silence(count, name: name + "silent"));\n"
      + "[\(name)heard][\(name)silent]concat=n=2:v=0:a=1,atrim=end_sample=\(count)[\(name)]"
  }
}
