import DurableFiles
import Execution
import FolderContract
import Media
import Terms

/// From what the provider sent to a take whose shots can stand beside those of others.
extension ClientSequenceRunner {
  /// Finds each shot of a call in its file and writes it as a video of its own.
  ///
  /// The cut between two shots is looked for near its planned frame, since models do not promise it. What was only
  /// ordered because the model takes whole seconds is left out.
  func cutApart(
    _ take: TakeRecord, _ call: TakeCall, of job: TakeJob, _ sequence: SequenceID
  ) async throws -> [TakeShot] {
    try await verify(take)
    // What cannot be decoded is kept as it came: its gate says so, and it has no shots.
    guard !take.gates.contains(where: { $0.name == "decodes" && $0.verdict == .fail }) else { return [] }
    let video = layout.root / take.output
    guard let length = try await readableLength(of: video) else { return [] }
    let cuts = try await cuts(in: video, call, length)
    var found: [TakeShot] = []
    for (index, ordered) in call.shots.enumerated() {
      guard var shot = job.shots.first(where: { $0.index == ordered.index }) else { continue }
      let start = index == 0 ? 0 : cuts[index - 1].frame
      let next = index < cuts.count ? cuts[index].frame : length.frames
      let planned = length.rate.frame(at: shot.duration)
      let end = ordered.duration - shot.duration > 0.000_5 ? min(next, start + planned) : next
      guard start < end else { continue }
      (shot.file, shot.firstFrame, shot.endFrame, shot.frameRate) = (take.output, start, end, length.rate)
      shot.cutConfidence = index == 0 ? nil : cuts[index - 1].confidence
      shot.clip = try await clip(shot, isWhole: end - start == length.frames, job, take, sequence)
      found.append(shot)
    }
    return found
  }

  /// Nil for what cannot be decoded: it was paid and is kept as it is, its gates say what is wrong with it.
  private func readableLength(of video: FilePath) async throws -> VideoLength? {
    do { return try await cutting.length(of: video) } catch let problem as Problem
      where problem.code == .mediaUnreadable
    { return nil }
  }

  /// One cut less than the call has shots, in order and within the file.
  private func cuts(in video: FilePath, _ call: TakeCall, _ length: VideoLength) async throws -> [FoundCut] {
    var elapsed = 0.0
    let planned = call.shots.dropLast().map { shot in
      elapsed += shot.duration
      return min(length.rate.frame(at: elapsed), length.frames)
    }
    guard !planned.isEmpty else { return [] }
    let found = try await cutting.cuts(in: video, near: planned)
    var last = 0
    return planned.enumerated().map { index, frame in
      let cut = index < found.count ? found[index] : FoundCut(frame: frame, confidence: 0)
      last = min(max(cut.frame, last), length.frames)
      return FoundCut(frame: last, confidence: cut.confidence)
    }
  }

  /// The shot's own video: the file itself where that is all of it.
  private func clip(
    _ shot: TakeShot, isWhole: Bool, _ job: TakeJob, _ take: TakeRecord, _ sequence: SequenceID
  ) async throws -> String? {
    if isWhole { return take.output }
    guard let part = part(shot) else { return nil }
    let product = Product.slice(sequence, take: job.number, shot: shot.index)
    let file = layout.path(of: product)
    if FileStatus.of(file) == nil {
      let song = song(job.audio, under: shot.index, of: job.shots)
      try await cutting.slice(
        part, from: VideoOrigin(take: take.id, isFromModel: take.isFromModel, song: song), to: file)
    }
    return path(product)
  }

  /// The song from where a shot begins: what was left out of a file would be left out of its sound.
  func song(_ audio: Brief.Audio?, under shot: Int, of shots: [TakeShot]) -> AudioStretch? {
    audio.map { audio in
      let offset = shots.filter { $0.index < shot }.map(\.duration).reduce(0, +)
      return AudioStretch(file: layout.root / audio.file, start: audio.start + offset)
    }
  }

  /// Where a shot lies in the file that it came in.
  func part(_ shot: TakeShot) -> VideoPart? {
    guard let file = shot.file, let first = shot.firstFrame, let end = shot.endFrame, first < end else { return nil }
    return VideoPart(file: layout.root / file, frames: first..<end)
  }

  /// Ends a take whose calls have all arrived: joined where it is more than one file, with poster and sidecars.
  @discardableResult
  func conclude(
    _ job: TakeJob, _ operation: SequenceRecord.Operation, of sequence: SequenceID
  ) async throws -> SequenceTake {
    var job = job
    for call in job.calls {
      let take = try await finished(call.step)
      if !job.has(call) { job.fill(try await cutApart(take, call, of: job, sequence)) }
    }
    let take = try await finish(job, operation, of: sequence)
    try await store.update(sequence) { record in
      try record.finish(operation, .takeReady, of: sequence)
      record.put(take)
    }
    return take
  }

