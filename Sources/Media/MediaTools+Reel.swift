import Foundation
public import Imaging
public import Terms

extension MediaTools {
  /// Joins parts of videos into one MP4 of exactly the frames that they have, and returns their number.
  ///
  /// Parts may differ in rate, size and sound. A part at the reel's own rate is taken frame for frame; another keeps its
  /// time, with every boundary rounded by itself. Everything is decoded and encoded anew, visually lossless: parts that
  /// are copied one after the other average their rates.
  /// - Parameters:
  ///   - conformed: whether every video was made by `conform` at this rate and size; many of them join faster then.
  ///   - provenance: what the file says of its own making.
  ///   - progress: called with 0 to 1.
  /// - Throws: `bad_value` where a part has no frames or the size is odd, `media_unreadable` where a video does not have
  ///   the frames that are asked for, and what `run` throws. Nothing is left at `destination` then.
  @discardableResult
  public func join(
    _ parts: [ReelPart], rate: FrameRate, size: PixelSize, sound: ReelSound = .parts, conformed: Bool = false,
    to destination: FilePath, provenance: Provenance, progress: (@Sendable (Double) -> Void)? = nil
  ) async throws -> Int {
    let placed = try await place(parts, rate: rate)
    guard let frames = placed.last?.record.upperBound, frames > 0 else {
      throw Problem(.badValue, "There is nothing to join into \(destination.name).", hint: "Give it some frames.")
    }
    guard size.width % 2 == 0, size.height % 2 == 0, (2...16384).contains(size.width), (2...16384).contains(size.height)
    else { throw Problem(.badValue, "A video cannot have \(size) pixels.", hint: "Use even sides.") }
    let graph = ReelGraph(parts: placed, rate: rate, size: size, sound: sound)
    if placed.count(where: { $0.input != nil }) <= Self.mostInputs {
      try await make(graph, of: parts, to: destination, provenance: provenance, progress: progress)
    } else {
      try await makeChained(
        graph, of: parts, conformed: conformed, to: destination, provenance: provenance, progress: progress)
    }
    return frames
  }

  /// Cuts the frames `frames`, counted from 0, out of `video`, with their sound or another, at the video's own rate and size.
  ///
  /// The new file says what it was cut from.
  /// - Throws: as `join`.
  public func slice(
    _ video: FilePath, frames: Range<Int>, sound: ReelSound = .parts, to destination: FilePath,
    provenance: Provenance, progress: (@Sendable (Double) -> Void)? = nil
  ) async throws {
    let info = try await probe(video)
    var origin = provenance
    origin.fields["cut_from"] = origin.fields["cut_from"] ?? video.name.display
    origin.fields["frames"] = "\(frames.lowerBound)-\(frames.upperBound)"
    let even = PixelSize(width: max(info.size.width / 2 * 2, 2), height: max(info.size.height / 2 * 2, 2))
    try await join(
      [.video(video, frames: frames)], rate: info.countedRate, size: even, sound: sound, to: destination,
      provenance: origin,
      progress: progress)
  }

  /// Makes `frames` of `video`, counted from 0, into exactly `count` frames at `rate` and `size`.
  ///
  /// It keeps its time; what comes out too short holds its last frame, what comes out too long is cut off. The picture
  /// is scaled to fit, with bars only where the ratios differ.
  /// - Throws: as `join`.
  public func conform(
    _ video: FilePath, frames: Range<Int>? = nil, to destination: FilePath, rate: FrameRate, size: PixelSize,
    count: Int, provenance: Provenance, progress: (@Sendable (Double) -> Void)? = nil
  ) async throws {
    try await join(
      [.video(video, frames: frames, count: count)], rate: rate, size: size, to: destination, provenance: provenance,
      progress: progress)
  }
}

extension MediaTools {
  /// Finds out where each part stands. Boundaries are the rounded sums of exact times, never sums of rounded ones; a
  /// part with a count of its own ends where that says.
  private func place(_ parts: [ReelPart], rate: FrameRate) async throws -> [ReelGraph.Part] {
    var placed: [ReelGraph.Part] = []
    var (inputs, end, seconds) = (0, 0, 0.0)
    for part in parts {
      var found = ReelGraph.Part(input: nil, info: nil, frames: 0..<0, record: end..<end)
      var (fixed, length): (Int?, Double) = (nil, 0)
      switch part {
      case .black(let count): fixed = count
      case .video(let file, let range, let count):
        let info = try await probe(file)
        found.frames = try Self.range(range, in: info, of: file)
        (found.info, found.input, fixed) = (info, inputs, count)
        length = info.countedRate.seconds(at: found.frames.count)
        inputs += 1
      }
      guard (fixed ?? 1) > 0, (fixed ?? 1) < 10_000_000 else {
        throw Problem(.badValue, "A part of a video cannot have \(fixed ?? 0) frames.", hint: "Leave the part out.")
      }
      seconds = fixed.map { rate.seconds(at: end + $0) } ?? (seconds + length)
      let next = fixed.map { end + $0 } ?? max(rate.frame(at: seconds), end + 1)
      placed.append(.init(input: found.input, info: found.info, frames: found.frames, record: end..<next))
      end = next
    }
    return placed
  }

  private static func range(
    _ range: Range<Int>?, in info: VideoInfo, of file: FilePath
  ) throws(Problem) -> Range<Int> {
    guard info.frames > 0 else { throw unreadable(file, "video with frames") }
    let asked = range ?? 0..<info.frames
    guard !asked.isEmpty, asked.lowerBound >= 0, asked.upperBound <= info.frames else {
      throw Problem(
        .mediaUnreadable,
        "\(file.name) has \(info.frames) frames, and not those from \(asked.lowerBound) to \(asked.upperBound).",
        hint: "Play the file to see whether it is whole, or ask for frames that it has.")
    }
    return asked
  }

  /// - Parameter list: that of the chain which the pictures come from, if they do.
  func make(
    _ graph: ReelGraph, of parts: [ReelPart], list: FilePath? = nil, to destination: FilePath, provenance: Provenance,
    progress: (@Sendable (Double) -> Void)?
  ) async throws {
    let script = PartialFile(for: destination)
    let partial = PartialFile(for: destination)
    defer { withExtendedLifetime(script) {} }
    try script.write(graph.text)
    try await run(
      Self.inputs(of: parts, graph.sound, list: list) + ["-filter_complex_script", .init(script.path), "-map", "[v]"]
        + (graph.hasSound ? ["-map", "[a]", "-c:a", "aac", "-b:a", "256k"] : [])
        + VideoEncoding.arguments(rate: graph.rate) + VideoEncoding.metadata(provenance)
        + ["-f", "mp4", Self.path(partial.path)],
      to: "make \(destination.name)", frames: graph.frames, progress: progress)
    let made = try await probe(partial.path)
    guard made.frames == graph.frames else {
      throw Problem(
        .mediaFailed, "\(destination.name) came out with \(made.frames) frames instead of \(graph.frames).",
        hint: "Play the videos that it is made of to see whether they are whole.")
    }
    if let xmp = provenance.xmp { try partial.append(XMPBox.bytes(of: xmp)) }
    try partial.commit()
  }

  private static func inputs(
    of parts: [ReelPart], _ sound: ReelSound, list: FilePath?
  ) -> [ChildProcess.Argument] {
    var arguments = list.map(ReelChain.input) ?? []
    if list == nil || sound == .parts {
      for case .video(let file, _, _) in parts {
        arguments += (list == nil ? [] : ["-vn"]) + input(file, as: .video)
      }
    }
    if case .song(let file, _) = sound { arguments += input(file, as: .sound) }
    return arguments
  }
}
