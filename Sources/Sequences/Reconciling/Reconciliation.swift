import DurableFiles
import Execution
import FolderContract
public import Terms

/// What was found where records, ledger and disk disagree.
public struct Finding: Hashable, Sendable, Codable {
  /// Nil for what concerns the whole project.
  public let sequence: SequenceID?
  public let message: String
  /// What a person can do; nil where it was mended.
  public let hint: String?

  public var isMended: Bool { hint == nil }

  init(_ sequence: SequenceID?, _ message: String, hint: String? = nil) {
    self.sequence = sequence
    self.message = message
    self.hint = hint
  }
}

extension ClientSequenceRunner {
  /// Holds workflow, execution, ledger and disk against each other: mends what has only one truth, and says what a
  /// person has to look at.
  ///
  /// - Parameters:
  ///   - open: the requests that are accepted and will be carried out again; they go on by themselves.
  ///   - thoroughly: whether every file is read to see whether it changed.
  public func reconcile(open: Set<ULID>, thoroughly: Bool = false) async throws -> [Finding] {
    var findings: [Finding] = []
    // What is being worked on is not looked at in the middle.
    for sequence in try await store.all().keys.sorted(by: { $0.text < $1.text }) where !isWorking(on: sequence) {
      findings += try await reconcile(sequence, open: open, thoroughly)
    }
    return findings + (try await reconcileMoney(open: open))
  }

  private func reconcile(
    _ sequence: SequenceID, open: Set<ULID>, _ thoroughly: Bool
  ) async throws -> [Finding] {
    var findings: [Finding] = []
    var record = try await store.record(of: sequence)
    for disagreement in Disagreement.workflow(record) {
      findings.append(Finding(sequence, "\(disagreement.sentence(sequence)) \(disagreement.mended)"))
    }
    record = try await mendState(of: sequence)
    let standing = [record.operation].compactMap { $0 } + record.unresolved
    for operation in standing where !open.contains(operation.request) {
      findings.append(try await finding(operation, of: sequence))
    }
    record = try await store.record(of: sequence)
    var lost: Problem?
    for disagreement in Disagreement.all(try await evidence(record, sequence, thoroughly)) {
      let finding = await settle(disagreement, record, sequence)
      findings.append(finding)
      if let hint = finding.hint, lost == nil {
        lost = Problem(.artifactMissing, finding.message, hint: hint)
      }
    }
    try await put(lost, to: sequence)
    return findings
  }

  /// Puts right what the workflow's record says against itself; also before each transition.
  @discardableResult
  func mendState(of sequence: SequenceID) async throws -> SequenceRecord {
    try await store.update(sequence) { record in
      record.mend()
      return record
    }
  }

  /// The question stays with the sequence until its files are there again.
  private func put(_ lost: Problem?, to sequence: SequenceID) async throws {
    try await store.update(sequence) { record in
      if let lost {
        if record.problem == nil { record.problem = lost }
      } else if record.problem?.code == .artifactMissing {
        record.problem = nil
      }
    }
  }

  private func finding(_ operation: SequenceRecord.Operation, of sequence: SequenceID) async throws -> Finding {
    do {
      try await rollForward(operation, of: sequence)
      return Finding(sequence, "\(sequence): \(operation.noun) was finished.")
    } catch let problem as Problem {
      let hint = problem.code == .outcomeUnknown ? problem.hint : nil
      return Finding(sequence, "\(sequence): \(operation.noun) did not end well. \(problem.message)", hint: hint)
    }
  }

  private func reconcileMoney(open: Set<ULID>) async throws -> [Finding] {
    let standing = try await store.all().values.flatMap { record in
      [record.operation].compactMap { $0 } + record.unresolved
    }
    let requests = open.union(standing.map(\.request))
    let ended = try await account.reconcile(
      expecting: Set(standing.flatMap(\.steps)),
      allotments: { id in requests.contains { id.hasPrefix("\($0)/") } },
      { try await self.shots.record(of: $0.shot)?.take($0) })
    return ended.map {
      Finding(nil, "The money set aside for \($0) was given back or booked: nothing runs for it any more.")
    }
  }
}

// MARK: - What is there

