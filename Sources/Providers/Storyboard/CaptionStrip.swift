import Execution
import Foundation
import Terms

/// The captions of all shots as one SVG picture, a band for each, one below the other.
///
/// They reach ffmpeg as a picture and never as words, so that no prompt can say anything to it.
struct CaptionStrip {
  let prompts: [String]
  /// The names of what a model would be shown pictures of.
  let elements: [String]
  /// Of the video, in pixels.
  let size: PixelSize

  /// The height of one band, in pixels, even.
  var band: Int { Int((Double(lines) * text * 1.36 + text * 1.1 + head * 1.5) / 2) * 2 }
  private var unit: Double { Double(min(size.width, size.height)) / 100 }
  private var lines: Int { size.height > size.width ? 3 : 2 }
  /// The heights of the letters, in pixels.
  private var text: Double { max(unit * 2.7, 7) }
  var head: Double { max(unit * 2.3, 6) }
  /// The distance of the words from the picture's edge, in pixels.
  var margin: Double { max(unit * 3, 6) }
  /// Where the first line's letters stand in a band, in pixels from its top.
  var headline: Double { head * 1.55 }

  func svg() -> String {
    var canvas = Canvas()
    for (index, prompt) in prompts.enumerated() { draw(prompt, index: index, on: &canvas) }
    return canvas.document(width: size.width, height: band * prompts.count)
  }

  /// The shot's number and the elements, as far as they fit beside the timecode.
  private func heading(_ index: Int) -> String {
    let number = "SHOT \(index + 1)/\(prompts.count)"
    let room = Int((Double(size.width) * 0.6 - margin) / (head * 0.7)) - number.count
    let names = elements.joined(separator: ", ")
    guard !names.isEmpty, room > 8 else { return number }
    return "\(number)  \(names.count <= room ? names : names.prefix(room - 1) + "…")"
  }

  private func draw(_ prompt: String, index: Int, on canvas: inout Canvas) {
    let (width, top) = (Double(size.width), Double(index * band))
    let ink = Colour(0x0b0d12)
    let shade = canvas.linear(
      Point(0, top), Point(0, top + Double(band)), [Stop(0, ink, 0.18), Stop(0.3, ink, 0.5), Stop(1, ink, 0.62)])
    canvas.rect(0, top, width, Double(band), shade)
    canvas.text(
      heading(index), at: Point(margin, top + headline), size: head, Paint(Colour(0xffd27a)),
      bold: true, spacing: head * 0.06)
    let room = Int((width - 2 * margin) / (text * 0.6))
    for (row, line) in SVGText(prompt).lines(lines, of: room).enumerated() {
      let y = top + headline + text * (1.45 + 1.32 * Double(row))
      canvas.text(line, at: Point(margin, y), size: text, Paint(.white, 0.96))
    }
  }
}
