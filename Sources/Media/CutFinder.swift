public import Terms

extension MediaTools {
  /// Looks for the cuts of `video` near the frames where they were planned; models do not promise to keep to them.
  ///
  /// A cut is the clearest change of picture that lasts: more than the movement around it, and not undone by the
  /// frames after it, as that of a flash is. Where the shots are parted by plain frames, the next one begins after
  /// them. Dissolves, strobe light, two views that look alike, and moves without a cut give the planned frame.
  /// - Parameters:
  ///   - planned: the first frame of each shot but the first, counted from 0, rising.
  ///   - window: how many frames earlier or later a cut may lie, half a second if left out; never half of the shorter
  ///     shot beside it or more, so that cuts never meet.
  /// - Throws: `bad_value` where `planned` does not rise from 1 on, `media_unreadable` where it is no video, and what
  ///   `ChildProcess.run` throws.
  public func cuts(in video: FilePath, planned: [Int], within window: Int? = nil) async throws -> [CutPoint] {
    guard zip([0] + planned, planned).allSatisfy({ $0 < $1 }) else {
      throw Problem(.badValue, "The planned cuts do not follow each other.", hint: "Give each shot some frames.")
    }
    let info = try await probe(video)
    let reach = max(window ?? Int((info.countedRate.framesPerSecond / 2).rounded()), 0)
    let finder = CutFinder(planned: planned, frames: info.frames, reach: min(reach, 1000))
    guard !finder.windows.isEmpty else { return finder.points(in: [:]) }
    let size = Thumbnail.size(for: info.size, longSide: CutFinder.longSide)
    let seen = FrameCollection(size: size, wanted: finder.wanted)
    let output = try await ChildProcess.run(
      ffmpeg,
      ["-hide_banner", "-nostdin", "-loglevel", "error"] + Self.input(video, as: .video)
        + ["-map", "0:v:0", "-fps_mode", "passthrough", "-vf", "\(Thumbnail.filter(size, covering: false))"]
        + ["-f", "rawvideo", "pipe:1"],
      deadline: limits.decode(info), stdout: .chunks { seen.take($0) })
    guard output.status.isSuccess else { throw Self.unreadable(video, "video", cause: output.lastWords) }
    return await finder.look(at: seen.frames)
  }
}

/// Finds the cuts of a video near the frames where they were planned.
struct CutFinder {
  /// The longer side of the pictures that are compared, in pixels.
  static let longSide = 64
  /// How many frames beside a window tell how much moves there.
  private static let surroundings = 12
  /// A flash, or a black stretch between two shots, is no longer than this many frames.
  private static let flash = 6
  /// The least change that can be a cut: grain and dim scenes stay below it, as do encoders' key frames.
  private static let leastChange = 0.02
  /// How many times the movement around it a cut has to be.
  private static let leastRatio = 2.3

  struct Window {
    let planned: Int
    let range: ClosedRange<Int>
  }

  let planned: [Int]
  let frames: Int
  let windows: [Window]

  init(planned: [Int], frames: Int, reach: Int) {
    self.planned = planned
    self.frames = frames
    let ends = [0] + planned + [max(frames, (planned.last ?? 0) + 1)]
    windows = planned.enumerated().compactMap { index, frame in
      guard frame < frames else { return nil }
      let shorter = min(frame - ends[index], ends[index + 2] - frame)
      let room = min(reach, max((shorter - 1) / 2, 0))
      return Window(planned: frame, range: (frame - room)...(frame + room))
    }
  }

  /// The frames that have to be seen.
  var wanted: Set<Int> {
    let margin = Self.surroundings + Self.flash + 2
    return windows.reduce(into: []) { wanted, window in
      let first = max(window.range.lowerBound - margin, 0)
      wanted.formUnion(first...max(min(window.range.upperBound + margin, frames - 1), first))
    }
  }