extension ClientSequenceRunner {
  private func evidence(
    _ record: SequenceRecord, _ sequence: SequenceID, _ thoroughly: Bool
  ) async throws -> Disagreement.Evidence {
    let calls = try await calls(of: record, sequence)
    let paths = record.files.uniqued
    let root = layout.root
    let there = Set(try await offPool { paths.filter { FileStatus.of(root / $0)?.kind == .file } })
    let digests = calls.values.compactMap { call in call.outputSHA256.map { (call.output, $0) } }
    let changed =
      thoroughly
      ? try await offPool {
        digests.filter { path, digest in
          there.contains(path) && (try? Digest.sha256(ofFile: root / path)) != digest
        }.map(\.0)
      } : []
    return Disagreement.Evidence(
      record: record, isThere: { there.contains($0) }, calls: calls, changed: Set(changed))
  }

  /// The calls that execution knows of a sequence and of its shots.
  private func calls(of record: SequenceRecord, _ sequence: SequenceID) async throws -> [StepKey: TakeRecord] {
    let indices = Set(record.takes.flatMap { $0.shots.map(\.index) })
    let named = Set(record.takes.flatMap { $0.calls.map(\.shot) })
    let own = try [ShotID(sequence.text)] + indices.map { try ShotID("\(sequence)_shot\($0.padded(2))") }
    var calls: [StepKey: TakeRecord] = [:]
    for shot in named.union(own) {
      for take in try await shots.record(of: shot)?.takes ?? [] where take.account == sequence.text {
        calls[take.key] = take
      }
    }
    return calls
  }

  // MARK: - What is done about it

  private func settle(
    _ disagreement: Disagreement, _ record: SequenceRecord, _ sequence: SequenceID
  ) async -> Finding {
    let sentence = disagreement.sentence(sequence)
    if case .ask(let hint) = disagreement.remedy { return Finding(sequence, sentence, hint: hint) }
    do {
      try await mend(disagreement, record, sequence)
      return Finding(sequence, "\(sentence) \(disagreement.mended)")
    } catch {
      let problem = Self.problem(error)
      return Finding(sequence, "\(sentence) It could not be made again: \(problem.message)", hint: problem.hint)
    }
  }

  private func mend(_ disagreement: Disagreement, _ record: SequenceRecord, _ sequence: SequenceID) async throws {
    switch disagreement {
    case .optionMissing(let grid, let option): try await crop([(option, option.path)], of: CutPicture(grid))
    case .startFrameMissing(let frame, let grid?):
      guard let option = grid.options.first(where: { $0.name == frame.cell }) else { return }
      try await crop([(option, frame.path)], of: CutPicture(grid))
    case .clipMissing(let take, let shot, _):
      guard let part = part(shot), let clip = shot.clip else { return }
      try await cutting.slice(part, from: try await origin(of: take, shot.index), to: layout.root / clip)
    case .videoMissing(let take, _):
      guard let call = take.calls.first, let size = try await shots.record(of: call.shot)?.take(call)?.size,
        let rate = take.shots.lazy.compactMap(\.frameRate).first
      else { return }
      try await cutting.join(
        take.shots.compactMap { part($0) }, rate: rate, size: size,
        from: try await origin(of: take, take.shots.first { $0.clip != nil }?.index ?? 1),
        to: layout.root / take.video)
    case .sidecarMissing(let take): try await rewriteSidecar(of: take)
    case .posterMissing(let take):
      guard let poster = take.poster else { return }
      try await cutting.poster(of: layout.root / take.video, to: layout.root / poster)
    case .takeUnknown(let call): try await adopt(call, sequence)
    default: break
    }
  }

  private func origin(of take: SequenceTake, _ shot: Int) async throws -> VideoOrigin {
    VideoOrigin(
      take: take.id, isFromModel: try await isFromModel([], take), song: song(take.audio, under: shot, of: take.shots))
  }

  private func rewriteSidecar(of take: SequenceTake) async throws {
    var calls: [TakeRecord] = []
    for key in take.calls { if let call = try await shots.record(of: key.shot)?.take(key) { calls.append(call) } }
    try await write(TakeSidecar(take: take, calls: calls), beside: take.video)
  }
}

extension SequenceRecord {
  /// Every file that it speaks of.
  fileprivate var files: [String] {
    let pictures = grids.flatMap { [$0.path] + $0.options.map(\.path) } + startFrames.map(\.path)
    let videos = takes.flatMap { take in
      [take.video, take.sidecar] + (take.poster.map { [$0] } ?? [])
        + take.shots.flatMap { [$0.file, $0.clip].compactMap { $0 } }
    }
    return pictures + videos + (finalCut.map { [$0] } ?? [])
  }
}

extension CutPicture {
  init(_ grid: GridRecord) { self.init(path: grid.path, prompt: grid.prompt, isFromModel: grid.isFromModel) }
}
