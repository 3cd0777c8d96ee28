public import Foundation
import Terms

/// A cut as the XML of Final Cut Pro 7 (xmeml 4), which Premiere, Resolve and Avid read.
public struct FCP7Document: Sendable {
  private let cut: Cut
  private let name: String

  /// - Parameter name: of the sequence, as an editor shows it.
  public init(_ cut: Cut, name: String) {
    self.cut = cut
    self.name = EditorialText.line(name)
  }

  public func data() -> Data {
    var xml = XMLText()
    xml.open("xmeml version=\"4\"")
    xml.open("sequence id=\"sequence-1\"")
    xml.line("name", name)
    xml.line("duration", cut.frames)
    rate(&xml)
    timecode(&xml)
    xml.open("media")
    video(&xml)
    audio(&xml)
    xml.close("media")
    for section in cut.sections { marker(section.name, "", section.record, green, &xml) }
    xml.close("sequence")
    xml.close("xmeml")
    return Data(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE xmeml>\n" + xml.text).utf8)
  }

  /// The timebase counts whole frames; 24000/1001 is 24 of them with NTSC's slower clock.
  private func rate(_ xml: inout XMLText) {
    xml.open("rate")
    xml.line("timebase", cut.rate.timebase)
    xml.line("ntsc", cut.rate.isNTSC ? "TRUE" : "FALSE")
    xml.close("rate")
  }

  private func timecode(_ xml: inout XMLText) {
    xml.open("timecode")
    rate(&xml)
    xml.line("string", "00:00:00:00")
    xml.line("frame", 0)
    xml.line("displayformat", "NDF")
    xml.close("timecode")
  }
}

extension FCP7Document {
  private func video(_ xml: inout XMLText) {
    xml.open("video")
    xml.open("format")
    characteristics(&xml)
    xml.close("format")
    xml.open("track")
    for (index, clip) in cut.clips.enumerated() {
      self.clip(
        index + 1, name: clip.name, file: clip.media, path: MediaFolder.name + "/" + clip.media,
        available: clip.available, range: clip.range, record: clip.record, isSound: false, &xml
      ) { xml in
        for note in clip.notes { marker(note.text, note.line, note.frame..<(note.frame + 1), red, &xml) }
      }
    }
    xml.close("track")
    xml.close("video")
  }

  private func audio(_ xml: inout XMLText) {
    xml.open("audio")
    if let song = cut.song {
      xml.open("track")
      clip(
        cut.clips.count + 1, name: song.name, file: song.name, path: song.name, available: song.frames,
        range: 0..<song.frames, record: 0..<song.frames, isSound: true, &xml
      ) { xml in
        xml.open("sourcetrack")
        xml.line("mediatype", "audio")
        xml.line("trackindex", 1)
        xml.close("sourcetrack")
      }
      xml.close("track")
    }
    xml.close("audio")
  }

  private func clip(
    _ number: Int, name: String, file: String, path: String, available: Int, range: Range<Int>, record: Range<Int>,
    isSound: Bool, _ xml: inout XMLText, more: (inout XMLText) -> Void
  ) {
    xml.open("clipitem id=\"clipitem-\(number)\"")
    xml.line("name", name)
    xml.line("enabled", "TRUE")
    xml.line("duration", available)
    rate(&xml)
    xml.line("start", record.lowerBound)
    xml.line("end", record.upperBound)
    xml.line("in", range.lowerBound)
    xml.line("out", range.upperBound)
    xml.open("file id=\"file-\(number)\"")
    xml.line("name", file)
    xml.line("pathurl", path)
    rate(&xml)
    xml.line("duration", available)
    timecode(&xml)
    xml.open("media")
    xml.open(isSound ? "audio" : "video")
    if isSound { xml.line("channelcount", 2) } else { characteristics(&xml) }
    xml.close(isSound ? "audio" : "video")
    xml.close("media")
    xml.close("file")
    more(&xml)
    xml.close("clipitem")
  }

  private func characteristics(_ xml: inout XMLText) {
    xml.open("samplecharacteristics")
    rate(&xml)
    xml.line("width", cut.size.width)
    xml.line("height", cut.size.height)
    xml.line("pixelaspectratio", "square")
    xml.line("anamorphic", "FALSE")
    xml.line("fielddominance", "none")
    xml.close("samplecharacteristics")
  }

  private func marker(
    _ name: String, _ comment: String, _ range: Range<Int>, _ colour: (Int, Int, Int), _ xml: inout XMLText
  ) {
    xml.open("marker")
    xml.line("name", EditorialText.line(name))
    xml.line("comment", EditorialText.line(comment))
    xml.line("in", range.lowerBound)
    xml.line("out", range.upperBound)
    xml.open("color")
    xml.line("alpha", 255)
    xml.line("red", colour.0)
    xml.line("green", colour.1)
    xml.line("blue", colour.2)
    xml.close("color")
    xml.close("marker")
  }

  private var green: (Int, Int, Int) { (0, 192, 0) }
  private var red: (Int, Int, Int) { (224, 0, 0) }
}

/// XML in the making, two spaces to a level. Every text is escaped.
struct XMLText {
  private(set) var text = ""
  private var depth = 0

  mutating func open(_ tag: String) {
    add("<\(tag)>")
    depth += 1
  }

  mutating func close(_ tag: String) {
    depth -= 1
    add("</\(tag)>")
  }

  mutating func line(_ tag: String, _ value: String) { add("<\(tag)>\(EditorialText.xml(value))</\(tag)>") }
  mutating func line(_ tag: String, _ value: Int) { line(tag, "\(value)") }

  private mutating func add(_ markup: String) {
    text += String(repeating: "  ", count: max(depth, 0)) + markup + "\n"
  }
}
