import Synchronization
import Terms

/// Measures the frames of a video as they come out of the decoder.
final class FrameMeasure: Sendable {
  /// Brightness from 0 to 255 up to which a pixel counts as black, and the share of such pixels that makes a frame
  /// black: ffmpeg's blackdetect has 10 % and 98 %.
  private static let blackPixel: UInt8 = 26
  private static let blackShare = 0.98
  /// Mean change of brightness, of 255, below which a frame shows what the stretch began with; ffmpeg's freezedetect
  /// has 0.1 % for itself.
  private static let stillChange = 0.3

  struct Figures {
    let first: Thumbnail?
    let frames: Int
    let blackRatio: Double
    let frozenRatio: Double
    let longestFreeze: Double
  }

  private struct State {
    var pending: [UInt8] = []
    var first: Thumbnail?
    var frames = 0
    var black = 0
    /// The frame that the current stretch began with; each one is compared to it, so that a slow move adds up.
    var anchor: Thumbnail?
    var stretch = 0
    /// The lengths of the stretches that have ended, in frames.
    var stretches: [Int] = []
  }

  private let size: PixelSize
  private let state = Mutex(State())

  init(size: PixelSize) { self.size = size }

  func take(_ bytes: ArraySlice<UInt8>) {
    let frameBytes = Thumbnail.bytes(size)
    state.withLock { state in
      state.pending.append(contentsOf: bytes)
      var start = 0
      while state.pending.count - start >= frameBytes {
        if let frame = Thumbnail(size: size, bytes: Array(state.pending[start..<(start + frameBytes)])) {
          Self.add(frame, to: &state)
        }
        start += frameBytes
      }
      state.pending.removeFirst(start)
    }
  }

  private static func add(_ frame: Thumbnail, to state: inout State) {
    if state.first == nil { state.first = frame }
    state.frames += 1
    let dark = frame.luma.count { $0 <= blackPixel }
    if Double(dark) >= blackShare * Double(frame.luma.count) { state.black += 1 }
    if let anchor = state.anchor, FrameLikeness.meanDifference(anchor.luma, frame.luma) < stillChange {
      state.stretch += 1
    } else {
      state.stretches.append(state.stretch)
      (state.anchor, state.stretch) = (frame, 1)
    }
  }

  /// The figures of all frames so far. A stretch counts as frozen from one second on.
  func figures(framesPerSecond: Double) -> Figures {
    state.withLock { state in
      let all = state.stretches + [state.stretch]
      let frozen = all.filter { Double($0) >= max(framesPerSecond, 2) }
      let frames = Double(max(state.frames, 1))
      return Figures(
        first: state.first, frames: state.frames, blackRatio: Double(state.black) / frames,
        frozenRatio: Double(frozen.reduce(0, +)) / frames,
        longestFreeze: framesPerSecond > 0 ? Double(all.max() ?? 0) / framesPerSecond : 0)
    }
  }
}
