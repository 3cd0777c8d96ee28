extension Marker {
  /// What the ending of a marker says about what is in it.
  public enum Ending: Hashable, Sendable {
    /// No ending: a text file made by a program, or an empty folder.
    case none
    case text
    case richText
    case picture
    case video

    /// Whether what is in the file may be a text, which is the note.
    public var mayHoldText: Bool { self != .picture && self != .video }

    private static let known: [String: Ending] = [
      "txt": .text, "text": .text, "md": .text, "rtf": .richText, "png": .picture, "jpg": .picture, "jpeg": .picture,
      "webp": .picture, "gif": .picture, "tif": .picture, "tiff": .picture, "heic": .picture, "bmp": .picture,
      "mp4": .video, "mov": .video, "m4v": .video, "webm": .video, "mkv": .video, "avi": .video,
    ]

    /// Takes known endings off a name, also several (`SEQ05.top_left.png.txt`); the last one is what the file is.
    static func split(_ name: String) -> (stem: String, ending: Ending) {
      var stem = Substring(name)
      var ending = Ending.none
      while let dot = stem.lastIndex(of: "."), dot != stem.startIndex,
        let found = known[stem[stem.index(after: dot)...].lowercased()]
      {
        if ending == .none { ending = found }
        stem = stem[..<dot]
      }
      return (String(stem), ending)
    }
  }
}
