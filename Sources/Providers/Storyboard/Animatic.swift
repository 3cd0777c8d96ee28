import Execution
import Foundation
import Media
import Terms

/// The animatic of a video order as an ffmpeg filter graph: one camera move over the start frame per shot, captions
/// and a running timecode.
///
/// Input 0 is the still, input 1 the captions, input 2 the song where there is one; the outputs are `[v]` and `[a]`.
struct Animatic {
  let order: VideoOrder
  let captions: CaptionStrip
  private let shots: [Shot]

  private struct Shot {
    let index: Int
    let frames: Int
    let from: Crop
    let to: Crop
  }

  /// Over how many frames the first caption appears.
  private static let fade = 8
  /// Samples per second of the sound.
  private static let sampleRate = 48_000

  init(_ order: VideoOrder) {
    self.order = order
    captions = CaptionStrip(
      prompts: order.shotPrompts.map(\.prompt), elements: order.elements.map(\.id.text), size: order.size)
    // A shot too short for a frame has none; the others keep their numbers.
    shots = zip(order.shotPrompts, order.shotFrames).enumerated().compactMap { index, shot in
      let path = CameraMove(for: shot.0.prompt, index: index).path(index: index)
      return shot.1 > 0 ? Shot(index: index, frames: shot.1, from: path.from, to: path.to) : nil
    }
  }

  /// The filter that makes the still of input 0: the picture covers the frame, at twice its size, so that what is
  /// cropped out of it stays sharp.
  static func cover(_ size: PixelSize) -> String {
    let large = "\(2 * size.width):\(2 * size.height)"
    return "scale=\(large):force_original_aspect_ratio=increase:flags=lanczos,crop=\(large),setsar=1,format=rgb24"
  }

  var graph: String {
    let pictures = shots.map { "[p\($0.index)]" }.joined()
    let bands = shots.map { "[c\($0.index)]" }.joined()
    var chains = [
      "[0:v]scale=out_color_matrix=bt709:out_range=tv,format=yuv444p,split=\(shots.count)\(pictures)",
      "[1:v]format=rgba,split=\(shots.count)\(bands)",
    ]
    chains += shots.map(chain)
    chains.append(
      shots.map { "[s\($0.index)]" }.joined() + "concat=n=\(shots.count):v=1:a=0,settb=1/(\(order.frameRate)),setpts=N,"
        + "fps=\(order.frameRate),\(timecode),format=yuv420p[v]")
    if order.audio != nil { chains.append(sound) }
    return chains.joined(separator: ";\n")
  }

  /// One shot: its part of the picture, moved, with its caption.
  private func chain(of shot: Shot) -> String {
    let (width, height) = (order.size.width, order.size.height)
    let seen = shot.from.union(shot.to)
    let pixels = { (share: Double, of: Int) in Int((share * Double(2 * of)).rounded()) }
    let crop =
      "\(pixels(seen.side, width)):\(pixels(seen.side, height)):\(pixels(seen.x, width)):\(pixels(seen.y, height))"
    let (band, clock, name) = (captions.band, "settb=1/(\(order.frameRate))", shot.index)
    return """
      [p\(name)]crop=\(crop),scale=\(width):\(height):flags=lanczos,format=yuv420p,setsar=1,\(clock),\
      loop=loop=\(shot.frames - 1):size=1,setpts=N,\(move(shot, within: seen))[m\(name)];
      [c\(name)]crop=\(width):\(band):0:\(name * band),\(clock),\(appear(shot))[t\(name)];
      [m\(name)][t\(name)]overlay=0:\(height - band):format=yuv420,trim=end_frame=\(shot.frames)[s\(name)]
      """
  }

  /// The first caption comes up by and by: the first frame shows the start frame and nothing else, as the gate that
  /// compares the two expects.
  private func appear(_ shot: Shot) -> String {
    guard shot.index == shots.first?.index else { return "setpts=N" }
    return "loop=loop=\(Self.fade):size=1,setpts=N,fade=t=in:start_frame=0:nb_frames=\(Self.fade):alpha=1"
  }

  /// The move, in 256ths of a pixel: zoompan goes by whole ones and trembles.
  private func move(_ shot: Shot, within seen: Crop) -> String {
    let (from, to) = (shot.from.within(seen), shot.to.within(seen))
    let part = "(on-1)/\(max(shot.frames - 1, 1))"
    // Half even, half eased: it starts and ends softly and never stands still.
    let eased = "(0.4*\(part)+0.6*\(part)*\(part)*(3-2*\(part)))"
    let between = { (a: Double, b: Double) in "(\(Self.number(a))+\(Self.number(b - a))*\(eased))" }
    let (left, top) = (between(from.x, to.x), between(from.y, to.y))
    let (right, bottom) = (between(from.x + from.side, to.x + to.side), between(from.y + from.side, to.y + to.side))
    let corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
    let points = corners.enumerated().map { "x\($0.offset)='W*\($0.element.0)':y\($0.offset)='H*\($0.element.1)'" }
    return "perspective=eval=frame:sense=source:interpolation=linear:\(points.joined(separator: ":"))"
  }

  private static func number(_ value: Double) -> String {
    let millionths = Int((value * 1_000_000).rounded())
    return "\(Double(millionths) / 1_000_000)".contains("e") ? "0" : "\(Double(millionths) / 1_000_000)"
  }

  private var timecode: String {
    let y = Double(order.size.height - captions.band) + captions.headline
    return "drawtext=font=monospace:timecode='00\\:00\\:00\\:00':rate=\(order.frameRate):fontsize=\(Int(captions.head))"
      + ":fontcolor=white:alpha='min(0.95,n/\(Self.fade))':x=w-tw-\(Int(captions.margin)):y=\(Int(y))-ascent"
  }

  /// The stretch of the song, then silence, cut to the sample that the last frame ends on.
  private var sound: String {
    let start = Self.number(max(order.audio?.start ?? 0, 0))
    let samples = Int((order.frameRate.seconds(at: order.frames) * Double(Self.sampleRate)).rounded())
    let form = "aformat=sample_rates=\(Self.sampleRate):channel_layouts=stereo:sample_fmts=fltp"
    return "[2:a:0]atrim=start=\(start),\(form),asetpts=N/SR/TB[song];\n"
      + "anullsrc=r=\(Self.sampleRate):cl=stereo,\(form),atrim=end_sample=\(samples)[silence];\n"
      + "[song][silence]concat=n=2:v=0:a=1,atrim=end_sample=\(samples)[a]"
  }
}
