public import Terms

/// One stretch of a reel, in the order in which they are joined.
public enum ReelPart: Hashable, Sendable {
  /// Frames of a video, counted from 0; all of them where no range is given.
  ///
  /// Where its rate is not the reel's it keeps its time. With `count` it has exactly so many frames of the reel: its
  /// last frame is held, or what is too much is cut off.
  case video(FilePath, frames: Range<Int>? = nil, count: Int? = nil)
  /// Black and silent, for so many frames of the reel.
  case black(count: Int)
}

/// What is heard with a reel.
public enum ReelSound: Hashable, Sendable {
  /// The parts' own sound, and silence under those that have none; no sound at all where none has any.
  case parts
  /// A sound file under the whole, from `start` seconds on; silence where it has ended.
  case song(FilePath, start: Double = 0)
  case none
}
