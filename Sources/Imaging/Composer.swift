import CPNG
public import Terms

/// Puts pictures of one size together into a grid.
public enum Composer {
  /// Writes the grid of `cells`, given from left to right and then top to bottom, to the new file `destination`.
  ///
  /// All cells must have one size; otherwise, or where their number is not that of `layout`, it throws
  /// `cells_do_not_match`. Between the cells lies a white gutter of `gutter` pixels, around them nothing. Where all
  /// cells agree in colour kind and bit depth the grid has it too; otherwise it is 8-bit RGB, with alpha where a cell
  /// has it. One row is in memory at a time. Throws and cleans up as `Cropper.crop`.
  public static func compose(
    _ cells: [FilePath], layout: GridLayout, gutter: Int, to destination: FilePath, provenance: Provenance? = nil,
    limits: PictureLimits = .standard
  ) throws(Problem) {
    let sheet = try Sheet(cells, layout: layout, gutter: gutter, limits: limits)
    let file = try NewFile(destination)
    do throws(Problem) {
      try sheet.write(to: file, text: provenance?.text ?? [])
    } catch {
      file.discard()
      throw error
    }
  }
}

/// A grid whose cells are known and fit together.
private struct Sheet {
  let structures: [PNGStructure]
  let layout: GridLayout
  let gutter: Int
  let limits: PictureLimits
  let cell: PixelSize
  let form: RowReader.Form

  init(_ cells: [FilePath], layout: GridLayout, gutter: Int, limits: PictureLimits) throws(Problem) {
    guard cells.count == layout.rows * layout.columns else {
      throw Problem(
        .cellsDoNotMatch,
        "A grid of \(layout) has \(layout.rows * layout.columns) cells, and \(cells.count) were given.",
        hint: "Give one picture for each cell.")
    }
    guard 0...4096 ~= gutter else {
      throw Problem(.badValue, "A gutter cannot be \(gutter) pixels wide.", hint: "Give a width from 0 to 4096.")
    }
    structures = try cells.map { path throws(Problem) in try PNGStructure(PictureFile(path), limits: limits) }
    self.layout = layout
    self.gutter = gutter
    self.limits = limits
    cell = structures.first?.header.size ?? PixelSize(width: 0, height: 0)
    for structure in structures where structure.header.size != cell {
      throw Problem(
        .cellsDoNotMatch,
        "\(structure.file.path.name) is \(structure.header.size) pixels, but the first cell is \(cell).",
        hint: "Bring all pictures to one size first.")
    }
    form = Self.form(structures)
    try check(destinationSize)
  }

  private var destinationSize: PixelSize {
    PixelSize(
      width: layout.columns * cell.width + (layout.columns - 1) * gutter,
      height: layout.rows * cell.height + (layout.rows - 1) * gutter)
  }

  private func check(_ size: PixelSize) throws(Problem) {
    guard max(size.width, size.height) <= limits.longestSide, size.width * size.height <= limits.pixels else {
      throw Problem(
        .pictureTooLarge, "A grid of \(size) pixels is larger than what can be read again.",
        hint: "Use smaller pictures.")
    }
  }

  /// Samples can be put side by side where they mean the same; a palette's numbers and a chosen transparent colour
  /// mean something in their own picture only.
  private static func form(_ structures: [PNGStructure]) -> RowReader.Form {
    let kinds = Set(structures.map { [$0.header.bitDepth, Int($0.header.color.rawValue)] })
    let isOwn = structures.contains { $0.header.color == .palette || $0.first("tRNS") != nil }
    return kinds.count == 1 && !isOwn ? .stored : .rgb8
  }

  func write(to file: NewFile, text: [PictureText]) throws(Problem) {
    let hasAlpha =
      form == .rgb8
      && structures.contains {
        [.grayWithAlpha, .rgbWithAlpha].contains($0.header.color) || $0.first("tRNS") != nil
      }
    let header = structures.first?.header
    let stored = form == .stored ? header : nil
    let color = stored?.color ?? (hasAlpha ? .rgbWithAlpha : .rgb)
    let writer = try RowWriter(
      file,
      RowWriter.Front(size: destinationSize, bitDepth: stored?.bitDepth ?? 8, color: color, text: text))
    let pixel = color.channels * ((stored?.bitDepth ?? 8) > 8 ? 2 : 1)
    let white = stored.map { $0.bitDepth < 8 ? UInt8(truncatingIfNeeded: (1 << $0.bitDepth) - 1) : 255 } ?? 255
    var row = [UInt8](repeating: white, count: destinationSize.width * pixel)
    for band in 0..<layout.rows {
      if band > 0 { try writeGutter(writer, white: white, count: row.count) }
      try writeBand(band, writer, pixel: pixel, row: &row)
    }
    try writer.finish()
  }

  private func writeGutter(_ writer: RowWriter, white: UInt8, count: Int) throws(Problem) {
    let row = [UInt8](repeating: white, count: count)
    for _ in 0..<gutter { try writer.write(row) }
  }

  private func writeBand(_ band: Int, _ writer: RowWriter, pixel: Int, row: inout [UInt8]) throws(Problem) {
    let cells = try structures[(band * layout.columns)..<((band + 1) * layout.columns)]
      .map { structure throws(Problem) in try RowReader(structure, as: form, limits: limits) }
    for _ in 0..<cell.height {
      for (column, source) in cells.enumerated() {
        guard let bytes = try source.next() else { continue }
        Self.place(bytes, pixel: source.bytesPerPixel, in: &row, at: column * (cell.width + gutter), as: pixel)
      }
      try writer.write(row)
    }
  }

  /// Copies one cell's row; a pixel that grows becomes opaque.
  private static func place(
    _ bytes: UnsafeRawBufferPointer, pixel: Int, in row: inout [UInt8], at column: Int, as wide: Int
  ) {
    row.withUnsafeMutableBytes { out in
      let part = UnsafeMutableRawBufferPointer(rebasing: out[(column * wide)...])
      guard pixel != wide else { return part.copyMemory(from: bytes) }
      for index in 0..<(bytes.count / pixel) {
        for channel in 0..<wide {
          part[index * wide + channel] = channel < pixel ? bytes[index * pixel + channel] : 255
        }
      }
    }
  }
}

extension RowWriter {
  fileprivate func write(_ row: [UInt8]) throws(Problem) {
    var problem: Problem?
    row.withUnsafeBytes { bytes in
      do throws(Problem) { try write(row: bytes) } catch { problem = error }
    }
    if let problem { throw problem }
  }
}
