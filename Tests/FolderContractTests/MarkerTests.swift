import FolderContract
import Foundation
import Terms
import Testing

@Suite("A marker in picks")
struct MarkerTests {
  static let sequences = ["SEQ05", "SEQ1", "SEQ10", "SEQ05_b", "A.1", "A-1", "top", "intro-v2"]

  static let picks: [(name: String, sequence: String?, grid: Int?, cell: String)] = [
    ("SEQ05.top_left", "SEQ05", nil, "r1c1"), ("SEQ05_top_left", "SEQ05", nil, "r1c1"),
    ("SEQ05 top left.png", "SEQ05", nil, "r1c1"), ("seq05-top-left.txt", "SEQ05", nil, "r1c1"),
    ("SEQ05.tl", "SEQ05", nil, "r1c1"), ("SEQ05.r1c1", "SEQ05", nil, "r1c1"), ("SEQ05.R2C3", "SEQ05", nil, "r2c3"),
    ("SEQ05/top_left", "SEQ05", nil, "r1c1"), ("seq05/BR.txt", "SEQ05", nil, "r2c2"),
    ("SEQ05/SEQ05_g02_top_left.png", "SEQ05", 2, "r1c1"), ("SEQ05/g3 tl", "SEQ05", 3, "r1c1"),
    ("SEQ05_g02_top_left.png", "SEQ05", 2, "r1c1"), ("seq05 g2 top right.JPG", "SEQ05", 2, "r1c2"),
    ("SEQ05_g12_r2c3.png", "SEQ05", 12, "r2c3"), ("SEQ05.bottom_right.rtf", "SEQ05", nil, "r2c2"),
    ("SEQ05.top_left.png.txt", "SEQ05", nil, "r1c1"), ("SEQ05.top_left.txt.txt", "SEQ05", nil, "r1c1"),
    ("top_left", nil, nil, "r1c1"), ("Bottom Left.txt", nil, nil, "r2c1"), ("r2c3", nil, nil, "r2c3"),
    ("tl copy.txt", nil, nil, "r1c1"),
    // Copy marks, wherever a file manager puts them.
    ("SEQ05.top_left copy", "SEQ05", nil, "r1c1"), ("SEQ05 copy.top_left", "SEQ05", nil, "r1c1"),
    ("SEQ05.top_left copy 2.txt", "SEQ05", nil, "r1c1"), ("SEQ05.top_left 2", "SEQ05", nil, "r1c1"),
    ("SEQ05 2.top_left", "SEQ05", nil, "r1c1"), ("SEQ05.top_left (2).txt", "SEQ05", nil, "r1c1"),
    ("SEQ05.top_left(2).txt", "SEQ05", nil, "r1c1"),
    ("SEQ05 (copy).top_left", "SEQ05", nil, "r1c1"), ("SEQ05.top_left (another copy)", "SEQ05", nil, "r1c1"),
    ("SEQ05.top_left (3rd copy).txt", "SEQ05", nil, "r1c1"), ("SEQ05.top_left - Copy.txt", "SEQ05", nil, "r1c1"),
    ("SEQ05 - Copy (2).top_left", "SEQ05", nil, "r1c1"), ("SEQ05.top_left - Copy - Copy (3)", "SEQ05", nil, "r1c1"),
    ("SEQ05.top_left.txt copy", "SEQ05", nil, "r1c1"), ("SEQ05.top_left Kopie 2.txt", "SEQ05", nil, "r1c1"),
    ("SEQ05_g02_top_left (1).png", "SEQ05", 2, "r1c1"), ("Copy of SEQ05.top_left.txt", "SEQ05", nil, "r1c1"),
    ("SEQ05/top_left 2.txt", "SEQ05", nil, "r1c1"), ("SEQ05 top left 2.png", "SEQ05", nil, "r1c1"),
    // Ids that begin with each other, and ids with joints in them.
    ("SEQ1.tl", "SEQ1", nil, "r1c1"), ("SEQ10.tl", "SEQ10", nil, "r1c1"), ("SEQ05_b_tr", "SEQ05_b", nil, "r1c2"),
    ("SEQ05.b.tr", "SEQ05_b", nil, "r1c2"), ("seq05 bl", "SEQ05", nil, "r2c1"), ("A.1.tl", "A.1", nil, "r1c1"),
    ("A-1.tl", "A-1", nil, "r1c1"), ("a-1 tl", "A-1", nil, "r1c1"), ("Intro V2 top left", "intro-v2", nil, "r1c1"),
    ("top.top_left", "top", nil, "r1c1"), ("intro\u{2013}v2 \u{2014} br", "intro-v2", nil, "r2c2"),
    ("SEQ05\u{A0}top\u{202F}left", "SEQ05", nil, "r1c1"), ("  SEQ05.tl  ", "SEQ05", nil, "r1c1"),
  ]