  /// Off the caller's actor: comparing takes a while.
  @concurrent
  func look(at seen: [Int: Thumbnail]) async -> [CutPoint] { points(in: seen) }

  func points(in seen: [Int: Thumbnail]) -> [CutPoint] {
    let shots = Dictionary(windows.map { ($0.planned, cut(in: $0, seen)) }) { first, _ in first }
    return planned.map { frame in
      let cut = shots[frame] ?? nil
      return CutPoint(
        planned: frame, found: cut?.frame, confidence: cut?.confidence ?? 0,
        frame: cut?.frame ?? min(frame, max(frames, 1)))
    }
  }
}

extension CutFinder {
  private struct Candidate {
    let frame: Int
    let change: Double
    let confidence: Double
  }

  private func cut(in window: Window, _ seen: [Int: Thumbnail]) -> Candidate? {
    let changes = Dictionary(
      uniqueKeysWithValues: ((window.range.lowerBound - Self.surroundings)...(window.range.upperBound
        + Self.surroundings)).compactMap { frame in Self.change(seen[frame - 1], seen[frame]).map { (frame, $0) } })
    let candidates = window.range.compactMap { candidate(at: $0, changes, seen) }
    // Of several, the nearer one, if it is about as clear.
    let reach = Double(max(window.range.upperBound - window.planned, 1))
    let weight = { (it: Candidate) in it.change * (1 - 0.3 * Double(abs(it.frame - window.planned)) / reach) }
    guard let best = candidates.max(by: { weight($0) < weight($1) }) else { return nil }
    return afterPlainFrames(best, candidates, seen)
  }

  private func candidate(at frame: Int, _ changes: [Int: Double], _ seen: [Int: Thumbnail]) -> Candidate? {
    guard let change = changes[frame], change >= Self.leastChange else { return nil }
    let around = changes.filter { abs($0.key - frame) <= Self.surroundings && abs($0.key - frame) > 0 }
    let movement = Self.usual(around.values.sorted())
    guard change >= Self.leastRatio * movement, lasts(frame, change, seen) else { return nil }
    return Candidate(frame: frame, change: change, confidence: 1 - movement / change)
  }

  /// What all but a few of `changes` stay below: those few may be other cuts, or a flash.
  private static func usual(_ changes: [Double]) -> Double {
    changes.isEmpty ? 0 : changes[min(changes.count * 7 / 8, changes.count - 1)]
  }

  /// Whether the pictures before and after stay apart, so that it is no flash, neither its beginning nor its end.
  private func lasts(_ frame: Int, _ change: Double, _ seen: [Int: Thumbnail]) -> Bool {
    (1...Self.flash).allSatisfy { step in
      let later = Self.change(seen[frame - 1], seen[frame + step]) ?? change
      let earlier = Self.change(seen[frame - 1 - step], seen[frame]) ?? change
      return min(later, earlier) >= change / 2
    }
  }

  /// Where the shots are parted by black or otherwise plain frames: the end of those.
  private func afterPlainFrames(_ cut: Candidate, _ all: [Candidate], _ seen: [Int: Thumbnail]) -> Candidate {
    all.last { other in
      other.frame > cut.frame && other.frame - cut.frame <= Self.flash
        && (cut.frame..<other.frame).allSatisfy { seen[$0]?.isPlain == true }
    } ?? cut
  }

  /// How much two frames differ: in brightness and colour, and in what is where, which tells dim scenes apart too.
  private static func change(_ before: Thumbnail?, _ after: Thumbnail?) -> Double? {
    guard let before, let after else { return nil }
    let likeness = FrameLikeness(before, after)
    return likeness.difference + 0.08 * (1 - max(likeness.correlation, 0))
  }
}

extension Thumbnail {
  /// Whether all of it has about the same brightness.
  fileprivate var isPlain: Bool {
    guard let low = luma.min(), let high = luma.max() else { return true }
    return high - low <= 12
  }
}
