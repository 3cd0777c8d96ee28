import DurableFiles
import Execution
public import FolderContract
import Imaging
public import Terms

/// Start frames that people bring: pictures of their own, and options that they painted in.
extension ClientSequenceRunner {
  /// Makes a person's own picture the start frame and goes on as after a pick.
  func bring(
    _ frame: Command.BroughtFrame, _ brief: Brief, _ command: Command, _ progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Outcome {
    let record = try await store.record(of: brief.sequence)
    if !record.knows(command.request), !record.hasFrame(of: command.request) {
      if let question = try await question(about: command) { throw question }
      try await adopt(frame, brief, command)
    }
    var outcome = try await goOn(from: frame.shot, brief, command, progress)
    outcome.warnings += try await remark(on: command, brief).map { [$0] } ?? []
    return outcome
  }

  /// A picture of another ratio than the project's will be cut or stretched by the model.
  private func remark(on command: Command, _ brief: Brief) async throws -> String? {
    let frames = try await store.record(of: brief.sequence).startFrames
    guard let frame = frames.last(where: { $0.request == command.request }) else { return nil }
    let file = layout.root / frame.path
    guard let size = try await offPool({ try? Picture.probe(file).size }) else { return nil }
    let wanted = brief.aspectRatio.size(shortSide: 1000)
    let ratio = Double(size.width) / Double(max(size.height, 1)) * Double(wanted.height) / Double(wanted.width)
    guard abs(ratio - 1) > 0.02 else { return nil }
    return "\(frame.path) has \(size) pixels, which is not \(brief.aspectRatio): the video may cut it or stretch it."
  }

  private func adopt(_ frame: Command.BroughtFrame, _ brief: Brief, _ command: Command) async throws {
    let sequence = brief.sequence
    let record = try await store.record(of: sequence)
    _ = try record.state.after(.bringStartFrame, of: sequence)
    let source = layout.root / frame.path
    let path = try await freeFrame(sequence, frame.shot, from: record.startFrames.count + 1) { [self] path in
      try await keepCopy(of: source, as: layout.root / path)
    }
    try await write(
      StartFrameRecord(
        path: path, shot: frame.shot, request: command.request, grid: nil, cell: nil, pickedAt: clock.now()),
      .bringStartFrame, sequence)
  }

  /// Whether the pixels of a file are not those that its option was cut with.
  public func isRetouched(_ file: FilePath, option product: Product) async throws -> Bool {
    guard case .option(let number, let cell, _) = product.kind else { return false }
    let record = try await store.record(of: product.sequence)
    guard let grid = record.grids(of: product.shot).first(where: { $0.number == number }),
      let option = grid.options.first(where: { $0.name == grid.layout.name(of: cell) })
    else { return false }
    let (original, picture) = (layout.root / option.path, layout.root / grid.path)
    return try await offPool {
      // Saved as another kind of picture: whoever did that had it open.
      guard (try? Picture.probe(file)) != nil else { return true }
      if FileStatus.of(original) != nil { return try !Picture.hasSamePixels(file, original) }
      guard FileStatus.of(picture) != nil else { return false }
      let cut = DurableFile.temporaryName(beside: file)
      defer { DurableFile.remove(cut) }
      try Cropper.crop(picture, into: [CropOutput(rect: option.rect, destination: cut)])
      return try !Picture.hasSamePixels(file, cut)
    }
  }

  /// Throws where a file is no picture that could be a start frame.
  public func checkPicture(_ file: FilePath) async throws {
    let trial = DurableFile.temporaryName(beside: file)
    defer { DurableFile.remove(trial) }
    try await cutting.asPNG(file, to: trial)
  }
}
