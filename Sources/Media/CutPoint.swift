/// Where one shot of a video gives way to the next.
public struct CutPoint: Hashable, Sendable {
  /// The first frame of the next shot as it was planned, counted from 0.
  public let planned: Int
  /// The first frame of the next shot as the picture shows it, or nil where nothing clear was seen.
  public let found: Int?
  /// How clearly it stands out against the movement around it, from 0 to 1; 0 where nothing was found.
  public let confidence: Double
  /// Where to cut: `found`, else `planned`; never behind the end of the video.
  public let frame: Int
}
