import DurableFiles
import Editorial
import Execution
import FolderContract
import Terms

extension ClientSequenceRunner {
  /// Draws the whole song from the plan, the picked frames and the prompts, at no cost; slates where nothing is planned.
  func animatic(
    _ brief: CutBrief, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let bench = layout.state / "animatic-\(command.request)"
    try await offPool { try Folder.make(bench) }
    defer { Self.clear(bench) }
    let records = try await store.all()
    let briefs = brief.sequences.map(\.brief)
    let whole = bench / "whole.mp4"
    try await editing.animatic(
      try await animaticPlan(brief), to: whole, progress: { progress($0 * 0.98) },
      draw: { [self] item in
        guard let brief = briefs.first(where: { $0.sequence == item.sequence }) else { return nil }
        return try await draw(brief, records[brief.sequence] ?? SequenceRecord(), on: bench)
      })
    var outcome = Outcome()
    outcome.outputs = [try await publish(whole, of: brief)]
    let unpicked = briefs.filter { records[$0.sequence]?.startFrame() == nil }.map(\.sequence.text)
    if !unpicked.isEmpty {
      outcome.warnings = [
        "Drawn from its prompts alone, because no frame is picked yet: \(unpicked.joined(separator: ", "))."
      ]
    }
    return outcome
  }

  private func animaticPlan(_ brief: CutBrief) async throws -> CutPlan {
    var song: CutPlan.Song?
    if let file = brief.song {
      song = CutPlan.Song(file: file, seconds: try await editing.seconds(of: layout.root / file))
    }
    return CutPlan(
      title: brief.title, rate: brief.frameRate, size: brief.size, song: song,
      sequences: brief.sequences.map { stretch in
        CutPlan.Sequence(
          id: stretch.brief.sequence, title: stretch.brief.title, start: stretch.start, end: stretch.end,
          shots: stretch.brief.shots.map {
            CutPlan.Shot(index: $0.index, offset: 0, duration: $0.duration, content: .gap(reason: ""))
          })
      })
  }

  /// One clip of a sequence; a shot with a start frame of its own begins on that.
  private func draw(_ brief: Brief, _ record: SequenceRecord, on bench: FilePath) async throws -> FilePath {
    var parts: [VideoPart] = []
    let groups = brief.shotsByFrame(record)
    for (number, group) in groups.enumerated() {
      let clip = bench / "\(brief.sequence)-\(number).mp4"
      let frame = group.frame.map { layout.root / $0 }.flatMap { FileStatus.of($0) == nil ? nil : $0 }
      let order = VideoOrder(
        shotPrompts: group.shots, startFrame: frame, frameRate: brief.frameRate, size: brief.videoSize, audio: nil)
      if FileStatus.of(clip) == nil {
        try await editing.draw(order, as: "\(brief.sequence)_animatic", to: clip)
      }
      parts.append(VideoPart(file: clip, frames: 0..<order.frames))
    }
    guard parts.count > 1 else { return parts.first?.file ?? bench }
    let joined = bench / "\(brief.sequence).mp4"
    try await cutting.join(
      parts, rate: brief.frameRate, size: brief.videoSize,
      from: VideoOrigin(take: "\(brief.sequence)_animatic", isFromModel: false), to: joined)
    return joined
  }

  /// Gives it the first name that is free: every animatic is kept.
  private func publish(_ whole: FilePath, of brief: CutBrief) async throws -> String {
    let folder = layout.final
    let slug = brief.slug
    let target = try await offPool {
      try Folder.make(folder)
      for number in 1...100_000 {
        let target = folder / "\(slug)_animatic\(number.padded(3)).mp4"
        if FileStatus.of(target) == nil, try Folder.move(whole, ifFree: target) { return target }
      }
      throw Problem(.alreadyExists, "final/ is full of animatics.", hint: "Clear out that folder.")
    }
    return layout.relative(target) ?? target.display
  }

  private static func clear(_ bench: FilePath) {
    for name in (try? Folder.names(in: bench)) ?? [] { DurableFile.remove(bench / name) }
    Folder.removeIfEmpty(bench)
  }
}

extension Brief {
  /// Shots that are drawn from one picture.
  fileprivate struct FrameGroup {
    let frame: String?
    var shots: [ShotPrompt]
  }

  fileprivate func shotsByFrame(_ record: SequenceRecord) -> [FrameGroup] {
    var groups: [FrameGroup] = []
    for shot in shots {
      let own = record.startFrame(of: shot.index)?.path ?? shotFrames[shot.index]
      let frame = shot.index == shots.first?.index ? record.startFrame()?.path ?? own : own
      if frame != nil || groups.isEmpty {
        groups.append(FrameGroup(frame: frame, shots: [shot]))
      } else {
        groups[groups.count - 1].shots.append(shot)
      }
    }
    return groups
  }
}

extension CutBrief {
  /// The title as the beginning of a file's name: `driver-beware`.
  fileprivate var slug: String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "cut" : String(words.joined(separator: "-").prefix(60))
  }
}
