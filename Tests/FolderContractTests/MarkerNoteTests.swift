import FolderContract
import Foundation
import Terms
import Testing

@Suite("What is written in a marker")
struct MarkerNoteTests {
  @Test("is its note in every encoding that editors save")
  func encodings() throws {
    let utf16 = Data([0xFF, 0xFE]) + Data("größer".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    let latin = Data([0x67, 0x72, 0xF6, 0xDF, 0x65, 0x72])
    for data in ["größer".data, "\u{FEFF}größer\r\n".data, utf16, latin] {
      #expect(try Marker.note(from: data, ending: .text) == "größer")
    }
    #expect(try Marker.note(from: "one\r\ntwo\r\n".data, ending: .none) == "one\ntwo")
  }

  @Test(
    "is read out of rich text without its formatting",
    arguments: [
      (
        "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2709{\\fonttbl\\f0\\fswiss Helvetica;}{\\colortbl;\\red255\\green0\\blue0;}\n"
          + "{\\*\\expandedcolortbl;;}\\pard\\f0\\fs24 \\cf0 more rain,\\\nand \\b darker\\b0 : \\'e9t\\'e9 \\{x\\}}",
        "more rain,\nand darker: été {x}"
      ),
      (
        "{\\rtf1{\\*\\generator Riched20}\\viewkind4\\uc1\\pard\\lang9 caf\\u233?\\u-10179?\\u-8553?\\par next\\par}",
        "café🚗\nnext"
      ),
      ("{\\rtf1 }", nil), ("{\\rtf1 open {\\b no end", "open no end"), ("plain after all", "plain after all"),
      ("{\\rtf1 a}}}}\\'zz\\", "a"), ("{\\rtf1\\bin99999999999 x", nil),
    ] as [(String, String?)])
  func richText(text: String, note: String?) throws {
    #expect(try Marker.note(from: text.data, ending: .richText) == note)
  }

  @Test("is nothing in a picture, in a blank file and in bytes without an ending")
  func nothing() throws {
    #expect(try Marker.note(from: "x".data, ending: .picture) == nil)
    #expect(try Marker.note(from: Data(), ending: .text) == nil)
    #expect(try Marker.note(from: " \n\t".data, ending: .text) == nil)
    #expect(try Marker.note(from: Data([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13]), ending: .none) == nil)
    #expect(try Marker.note(from: Data(count: 1_000_000), ending: .none) == nil)
  }

  @Test("is refused, not cut, where it is too long or not text")
  func refused() {
    for data in [Data(repeating: 0x61, count: 2_001), Data(repeating: 0x61, count: 100_000), "a\u{7}".data] {
      let problem = problem { () throws(Problem) in try Marker.note(from: data, ending: .text) }
      #expect(problem.code == .badValue && !problem.hint.isEmpty)
    }
  }
}
