public import Terms

/// Finds the panels of a grid by their seams: gutters of any colour, borders, captions around the panels, and pictures
/// that meet without a gutter. Nothing is assumed to lie where equal panels would have it.
public enum PanelFinder {
  /// Looks for a grid in a picture.
  ///
  /// With `expecting` the verdict is on that layout: it is looked for first, and if it is not there `isGrid` is false
  /// whatever else was found. One pass over the rows; a few hundred lines of each direction are kept. Throws as
  /// `Picture.verify`.
  public static func find(
    in path: FilePath, expecting layout: GridLayout? = nil, limits: PictureLimits = .standard
  ) throws(Problem) -> PanelVerdict {
    let structure = try PNGStructure(PictureFile(path), limits: limits)
    let rows = try RowReader(structure, as: .rgb8, limits: limits)
    var samples = PanelSamples(structure.header.size)
    var y = 0
    while let row = try rows.next() {
      samples.take(row, y, channels: rows.channels)
      y += 1
    }
    return PanelSearch(samples).verdict(expecting: layout)
  }
}
