public import Terms

/// One part to cut out of a picture, and where it goes.
public struct CropOutput: Hashable, Sendable {
  public let rect: PixelRect
  public let destination: FilePath
  /// What is written into the part about its making; nil writes nothing.
  public let provenance: Provenance?

  public init(rect: PixelRect, destination: FilePath, provenance: Provenance? = nil) {
    self.rect = rect
    self.destination = destination
    self.provenance = provenance
  }
}
