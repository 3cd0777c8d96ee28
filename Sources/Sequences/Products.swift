import DurableFiles
import Execution
public import FolderContract
import Foundation
import Imaging
import Media
public import Terms

extension ClientSequenceRunner {
  /// Cuts options out of a picture of the project in one pass, each under its own name.
  ///
  /// Throws `already_exists` where a name is taken by something else; a file that is already what it should be stays.
  func crop(_ targets: [(GridRecord.Option, String)], of picture: CutPicture) async throws {
    let source = layout.root / picture.path
    let files = targets.map { option, path in (option, layout.root / path) }
    let provenances = files.map { option, file in self.provenance(of: file, showing: option, of: picture) }
    try await offPool {
      let temporaries = try files.map { _, file in
        try Folder.make(file.parent, levels: 2)
        return DurableFile.temporaryName(beside: file)
      }
      defer { for temporary in temporaries { DurableFile.remove(temporary) } }
      let outputs = zip(zip(files, temporaries), provenances).map { pair, provenance in
        let (target, temporary) = pair
        return CropOutput(rect: target.0.rect, destination: temporary, provenance: provenance)
      }
      try Cropper.crop(source, into: outputs)
      for ((_, file), temporary) in zip(files, temporaries) { try Self.adopt(temporary, as: file) }
    }
  }

  /// The take's record beside its product, under the same stem.
  func writeSidecar(_ take: TakeRecord, beside product: String) async throws {
    let product = layout.root / product
    let file = product.parent / "\(product.name.stem).json"
    let contents = try PlainJSON.file(take)
    try await offPool { try DurableFile.replace(file, with: contents, .derived) }
  }

  /// A still of the take for those who look through the folder; a take without one is not held up.
  func makePoster(of take: TakeRecord, as product: Product) async throws -> String? {
    let poster = layout.path(of: product)
    if FileStatus.of(poster) != nil { return path(product) }
    do {
      try await media.poster(of: layout.root / take.output, to: poster)
      return path(product)
    } catch is Problem {
      // A poster that the agent's end cut off is made at its next start.
      try Task.checkCancellation()
      return nil
    }
  }

  /// Where a product lies, as files of the project write it.
  func path(_ product: Product) -> String { layout.relative(layout.path(of: product)) ?? product.fileName }

  private func provenance(
    of file: FilePath, showing option: GridRecord.Option, of picture: CutPicture
  ) -> Provenance {
    Provenance(
      id: file.name.stem, description: picture.prompt, software: software,
      isFromModel: picture.isFromModel, fields: ["cut_from": picture.path, "cell": option.name])
  }

  private static func adopt(_ temporary: FilePath, as file: FilePath) throws {
    if FileStatus.of(file) != nil, try Digest.sha256(ofFile: file) == Digest.sha256(ofFile: temporary) { return }
    guard FileStatus.of(file) == nil else {
      throw Problem(
        .alreadyExists, "\(file.name) is there already and was not cut from this grid.",
        hint: "Move that file away and drop the request again; what was made already is kept.")
    }
    try DurableFile.publish(temporary, as: file)
  }
}

extension FileName {
  /// The name without its ending; ids may have dots of their own.
  var stem: String {
    let text = display
    return text.lastIndex(of: ".").map { String(text[..<$0]) } ?? text
  }
}

extension GridRecord.Option {
  var rect: PixelRect { PixelRect(x: x, y: y, width: width, height: height) }
}

/// A picture that options are cut from, and what is known of how it was made.
struct CutPicture: Sendable {
  /// Relative to the project.
  let path: String
  let prompt: String
  let isFromModel: Bool
}

extension ClientSequenceRunner {
  /// Whether the agent made a file of this name, or is about to; one that it did not make may have such a name too.
  public func hasMade(_ product: Product) async throws -> Bool {
    let record = try await store.record(of: product.sequence)
    return switch product.kind {
    case .grid(let number), .gridSidecar(let number): number <= record.gridsBegun
    case .option(let number, _, _), .cell(let number, _): record.grids.contains { $0.number == number }
    case .marker, .again: !record.grids.isEmpty
    case .startFrame: record.startFrames.contains { $0.path == path(product) }
    case .take(let number), .poster(let number), .sidecar(let number), .slice(let number, _),
      .sliceSidecar(let number, _),
      .call(let number, _), .callSidecar(let number, _):
      number <= record.takesBegun
    }
  }

  /// The product that a picture was when the agent wrote it, whatever it is called now; nil for every other file.
  public func product(of picture: FilePath) async throws -> Product? {
    let name = try await offPool { (try? Provenance.id(of: picture)) ?? nil }
    guard let name else { return nil }
    return Product.parse(FileName(name + ".png"), sequences: Array(try await store.all().keys))
  }
}
