import DurableFiles
import Foundation
public import Imaging
public import Media
public import Terms

/// The whole song as one video: for each sequence a clip that someone draws, slates where there is none.
public struct AnimaticReel: Sendable {
  /// A sequence, or a stretch of the song that nothing is planned for.
  public struct Item: Hashable, Sendable {
    /// Nil between sequences.
    public let sequence: SequenceID?
    public let title: String
    /// In frames of the reel; frame 0 is the song's beginning.
    public let record: Range<Int>
  }

  public let rate: FrameRate
  public let size: PixelSize
  public let items: [Item]

  public var frames: Int { items.last?.record.upperBound ?? 0 }

  /// Lays out the sequences as `Cut` does, whatever their shots have.
  public init(_ plan: CutPlan) {
    (rate, size) = (plan.rate, plan.size)
    var items: [Item] = []
    var end: Int { items.last?.record.upperBound ?? 0 }
    func add(_ sequence: SequenceID?, _ title: String, to frame: Int) {
      if frame > end { items.append(Item(sequence: sequence, title: title, record: end..<frame)) }
    }
    for placed in SequenceTimes(plan).placed {
      add(nil, "", to: plan.frame(at: placed.start))
      add(placed.sequence.id, placed.sequence.title, to: plan.frame(at: placed.end))
    }
    if let song = plan.song { add(nil, "", to: plan.frame(at: song.seconds)) }
    self.items = items
  }

  /// Renders the reel and returns its frames.
  /// - Parameters:
  ///   - song: lies under the whole; without one the clips' own sound is heard.
  ///   - progress: called with 0 to 1.
  ///   - draw: a clip of `item.record.count` frames, or nil for a slate. One that is shorter holds its last frame. The
  ///     clips have to stay until this returns.
  /// - Throws: `bad_value` for a reel without frames, what `draw` throws, and as `MediaTools.join`.
  @discardableResult
  public func render(
    media: MediaTools, song: FilePath?, to destination: FilePath, provenance: Provenance,
    progress: (@Sendable (Double) -> Void)? = nil, draw: @Sendable (Item) async throws -> FilePath?
  ) async throws -> Int {
    let slates = DurableFile.temporaryName(beside: destination)
    try Folder.make(slates, .derived)
    defer { try? FileManager.default.removeItem(atPath: slates.display) }
    var parts: [ReelPart] = []
    for (index, item) in items.enumerated() {
      var clip = item.sequence == nil ? nil : try await draw(item)
      if clip == nil {
        let slate = slates / "slate\(index).mp4"
        try await media.slate(
          lines: words(item), rate: rate, size: size, count: item.record.count, to: slate, provenance: provenance)
        clip = slate
      }
      if let clip { parts.append(.video(clip, count: item.record.count)) }
      progress?(0.5 * Double(index + 1) / Double(items.count))
    }
    return try await media.join(
      parts, rate: rate, size: size, sound: song.map { .song($0) } ?? .parts, to: destination, provenance: provenance
    ) { progress?(0.5 + 0.5 * $0) }
  }

  private func words(_ item: Item) -> [String] {
    let times = [item.record.lowerBound, item.record.upperBound].map { clock(rate.seconds(at: $0)) }
    let head = item.sequence.map { [$0.text, item.title, "nothing to show yet"] } ?? ["nothing planned"]
    return head.filter { !$0.isEmpty } + [times.joined(separator: " – ")]
  }

  private func clock(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    let rest = tenths / 10 % 60
    return "\(tenths / 600):\(rest < 10 ? "0" : "")\(rest).\(tenths % 10)"
  }
}
