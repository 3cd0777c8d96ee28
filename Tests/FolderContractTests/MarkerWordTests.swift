import FolderContract
import Foundation
import Terms
import Testing

@Suite("A marker that says a word")
struct MarkerWordTests {
  private static let seq = SequenceID(unchecked: "SEQ05")

  private static func marker(_ name: String, _ sequences: String...) throws -> Marker {
    let known = try (sequences.isEmpty ? ["SEQ05"] : sequences).map { try SequenceID($0) }
    return try Marker.read(name.split(separator: "/").map { FileName(String($0)) }, sequences: known).marker
  }

  /// Each word, and what it means of the sequence.
  static let words: [(String, Marker)] = [
    ("again", .again(seq, shot: nil)), ("take", .take(seq)), ("approve", .approve(seq, take: nil)),
    ("reject", .reject(seq, take: nil)), ("reopen", .reopen(seq, take: nil)), ("finalize", .finalize(seq)),
    ("confirm", .confirm(seq)), ("resubmit", .resubmit(seq, take: nil)), ("abandon", .abandon(seq, take: nil)),
    ("cancel", .cancel(seq)),
  ]

  @Test("means the same in every spelling", arguments: words)
  func spellings(word: String, marker: Marker) throws {
    let names = [
      "SEQ05.\(word)", "SEQ05_\(word)", "seq05-\(word)", "SEQ05 \(word)", "SEQ05.\(word).txt", "SEQ05.\(word).rtf",
      "SEQ05.\(word.uppercased()).TXT", "SEQ05/\(word)", "seq05/\(word).txt", "SEQ05/SEQ05.\(word)",
      "SEQ05.\(word) copy", "SEQ05.\(word) copy 2.txt", "SEQ05.\(word) 2", "SEQ05.\(word) 2.txt", "SEQ05 2.\(word)",
      "SEQ05.\(word) (2).txt", "SEQ05 (copy).\(word)", "SEQ05.\(word) - Copy (2).txt", "SEQ05 - Copy.\(word)",
      "  SEQ05.\(word)  ",
    ]
    for name in names { #expect(try Self.marker(name) == marker, "\(name)") }
  }

  static let takes: [(String, Marker)] = [
    ("approve", .approve(seq, take: 2)), ("reject", .reject(seq, take: 2)), ("reopen", .reopen(seq, take: 2)),
    ("resubmit", .resubmit(seq, take: 2)), ("abandon", .abandon(seq, take: 2)),
  ]

  @Test("says which take is meant", arguments: takes)
  func ofTakes(word: String, marker: Marker) throws {
    let names = [
      "SEQ05_take002.\(word)", "seq05 take002 \(word).txt", "SEQ05_take2.\(word)", "SEQ05 take 2 \(word).txt",
      "SEQ05/take002.\(word)", "SEQ05/SEQ05_take002.\(word).rtf", "SEQ05_take002 copy.\(word)",
      "SEQ05_take002.\(word) 2.txt", "SEQ05_take002 2.\(word)", "SEQ05-TAKE002-\(word.uppercased())",
      "SEQ05_take002.\(word) - Copy (3)",
    ]
    for name in names { #expect(try Self.marker(name) == marker, "\(name)") }
  }

  @Test(
    "is not needed by the video of a take",
    arguments: [
      "SEQ05_take002.mp4", "seq05_TAKE002.MP4", "SEQ05_take002 (1).mp4", "SEQ05_take002 copy 2.mp4",
      "SEQ05/take002.mov",
      "SEQ05 take 2.mp4", "SEQ05_take002 2.mp4", "SEQ05_take002", "SEQ05_take002.txt", "SEQ05_take002.mp4.txt",
    ])
  func videos(name: String) throws { #expect(try Self.marker(name) == .approve(Self.seq, take: 2)) }

  @Test("asks for another take, also where it was copied, and approves none")
  func copies() throws {
    #expect(try Self.marker("SEQ05.take 2") == .take(Self.seq))
    #expect(try Self.marker("SEQ05 take 2.txt") == .take(Self.seq))
    #expect(try Self.marker("SEQ05.take2") == .approve(Self.seq, take: 2))
  }

  @Test("is about a shot's own grid")
  func shots() throws {
    let cell = GridCell(row: 1, column: 1)
    for name in [
      "SEQ05_shot03.top_left", "SEQ05_shot3 top left.txt", "seq05 shot 3 tl", "SEQ05/shot03.r1c1", "SEQ05.shot03.tl 2",
    ] {
      #expect(try Self.marker(name) == .pick(sequence: Self.seq, shot: 3, grid: nil, cell: cell), "\(name)")
    }
    for name in ["SEQ05_shot03_g01_top_left.png", "seq05/SEQ05_shot03_g01_top_left (2).png", "SEQ05 shot 3 g1 tl"] {
      #expect(try Self.marker(name) == .pick(sequence: Self.seq, shot: 3, grid: 1, cell: cell), "\(name)")
    }
    for name in ["SEQ05_shot03.again", "SEQ05 shot 3 again.txt", "SEQ05/shot03.again copy", "SEQ05_shot03.again 2.txt"]
    {
      #expect(try Self.marker(name) == .again(Self.seq, shot: 3), "\(name)")
    }
  }

  @Test("names the picture to start on")
  func startFrames() throws {
    for name in [
      "SEQ05.start.png", "SEQ05_start.JPG", "seq05 start.jpeg", "SEQ05/start.webp", "SEQ05.start copy.png",
      "SEQ05.start 2.png", "SEQ05.start_frame.png",
    ] {
      #expect(try Self.marker(name) == .startFrame(Self.seq, shot: nil), "\(name)")
      let reading = try Marker.read(FileName(name.replacing("/", with: ".")), sequences: [Self.seq])
      #expect(!reading.ending.mayHoldText)
    }
    for name in ["SEQ05_shot03.start.png", "seq05 shot 3 start.jpg", "SEQ05/shot03_start (1).webp"] {
      #expect(try Self.marker(name) == .startFrame(Self.seq, shot: 3), "\(name)")
    }
  }

  @Test("is about the longest id with which it makes sense")
  func ambiguous() throws {
    let take = SequenceID(unchecked: "SEQ05.take")
    #expect(try Self.marker("SEQ05.take", "SEQ05", "SEQ05.take") == .take(Self.seq))
    #expect(try Self.marker("SEQ05.take.take", "SEQ05", "SEQ05.take") == .take(take))
    #expect(try Self.marker("SEQ05.take.reject", "SEQ05", "SEQ05.take") == .reject(take, take: nil))
    #expect(try Self.marker("SEQ05_take002.reject", "SEQ05", "SEQ05.take") == .reject(Self.seq, take: 2))
    #expect(try Self.marker("SEQ05.take_take002.reject", "SEQ05", "SEQ05.take") == .reject(take, take: 2))
    let shot = SequenceID(unchecked: "SEQ05_shot01")
    let cell = GridCell(row: 1, column: 1)
    let expected = Marker.pick(sequence: shot, shot: nil, grid: nil, cell: cell)
    #expect(try Self.marker("SEQ05_shot01.tl", "SEQ05", "SEQ05_shot01") == expected)
    let other = Marker.pick(sequence: Self.seq, shot: 2, grid: nil, cell: cell)
    #expect(try Self.marker("SEQ05_shot02.tl", "SEQ05", "SEQ05_shot01") == other)
    let inner = Marker.again(shot, shot: 2)
    #expect(try Self.marker("SEQ05_shot01_shot02.again", "SEQ05", "SEQ05_shot01") == inner)
    #expect(try Self.marker("approve.approve", "approve") == .approve(SequenceID(unchecked: "approve"), take: nil))
  }

  @Test("has no note where it is a video")
  func notes() throws {
    let reading = try Marker.read(FileName("SEQ05_take002.mp4"), sequences: [Self.seq])
    #expect(reading.ending == .video)
    #expect(try Marker.note(from: "moov".data, ending: reading.ending) == nil)
  }
}
