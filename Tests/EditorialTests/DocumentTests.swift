import Foundation
import Terms
import Testing

@testable import Editorial

/// What editors read is pinned byte by byte in `Golden`.
@Suite("The files for editors")
struct DocumentTests {
  /// Two shots with a gap between them, notes, sections and a song; or a shot without any of that.
  private func cut(_ rate: String, song: Bool) throws -> Cut {
    let rate = try #require(FrameRate(rate))
    let source = { (take: Int, rate: FrameRate, frames: Int, start: Int) in
      CutPlan.Content.source(
        CutPlan.Source(file: "takes/SEQ01/x.mp4", take: take, rate: rate, frames: frames, start: start))
    }
    var first = Plans.shot(1, 0, 2.02, source(2, rate, 121, 24))
    first.prompt = "A \"car\" under rain"
    guard song else {
      return Cut(
        CutPlan(
          title: "B", rate: rate, size: PixelSize(width: 1280, height: 720),
          sequences: [
            Plans.sequence("SEQ01", nil, nil, [first])
          ]))
    }
    first.notes = [
      .init(author: "Ana", text: "zu dunkel & <weich>\u{1}\nhier: ü", seconds: 1), .init(author: "", text: "gut"),
    ]
    let shots = [
      first, Plans.shot(2, 2.02, 1.5, .gap(reason: "no approved take")),
      Plans.shot(3, 3.52, 1, source(1, .film, 24, 0)),
    ]
    return Cut(
      CutPlan(
        title: "Driver, Beware! Ü", rate: rate, size: PixelSize(width: 1280, height: 720),
        song: .init(file: "song/Ärger (final).wav", seconds: 6),
        sections: [.init(name: "Verse <1> & \u{7}", start: 0, end: 2.02), .init(name: "Chorus", start: 2.02, end: 6)],
        sequences: [Plans.sequence("SEQ01", 0.5, 5.02, shots)]))
  }

  @Test(
    "Each format is written as it always was",
    arguments: [("24", true), ("25", true), ("24000/1001", true), ("24", false)])
  func golden(rate: String, song: Bool) throws {
    let cut = try cut(rate, song: song)
    let name = "cut_" + rate.replacingOccurrences(of: "/", with: "-") + (song ? "" : "_bare")
    let files = [
      "otio": try OTIODocument(cut, name: name, fingerprint: song ? "0f" : nil).data(),
      "xml": FCP7Document(cut, name: name).data(), "edl": EDLDocument(cut, name: name).data(),
    ]
    for (ending, data) in files {
      let golden = try Data(contentsOf: Self.golden.appendingPathComponent("\(name).\(ending)"))
      #expect(String(decoding: data, as: UTF8.self) == String(decoding: golden, as: UTF8.self))
    }
  }

  private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  @Test("The exact rate stands in OTIO, timebase and NTSC in XML, the rate in a comment of the EDL")
  func rates() throws {
    let cut = try cut("24000/1001", song: true)
    #expect(String(decoding: try OTIODocument(cut, name: "x").data(), as: UTF8.self).contains(": 23.976023976023978"))
    let xml = String(decoding: FCP7Document(cut, name: "x").data(), as: UTF8.self)
    #expect(
      xml.contains("<timebase>24</timebase>") && xml.contains("<ntsc>TRUE</ntsc>") && !xml.contains("FALSE</ntsc>"))
    #expect(
      String(decoding: EDLDocument(cut, name: "x").data(), as: UTF8.self).contains("\n* FRAME RATE: 24000/1001\n"))
  }

  @Test("No control character, and no letter that is not ASCII, reaches a list; XML stays XML")
  func strangeText() throws {
    let cut = try cut("25", song: true)
    let edl = EDLDocument(cut, name: "Ünïcode \u{0}\n\(String(repeating: "x", count: 99))").data()
    #expect(edl.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    #expect(edl.split(separator: 10).allSatisfy { $0.count < 260 })
    let xml = FCP7Document(cut, name: "a\u{0}<b>&\u{FFFF}\u{1B}").data()
    #expect(!String(decoding: xml, as: UTF8.self).contains("\u{FFFF}"))
    #expect(!xml.contains { $0 < 32 && $0 != 10 })
  }

  @Test("Timecode counts hours without end")
  func longTimes() throws {
    let plan = Plans.plan(rate: .film, [Plans.sequence("S", 3661.5, 3662.5, [Plans.shot(1, 0, 1)])])
    let edl = String(decoding: EDLDocument(Cut(plan), name: "x").data(), as: UTF8.self)
    #expect(edl.contains("00:00:00:00 00:00:01:00 01:01:01:12 01:01:02:12"))
  }
}
