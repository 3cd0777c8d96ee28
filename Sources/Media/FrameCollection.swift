import Synchronization
import Terms

/// Keeps some frames of a video as they come out of the decoder.
final class FrameCollection: Sendable {
  private struct State {
    var pending: [UInt8] = []
    var index = 0
    var frames: [Int: Thumbnail] = [:]
  }

  private let size: PixelSize
  private let wanted: Set<Int>
  private let state = Mutex(State())

  /// - Parameter wanted: the frames to keep, counted from 0.
  init(size: PixelSize, wanted: Set<Int>) {
    self.size = size
    self.wanted = wanted
  }

  var frames: [Int: Thumbnail] { state.withLock { $0.frames } }

  func take(_ bytes: ArraySlice<UInt8>) {
    let count = Thumbnail.bytes(size)
    state.withLock { state in
      state.pending.append(contentsOf: bytes)
      var start = 0
      while state.pending.count - start >= count {
        if wanted.contains(state.index) {
          state.frames[state.index] = Thumbnail(size: size, bytes: Array(state.pending[start..<(start + count)]))
        }
        state.index += 1
        start += count
      }
      state.pending.removeFirst(start)
    }
  }
}
