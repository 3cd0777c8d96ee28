import Terms

/// What a file is by its first bytes; its name has no say.
enum PictureKind: String {
  case png = "PNG"
  case jpeg = "JPEG"
  case webp = "WebP"
  case gif = "GIF"
  case tiff = "TIFF"
  case bmp = "BMP"
  case heif = "HEIF or AVIF"
  case jpegXL = "JPEG XL"

  init?(magic bytes: [UInt8]) {
    let has = { (text: [UInt8], offset: Int) in bytes.dropFirst(offset).starts(with: text) }
    if has(PNGHeader.signature, 0) {
      self = .png
    } else if has([0xFF, 0xD8, 0xFF], 0) {
      self = .jpeg
    } else if has(Array("RIFF".utf8), 0) && has(Array("WEBP".utf8), 8) {
      self = .webp
    } else if has(Array("GIF8".utf8), 0) {
      self = .gif
    } else if has([0x49, 0x49, 0x2A, 0], 0) || has([0x4D, 0x4D, 0, 0x2A], 0) {
      self = .tiff
    } else if has(Array("BM".utf8), 0) && has([0, 0, 0, 0], 6) {
      self = .bmp
    } else if ["ftypheic", "ftypheif", "ftypmif1", "ftypavif"].contains(where: { has(Array($0.utf8), 4) }) {
      self = .heif
    } else if has([0xFF, 0x0A], 0) || has(Array("JXL ".utf8), 4) {
      self = .jpegXL
    } else {
      return nil
    }
  }

  /// Throws a sentence that names what the file is instead.
  static func requirePNG(_ start: [UInt8], _ file: PictureFile) throws(Problem) {
    guard !start.isEmpty else {
      throw Problem(
        .pictureTruncated, "The picture \(file.path.name) is empty.",
        hint: "Copy or generate it again; it may still be in the making.")
    }
    if start.count < 8, PNGHeader.signature.starts(with: start) { throw .truncated(file.path) }
    switch PictureKind(magic: start) {
    case .png: return
    case let other?:
      throw Problem(
        .notAPicture, "\(file.path.name) is a \(other.rawValue) picture, and only PNG is read.",
        hint: "Save it as PNG.")
    case nil:
      throw Problem(.notAPicture, "\(file.path.name) is not a picture.", hint: "Give a PNG picture.")
    }
  }
}