  /// Keeps what was paid for of a take whose later calls failed, so that it can be used and completed.
  func savePaid(of operation: SequenceRecord.Operation, of sequence: SequenceID) async throws {
    guard case .take(var job) = operation.job else { return }
    for call in job.calls where !job.has(call) {
      guard let take = try await shots.record(of: call.step.shot)?.take(call.step), take.phase == .complete,
        let cut = try? await cutApart(take, call, of: job, sequence)
      else { continue }
      job.fill(cut)
    }
    guard job.shots.contains(where: { $0.clip != nil && $0.keptFrom == nil }) else { return }
    let take = try await finish(job, operation, of: sequence)
    try await store.update(sequence) { $0.put(take) }
  }

  func finish(
    _ job: TakeJob, _ operation: SequenceRecord.Operation, of sequence: SequenceID
  ) async throws -> SequenceTake {
    var records: [TakeRecord] = []
    for call in job.calls {
      if let take = try await shots.record(of: call.step.shot)?.take(call.step) { records.append(take) }
    }
    let base = try await store.record(of: sequence).takes.last { $0.number == job.base }
    let isFromModel = try await isFromModel(records, base)
    let video = try await joined(job, sequence, isFromModel)
    let now = clock.now()
    let take = SequenceTake(
      job, records, base: base, operation, video: video, poster: try await poster(of: video, job, sequence), sequence,
      at: now)
    try await writeSidecars(take, records, of: sequence)
    return take
  }

  /// The take as one file.
  private func joined(_ job: TakeJob, _ sequence: SequenceID, _ isFromModel: Bool) async throws -> String {
    let product = Product.take(sequence, job.number)
    let file = layout.path(of: product)
    if job.isOneFile { return path(product) }
    let parts = job.shots.compactMap { part($0) }
    guard !parts.isEmpty else { return job.calls.first?.output ?? path(product) }
    if FileStatus.of(file) != nil {
      guard try await !isJoined(file, of: parts, job) else { return path(product) }
      // What a cancel was about to keep when a kill came, and the shots that came after it are missing in it.
      DurableFile.remove(file)
    }
    let rate = job.shots.lazy.compactMap(\.frameRate).first ?? job.frameRate
    let song = song(job.audio, under: job.shots.first { $0.clip != nil }?.index ?? 1, of: job.shots)
    let origin = VideoOrigin(take: file.name.stem, isFromModel: isFromModel, song: song)
    try await cutting.join(parts, rate: rate, size: job.size, from: origin, to: file)
    return path(product)
  }

  private func isJoined(_ file: FilePath, of parts: [VideoPart], _ job: TakeJob) async throws -> Bool {
    // At several rates the frames are not those of the parts.
    guard Set(job.shots.compactMap(\.frameRate)).count == 1 else { return true }
    return try await readableLength(of: file)?.frames == parts.map(\.frames.count).reduce(0, +)
  }

  /// Whether a trained model made any of the pixels.
  func isFromModel(_ records: [TakeRecord], _ base: SequenceTake?) async throws -> Bool {
    if records.contains(where: \.isFromModel) { return true }
    for key in base?.calls ?? [] where try await shots.record(of: key.shot)?.take(key)?.isFromModel == true {
      return true
    }
    return false
  }

  /// A still of the take for those who look through the folder; a take without one is not held up.
  private func poster(of video: String, _ job: TakeJob, _ sequence: SequenceID) async throws -> String? {
    let product = Product.poster(sequence, take: job.number)
    let poster = layout.path(of: product)
    if FileStatus.of(poster) != nil { return path(product) }
    do {
      try await cutting.poster(of: layout.root / video, to: poster)
      return path(product)
    } catch is Problem {
      // A poster that the agent's end cut off is made at its next start.
      try Task.checkCancellation()
      return nil
    }
  }

  private func writeSidecars(_ take: SequenceTake, _ records: [TakeRecord], of sequence: SequenceID) async throws {
    try await write(TakeSidecar(take: take, calls: records), beside: take.video)
    for record in records where record.output != take.video { try await writeSidecar(record, beside: record.output) }
    for shot in take.shots where shot.keptFrom == nil {
      guard let clip = shot.clip, !records.contains(where: { $0.output == clip }) else { continue }
      try await write(SliceSidecar(parent: take.id, shot: shot), beside: clip)
    }
  }
}

/// What lies beside a take's video, under its stem.
struct TakeSidecar: Encodable {
  let take: SequenceTake
  /// The paid calls behind it, whole.
  let calls: [TakeRecord]
}

/// What lies beside a shot that was cut out of a take.
struct SliceSidecar: Encodable {
  /// The take that it was cut from.
  let parent: String
  let shot: TakeShot
}

extension SequenceRecord {
  /// By number; the same take again takes the place of what was there of it.
  mutating func put(_ take: SequenceTake) {
    takes.removeAll { $0.number == take.number }
    takes.insert(take, at: takes.firstIndex { $0.number > take.number } ?? takes.endIndex)
  }
}
