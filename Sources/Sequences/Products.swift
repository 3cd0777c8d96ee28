import DurableFiles
import Execution
import FolderContract
import Foundation
import Imaging
import Media
import Terms

extension ClientSequenceRunner {
  /// Cuts options out of a picture of the project in one pass, each under its own name.
  ///
  /// Throws `already_exists` where a name is taken by something else; a file that is already what it should be stays.
  func crop(_ picture: String, _ targets: [(GridRecord.Option, String)], prompt: String) async throws {
    let source = layout.root / picture
    let files = targets.map { option, path in (option, layout.root / path) }
    let provenance = files.map { option, file in
      provenance(of: file.name.display, prompt: prompt, cutFrom: picture, option.name)
    }
    try await offPool {
      let temporaries = try files.map { _, file in
        try Folder.make(file.parent)
        return DurableFile.temporaryName(beside: file)
      }
      defer { for temporary in temporaries { DurableFile.remove(temporary) } }
      let outputs = zip(zip(files, temporaries), provenance).map { pair, provenance in
        let (target, temporary) = pair
        return CropOutput(rect: target.0.rect, destination: temporary, provenance: provenance)
      }
      try Cropper.crop(source, into: outputs)
      for ((_, file), temporary) in zip(files, temporaries) { try Self.adopt(temporary, as: file) }
    }
  }

  /// The take's record beside its product, under the same stem.
  func writeSidecar(_ take: TakeRecord, beside product: String) async throws {
    let file = layout.root / (product.prefix { $0 != "." } + ".json")
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
    } catch is Problem { return nil }
  }

  /// Where a product lies, as files of the project write it.
  func path(_ product: Product) -> String { layout.relative(layout.path(of: product)) ?? product.fileName }

  private func provenance(of name: String, prompt: String, cutFrom picture: String, _ cell: String) -> Provenance {
    Provenance(
      description: prompt, software: software, id: name, details: ["cut_from": picture, "cell": cell],
      isFromModel: true)
  }

  private static func adopt(_ temporary: FilePath, as file: FilePath) throws {
    if FileStatus.of(file) != nil, try Digest.sha256(ofFile: file) == Digest.sha256(ofFile: temporary) { return }
    try DurableFile.publish(temporary, as: file)
  }
}

extension GridRecord.Option {
  var rect: PixelRect { PixelRect(x: x, y: y, width: width, height: height) }
}
