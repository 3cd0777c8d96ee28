public import Terms

/// Cuts parts out of a picture, all in one pass over its rows, with memory for rows and not for pictures.
public enum Cropper {
  /// Cuts `outputs` out of `source`.
  ///
  /// Pixels, bit depth, colour kind, palette, transparency, colour profile and resolution stay as they are; the new
  /// files are not interlaced. Old text is left behind and each part's provenance written anew. Reading stops at the
  /// last row that any part needs. The caller's thread decodes, while others pack what is decoded already.
  ///
  /// Destinations must not exist (`picture_exists`). Where anything fails, every file that this call made is removed
  /// again. Nothing is synced to disk: that is the caller's concern. Once `isCancelled`, asked every few rows, says
  /// so, it throws `cancelled`. Further codes: `rect_outside_picture`, `picture_not_written` and those of reading.
  public static func crop(
    _ source: FilePath, into outputs: [CropOutput], limits: PictureLimits = .standard,
    isCancelled: () -> Bool = { false }
  ) throws(Problem) {
    let structure = try PNGStructure(PictureFile(source), limits: limits)
    for output in outputs where !output.rect.lies(in: structure.header.size) {
      throw .outside(output.rect, structure.header.size, source)
    }
    guard let first = outputs.map(\.rect.y).min(), let end = outputs.map({ $0.rect.y + $0.rect.height }).max() else {
      return
    }
    let reader = try RowReader(structure, as: .stored, rows: first..<end, limits: limits)
    var made: [NewFile] = []
    do throws(Problem) {
      let cuts = try outputs.map { output throws(Problem) in
        let file = try NewFile(output.destination)
        made.append(file)
        return try Cut(output.rect, of: structure, into: file, text: output.provenance?.text ?? [])
      }
      try CutLanes(cuts).run(reader, from: first, isCancelled: isCancelled)
    } catch {
      made.forEach { $0.discard() }
      throw error
    }
  }
}

/// One part on its way into its file.
final class Cut {
  private let rect: PixelRect
  /// Gone once the part is written: what packs it takes some memory.
  private var writer: RowWriter?

  init(_ rect: PixelRect, of structure: PNGStructure, into file: NewFile, text: [PictureText]) throws(Problem) {
    self.rect = rect
    writer = try RowWriter(file, RowWriter.Front(cutFrom: structure, size: rect.size, text: text))
  }

  /// Takes what it needs of `block`, whose first row is row `top` of the picture.
  func take(_ block: RowBlock, top: Int, bytesPerPixel pixel: Int) throws(Problem) {
    let columns = (rect.x * pixel)..<((rect.x + rect.width) * pixel)
    let end = rect.y + rect.height
    guard let writer, top < end else { return }
    for y in max(top, rect.y)..<max(top, rect.y, min(top + block.count, end)) {
      try writer.write(row: UnsafeRawBufferPointer(rebasing: block[y - top][columns]))
    }
    guard top + block.count >= end else { return }
    try writer.finish()
    self.writer = nil
  }
}
