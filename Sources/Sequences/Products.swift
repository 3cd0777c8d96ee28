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

  /// A call's record beside its product, under the same stem.
  func writeSidecar(_ take: TakeRecord, beside product: String) async throws { try await write(take, beside: product) }

  func write(_ contents: some Encodable & Sendable, beside product: String) async throws {
    let product = layout.root / product
    let file = product.parent / "\(product.name.stem).json"
    let contents = try PlainJSON.file(contents)
    try await offPool { try DurableFile.replace(file, with: contents, .derived) }
  }

  /// Keeps a person's own picture under a name of ours, as a PNG, with its pixels as they are.
  ///
  /// Throws `already_exists` where the name is taken by something else.
  func keepCopy(of picture: FilePath, as file: FilePath) async throws {
    let software = rules.software
    let png = DurableFile.temporaryName(beside: file)
    defer { DurableFile.remove(png) }
    try await offPool { try Folder.make(file.parent, levels: 2) }
    try await cutting.asPNG(picture, to: png)
    try await offPool {
      let temporary = DurableFile.temporaryName(beside: file)
      defer { DurableFile.remove(temporary) }
      let known = (try? Provenance.read(from: picture)) ?? nil
      let provenance = Provenance(
        id: file.name.stem, description: known?.description ?? "", software: software,
        isFromModel: known?.isFromModel ?? false, fields: known.map { ["made_from": $0.id] } ?? [:])
      try provenance.write(from: png, to: temporary)
      try Self.adopt(temporary, as: file)
    }
  }

  /// Where a product lies, as files of the project write it.
  func path(_ product: Product) -> String { layout.relative(layout.path(of: product)) ?? product.fileName }

  private func provenance(
    of file: FilePath, showing option: GridRecord.Option, of picture: CutPicture
  ) -> Provenance {
    Provenance(
      id: file.name.stem, description: picture.prompt, software: rules.software,
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
    switch product.kind {
    case .grid(let number), .gridSidecar(let number), .cell(let number, _), .original(let number, _, _):
      return number <= record.gridsBegun[product.shot ?? 0] ?? 0
    case .option(let number, _, _): return record.grids(of: product.shot).contains { $0.number == number }
    case .marker, .again: return !record.grids(of: product.shot).isEmpty
    case .startFrame: return record.startFrames.contains { $0.path == path(product) }
    case .take(let number), .poster(let number), .sidecar(let number), .slice(let number, _),
      .sliceSidecar(let number, _), .call(let number, _), .callSidecar(let number, _), .continuation(let number, _):
      guard let shot = product.shot else { return number <= record.takesBegun }
      let known = try await shots.record(of: try ShotID("\(product.sequence)_shot\(shot.padded(2))"))
      return known?.takes.contains { $0.key.attempt >= number } ?? false
    }
  }

  /// The product that a picture was when the agent wrote it, whatever it is called now; nil for every other file.
  public func product(of picture: FilePath) async throws -> Product? {
    let name = try await offPool { (try? Provenance.id(of: picture)) ?? nil }
    guard let name else { return nil }
    return Product.parse(FileName(name + ".png"), sequences: Array(try await store.all().keys))
  }
}

extension ProjectLayout {
  /// Whether neither a product nor what goes beside it (sidecar, poster, the options of a grid) has its name yet, in
  /// whatever case.
  func isFree(_ product: Product) -> Bool {
    let file = path(of: product)
    let stem = file.name.stem.lowercased()
    let names = (try? Folder.names(in: file.parent)) ?? []
    return !names.contains { name in
      let name = name.display.lowercased()
      return name.hasPrefix(stem + ".") || name.hasPrefix(stem + "_")
    }
  }
}
