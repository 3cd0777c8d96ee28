import Terms

extension Cut {
  /// Lays out a plan along the song: every boundary is a time that is rounded by itself.
  ///
  /// - Sequences without a start follow the one before. Where two overlap, the later one begins where the earlier ends.
  /// - What no shot covers is a gap: before, between and after sequences, up to the end of the song. A sequence that
  ///   lies beyond the song is kept, and plays in silence.
  /// - Shots end with their sequence. A source that is shorter than its place holds its last frame. Each of these is
  ///   said in `warnings`.
  public init(_ plan: CutPlan) {
    var builder = CutBuilder(plan)
    builder.build()
    self.init(
      title: plan.title, rate: plan.rate, size: plan.size, song: builder.song, items: builder.items,
      sections: builder.sections, warnings: builder.warnings)
  }
}

/// Lays out a plan along the song.
struct CutBuilder {
  /// No cut is longer, in seconds: frames stay far from what a number holds.
  static let longest = 86_400.0

  private let plan: CutPlan
  private(set) var items: [CutItem] = []
  private(set) var warnings: [String] = []
  private var names: Set<String> = []
  private var end: Int { items.last?.record.upperBound ?? 0 }

  init(_ plan: CutPlan) { self.plan = plan }

  var song: CutSong? {
    plan.song.flatMap { song in
      let frames = frame(song.seconds)
      return frames > 0 ? CutSong(source: song.file, name: SafeName.file(song.file), frames: frames) : nil
    }
  }

  var sections: [CutSection] {
    plan.sections.compactMap { section in
      let (start, end) = (frame(section.start), frame(section.end))
      return start < end ? CutSection(name: section.name, record: start..<end) : nil
    }
  }

  mutating func build() {
    if !plan.rate.hasTimecode {
      warnings.append("There is no timecode at \(plan.rate) frames a second; some editors will refuse the list (.edl).")
    }
    for placed in SequenceTimes(plan).placed { add(placed) }
    if let song, end < song.frames { fill(to: song.frames) }
    if let song, end > song.frames {
      warnings.append("The picture is \(end - song.frames) frames longer than the song; the rest is silent.")
    }
  }

  private func frame(_ seconds: Double) -> Int { plan.frame(at: seconds) }

  private mutating func fill(to frame: Int, name: String = "", reason: String = "nothing is planned here") {
    guard frame > end else { return }
    items.append(.gap(CutGap(name: name, reason: reason, record: end..<frame)))
  }

  private mutating func add(_ placed: SequenceTimes.Placed) {
    let sequence = placed.sequence
    let (from, to) = (frame(placed.start), frame(placed.end))
    if from < end, !sequence.shots.isEmpty {
      warnings.append(
        "\(sequence.id) begins \(end - from) frames before the end of what lies before it, and is cut by them.")
    }
    fill(to: from)
    for (index, shot) in sequence.shots.enumerated() {
      let begins = frame(placed.start + shot.offset)
      let planned = frame(placed.start + shot.offset + shot.duration)
      let isLast = index == sequence.shots.count - 1
      if isLast, planned > to {
        warnings.append("The shots of \(sequence.id) are \(planned - to) frames longer than it is; the end is cut off.")
      }
      add(shot, of: sequence, from: begins, to: min(planned, to))
    }
    fill(to: to, name: sequence.id.text, reason: "no shot is planned here")
  }

  private mutating func add(_ shot: CutPlan.Shot, of sequence: CutPlan.Sequence, from: Int, to: Int) {
    let name = "\(sequence.id) shot \(shot.index)"
    fill(to: from, name: sequence.id.text, reason: "no shot is planned here")
    let record = max(from, end)..<max(to, end)
    guard !record.isEmpty else {
      warnings.append("\(name) has no frame left in the cut.")
      return
    }
    switch shot.content {
    case .gap(let reason): items.append(.gap(CutGap(name: name, reason: reason, record: record)))
    case .source(let source):
      guard (1..<10_000_000).contains(source.frames), (0..<source.frames).contains(source.start) else {
        items.append(.gap(CutGap(name: name, reason: "its video has no such frames", record: record)))
        return
      }
      items.append(.clip(clip(shot, of: sequence, from: source, record: record, skipped: record.lowerBound - from)))
    }
  }

  private mutating func clip(
    _ shot: CutPlan.Shot, of sequence: CutPlan.Sequence, from source: CutPlan.Source, record: Range<Int>, skipped: Int
  ) -> CutClip {
    let second = source.rate.timebase
    let needed = source.rate.frame(at: plan.rate.seconds(at: record.count + skipped)) + 1
    let used = max(source.start - second, 0)..<min(source.start + needed + second, source.frames)
    let cutFrames = { [rate = plan.rate] (frames: Int) in rate.frame(at: source.rate.seconds(at: frames)) }
    let whole = max(cutFrames(used.count), 1)
    let start = min(cutFrames(source.start - used.lowerBound) + skipped, whole - 1)
    let range = start..<(start + record.count)
    let name = unique("\(sequence.id)_shot\(Self.padded(shot.index, 2))_take\(Self.padded(source.take, 3))")
    if range.upperBound > whole {
      warnings.append(
        "\(name) is \(range.upperBound - whole) frames shorter than its place; its last frame is held.")
    }
    let notes = shot.notes.map { note in
      let frame = start - skipped + frame(note.seconds ?? 0)
      return CutNote(author: note.author, text: note.text, frame: min(max(frame, start), range.upperBound - 1))
    }
    return CutClip(
      name: name, sequence: sequence.id, shot: shot.index, take: source.take, prompt: shot.prompt, source: source,
      sourceFrames: used, available: max(whole, range.upperBound), range: range, record: record, notes: notes)
  }

  private mutating func unique(_ name: String) -> String {
    var (candidate, number) = (name, 1)
    while !names.insert(candidate.lowercased()).inserted {
      number += 1
      candidate = "\(name)_\(number)"
    }
    return candidate
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}

extension CutPlan {
  /// Rounded from whole microseconds: a sum of times and the same time by itself may differ by a hair, and where a
  /// boundary falls on half a frame that would tear a gap.
  func frame(at seconds: Double) -> Int {
    guard seconds.isFinite else { return 0 }
    let microseconds = Int((min(max(seconds, 0), CutBuilder.longest) * 1_000_000).rounded())
    let second = 1_000_000 * rate.denominator
    return (microseconds * rate.numerator + second / 2) / second
  }
}
