public import Terms

/// What can be asked of a picture file. Only PNG is read; a file is known by its bytes, never by its name.
///
/// All functions are synchronous and take as long as the file is large: callers choose the thread. What is wrong with
/// a file comes back as a `Problem` with one of the codes `not_a_picture`, `picture_unreadable`, `picture_truncated`,
/// `picture_corrupt` and `picture_too_large`; nothing in a file can stop the process.
public enum Picture {
  /// Reads what a picture says about itself, without decoding it: damage inside the pixels is not seen here.
  public static func probe(_ path: FilePath, limits: PictureLimits = .standard) throws(Problem) -> PictureInfo {
    let structure = try PNGStructure(PictureFile(path), limits: limits)
    let header = structure.header
    return PictureInfo(
      size: header.size, bitDepth: header.bitDepth, color: header.color, isInterlaced: header.isInterlaced,
      hasTransparency: [.grayWithAlpha, .rgbWithAlpha].contains(header.color) || structure.first("tRNS") != nil,
      text: try TextChunks.read(structure, limits: limits))
  }

  /// Whether two pictures show the same, pixel by pixel, however they are packed and whatever they say about
  /// themselves. A picture that is none, or is damaged, shows something else.
  public static func hasSamePixels(_ one: FilePath, _ other: FilePath) throws(Problem) -> Bool {
    let limits = PictureLimits.standard
    let (first, second) = (
      try PNGStructure(PictureFile(one), limits: limits), try PNGStructure(PictureFile(other), limits: limits)
    )
    guard first.header.size == second.header.size else { return false }
    let rows = try RowReader(first, as: .rgb8, limits: limits)
    let others = try RowReader(second, as: .rgb8, limits: limits)
    guard rows.channels == others.channels else { return false }
    while let row = try rows.next() {
      guard let other = try others.next(), row.elementsEqual(other) else { return false }
    }
    return true
  }

  /// Decodes every row and keeps none: throws where any of them is damaged.
  public static func verify(_ path: FilePath, limits: PictureLimits = .standard) throws(Problem) {
    let structure = try PNGStructure(PictureFile(path), limits: limits)
    let reader = try RowReader(structure, as: .stored, limits: limits)
    try reader.skipAll()
  }
}