  @Test("means the same cell in every spelling", arguments: picks)
  func means(name: String, sequence: String?, grid: Int?, cell: String) throws {
    let known = try Self.sequences.map { try SequenceID($0) }
    let reading = try Marker.read(name.split(separator: "/").map { FileName(String($0)) }, sequences: known)
    guard case .pick(let found, nil, let foundGrid, let foundCell) = reading.marker else {
      Issue.record("no pick: \(reading)")
      return
    }
    #expect(found?.text == sequence && foundGrid == grid && foundCell == GridCell(cell), "\(reading)")
  }

  @Test(
    "asks for another grid, or answers a question",
    arguments: [
      ("SEQ05.again", "again"), ("seq05 AGAIN.txt", "again"), ("SEQ05.again (2).rtf", "again"),
      ("SEQ05/again", "again"), ("SEQ05_confirm", "confirm"), ("SEQ05.confirm.txt", "confirm"),
      ("SEQ05 - Copy.confirm", "confirm"),
    ])
  func words(name: String, word: String) throws {
    let reading = try Marker.read(name.split(separator: "/").map { FileName(String($0)) }, sequences: try ids("SEQ05"))
    #expect(
      reading.marker
        == (word == "again" ? .again(try SequenceID("SEQ05"), shot: nil) : .confirm(try SequenceID("SEQ05"))))
  }

  static let refusals: [(name: String, code: Problem.Code, said: String)] = [
    ("SEQ07.top_left", .unknownSequence, "SEQ05, SEQ1, SEQ10"), ("SEQ5.again", .unknownSequence, "SEQ05"),
    ("g02_top_left", .unknownSequence, "SEQ05"), ("SEQ05x.tl", .unknownSequence, "SEQ05"),
    ("again", .unknownSequence, "SEQ05"), ("SEQ05top_left", .unrecognisedName, "SEQ05"),
    ("SEQ05.top_middle", .unknownCell, "top_left"), ("SEQ05.left", .unknownCell, "bottom_right"),
    ("SEQ05.r9c1", .unknownCell, "r2c3"), ("SEQ05", .unknownCell, "SEQ05.top_left"),
    ("SEQ05_g02.png", .unknownCell, "grid 2"),
    ("SEQ05_g00_tl", .unknownAction, "SEQ05.again"), ("SEQ05_g02_again", .unknownAction, "Write SEQ05.again"),
    ("SEQ05.aprove", .unknownAction, "Did you mean SEQ05.approve?"),
    ("SEQ05_take002.rejct", .unknownAction, "Did you mean SEQ05_take002.reject?"),
    ("SEQ05.nonsense", .unknownAction, "SEQ05.abandon, SEQ05.again, SEQ05.approve"),
    ("SEQ05_take002.jpg", .unknownAction, "SEQ05_take002.approve"), ("SEQ05.take.mp4", .unknownAction, "which take"),
    ("SEQ05_take000.approve", .unknownAction, "SEQ05.approve"), ("SEQ05_take002_top_left", .unknownAction, "take 2"),
    ("SEQ05_take002.finalize", .unknownAction, "Write SEQ05.finalize"),
    ("SEQ05_take002.cancel", .unknownAction, "Write SEQ05.cancel"),
    ("SEQ05_shot03.approve", .unknownAction, "Write SEQ05.approve"),
    ("SEQ05_g02.again", .unknownAction, "Write SEQ05.again"),
    ("SEQ05_shot03_take001.mp4", .unknownAction, "SEQ05"), ("SEQ05_shot03", .unknownCell, "shot 3 of SEQ05"),
    ("SEQ05_take002_shot03.mp4", .unknownAction, "take 2 of SEQ05"),
    ("SEQ05.start", .badValue, "SEQ05.start.png"), ("SEQ05_shot03.start.txt", .badValue, "SEQ05_shot03.start.png"),
    ("SEQ07.approve", .unknownSequence, "SEQ05"), ("SEQ07_take002.mp4", .unknownSequence, "SEQ05"),
    ("SEQ07.start.png", .unknownSequence, "SEQ05"), ("take002.mp4", .unknownSequence, "SEQ05"),
    ("SEQ05_g99999999999999999999_tl", .unknownAction, "again"),
    ("holiday.png", .unrecognisedName, "SEQ05.top_left"), ("New Text Document.txt", .unrecognisedName, "SEQ05"),
    ("", .unrecognisedName, "SEQ05.top_left"), ("...", .unrecognisedName, "SEQ05"), ("A 1 tl", .ambiguousName, "A.1"),
    ("SEQ05/x/tl", .unrecognisedName, "SEQ05.top_left"), ("SEQ05/SEQ10.tl", .unknownAction, "top_left"),
  ]

  @Test("that says nothing known is refused, listing what there is", arguments: refusals)
  func refuses(name: String, code: Problem.Code, said: String) throws {
    let known = try Self.sequences.map { try SequenceID($0) }
    let path = name.split(separator: "/").map { FileName(String($0)) }
    let problem = problem { () throws(Problem) in try Marker.read(path, sequences: known) }
    #expect(problem.code == code && problem.description.contains(said), "\(problem.logLine)")
    #expect(!problem.hint.isEmpty)
  }

  @Test("with a name that is no text is refused and shown")
  func notText() {
    let name = FileName(bytes: [0x53, 0xFF, 0x2E, 0x74, 0x6C])
    #expect(problem { () throws(Problem) in try Marker.read(name, sequences: []) }.message.contains("S\u{FFFD}.tl"))
  }

  @Test("is the same whether its accents are composed or not")
  func normalForms() throws {
    let composed = FileName("SEQ05.again kópia.txt".precomposedStringWithCanonicalMapping)
    let decomposed = FileName("SEQ05.again kópia.txt".decomposedStringWithCanonicalMapping)
    let codes = [composed, decomposed].map { name in
      problem { () throws(Problem) in try Marker.read(name, sequences: []) }.code
    }
    #expect(codes == [.unrecognisedName, .unrecognisedName])
  }

  @Test("never reads a number that belongs to an id as a copy mark")
  func numbersInIDs() throws {
    let known = try ids("SEQ", "SEQ-2")
    #expect(try Marker.read(FileName("SEQ 2.top_left"), sequences: known).marker.sequence?.text == "SEQ-2")
    #expect(try Marker.read(FileName("SEQ 3.top_left"), sequences: known).marker.sequence?.text == "SEQ")
  }

  @Test("tells by its ending whether it holds words or a picture")
  func endings() throws {
    let known = try ids("SEQ05")
    let endings = try ["", ".txt", ".rtf", ".png", ".png.txt", ".TXT", " 2.txt"].map {
      try Marker.read(FileName("SEQ05.again\($0)"), sequences: known).ending
    }
    #expect(endings == [.none, .text, .richText, .picture, .text, .text, .text])
  }
}
