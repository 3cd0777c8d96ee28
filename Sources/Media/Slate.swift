import Foundation
public import Imaging
public import Terms

extension MediaTools {
  /// Draws a plain title card as an MP4 of `count` frames, silent.
  /// - Parameter lines: the first is large, the others small; each becomes one line, cut where it is too long.
  /// - Throws: what `run` throws. Nothing is left at `destination` then.
  public func slate(
    lines: [String], rate: FrameRate, size: PixelSize, count: Int, to destination: FilePath, provenance: Provenance
  ) async throws {
    let drawing = PartialFile(for: destination)
    let partial = PartialFile(for: destination)
    defer { withExtendedLifetime(drawing) {} }
    try drawing.write(Slate(lines: lines, size: size).svg)
    let last = max(count, 1) - 1
    try await run(
      ["-protocol_whitelist", "file", "-f", "svg_pipe", "-i", Self.path(drawing.path), "-vf"] + [
        "\(Slate.still(size)),loop=loop=\(last):size=1,settb=1/(\(rate)),setpts=N,fps=\(rate),trim=end_frame=\(last + 1)"
      ] + VideoEncoding.arguments(rate: rate) + VideoEncoding.metadata(provenance)
        + ["-f", "mp4", Self.path(partial.path)],
      to: "draw \(destination.name)")
    try partial.commit()
  }
}

/// A title card as SVG. Words reach ffmpeg as a picture and never as options.
struct Slate {
  let lines: [String]
  let size: PixelSize

  static func still(_ size: PixelSize) -> String {
    "scale=\(size.width):\(size.height):out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1"
  }

  var svg: String {
    let (width, height) = (Double(size.width), Double(size.height))
    let unit = min(width, height) / 100
    let shown = lines.prefix(8).map(Self.plain)
    let sizes = shown.indices.map { $0 == 0 ? unit * 7 : unit * 3.6 }
    var y = height / 2 - sizes.dropFirst().reduce(0) { $0 + $1 * 1.6 } / 2
    var body = "<rect width=\"100%\" height=\"100%\" fill=\"#14161c\"/>"
    for (index, (line, size)) in zip(shown, sizes).enumerated() {
      if index > 0 { y += size * (index == 1 ? 2.1 : 1.6) }
      // A letter of DejaVu Sans is at most about 0.7 of its size wide, on average 0.6.
      let room = max(Int(width * 0.9 / (size * 0.62)), 4)
      let text = line.count > room ? line.prefix(room - 1) + "…" : line[...]
      let look = index == 0 ? "fill=\"#ffd27a\" font-weight=\"bold\"" : "fill=\"#e8e8ea\""
      body +=
        "<text x=\"\(Int(width / 2))\" y=\"\(Int(y))\" font-family=\"DejaVu Sans, sans-serif\" "
        + "font-size=\"\(Int(size))\" text-anchor=\"middle\" \(look)>\(Self.escaped(text))</text>"
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size.width)\" height=\"\(size.height)\">\(body)</svg>\n"
  }

  /// One line of what fonts have and XML allows.
  private static func plain(_ text: String) -> String {
    let kept = text.unicodeScalars.prefix(1000).map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: Character(" ")
      default: Character(scalar)
      }
    }
    return String(kept).split(separator: " ").joined(separator: " ")
  }

  private static func escaped(_ text: Substring) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
  }
}
