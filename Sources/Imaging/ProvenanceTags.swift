extension Provenance {
  /// The JSON that stands under `keyword`, for files other than PNG that have a place for it.
  public var json: String { text.first { $0.keyword == Self.keyword }?.text ?? "{}" }

  /// The XMP packet that marks a trained model's work, or nil where none made it.
  public var xmp: String? { isFromModel ? XMPPacket.text(self) : nil }
}
