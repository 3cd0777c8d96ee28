public import Terms

/// What a provider is asked to make: one picture (perhaps a grid of options) or one video.
public enum Order: Hashable, Sendable {
  case keyframe(KeyframeOrder)
  case video(VideoOrder)

  public var isKeyframe: Bool { if case .keyframe = self { true } else { false } }

  /// What it is to show, in order of importance.
  public var elements: [Element] {
    switch self {
    case .keyframe(let order): order.elements
    case .video(let order): order.elements
    }
  }
}

/// A picture from a prompt.
public struct KeyframeOrder: Hashable, Sendable {
  public let prompt: String
  /// The grid of options that the picture is to show, or nil for a single picture.
  public let layout: GridLayout?
  /// The size of the whole picture, in pixels.
  public let size: PixelSize
  /// The characters and props that it is to show, in order of importance.
  public let elements: [Element]

  public init(prompt: String, layout: GridLayout?, size: PixelSize, elements: [Element] = []) {
    self.prompt = prompt
    self.layout = layout
    self.size = size
    self.elements = elements
  }
}

/// A video of one or more shots.
public struct VideoOrder: Hashable, Sendable {
  /// One per shot, in the order in which they play; durations in seconds.
  public let shotPrompts: [ShotPrompt]
  /// The picture that the first shot starts on, or nil.
  public let startFrame: FilePath?
  public let frameRate: FrameRate
  /// The size of the video, in pixels; both sides are even.
  public let size: PixelSize
  /// The stretch of the song that plays under it, or nil for silence.
  public let audio: AudioStretch?
  /// The characters and props that it is to show, in order of importance.
  public let elements: [Element]

  public init(
    shotPrompts: [ShotPrompt], startFrame: FilePath?, frameRate: FrameRate, size: PixelSize, audio: AudioStretch?,
    elements: [Element] = []
  ) {
    self.shotPrompts = shotPrompts
    self.startFrame = startFrame
    self.frameRate = frameRate
    self.size = size
    self.audio = audio
    self.elements = elements
  }

  /// The frames of each shot; each cut falls on the frame nearest to its planned time.
  public var shotFrames: [Int] { frameRate.frames(of: shotPrompts.map(\.duration)) }

  /// The frames of the whole video.
  public var frames: Int { shotFrames.reduce(0, +) }
}

/// Where in a sound file the sound of a video is taken from.
public struct AudioStretch: Hashable, Sendable {
  public let file: FilePath
  /// Seconds into the file.
  public let start: Double

  public init(file: FilePath, start: Double) {
    self.file = file
    self.start = start
  }
}
