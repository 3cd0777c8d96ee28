import Terms
import Testing

@testable import Editorial

@Suite("How a cut is laid out along the song")
struct CutTests {
  @Test(
    "Every boundary is the rounded time of the song, however many shots lie before it",
    arguments: ["24", "25", "24000/1001", "30000/1001", "16"])
  func boundaries(named: String) throws {
    let rate = try #require(FrameRate(named))
    let plan = Plans.many(shots: 97, seconds: 1.27, rate: rate)
    let cut = Cut(plan)
    #expect(cut.items.count == 97)
    for (index, item) in cut.items.enumerated() {
      #expect(item.record.lowerBound == halfUp(127 * index * rate.numerator, 100 * rate.denominator))
    }
    #expect(cut.frames == halfUp(127 * 97 * rate.numerator, 100 * rate.denominator))
    #expect(cut.warnings.count == (named == "16" ? 1 : 0))
    Plans.expectNoHoles(cut)
  }

  private func halfUp(_ numerator: Int, _ denominator: Int) -> Int {
    (2 * numerator + denominator) / (2 * denominator)
  }

  @Test("What nothing is planned for is a gap, up to the end of the song")
  func gaps() throws {
    let cut = Cut(
      Plans.plan(
        song: 20,
        [
          Plans.sequence("SEQ01", 2, 6, [Plans.shot(1, 0, 2), Plans.shot(2, 3, 1, .gap(reason: "no approved take"))]),
          Plans.sequence("SEQ02", 8, 12, [Plans.shot(1, 0, 3)]),
        ]))
    Plans.expectNoHoles(cut)
    #expect(
      cut.items.map(\.record) == [0..<48, 48..<96, 96..<120, 120..<144, 144..<192, 192..<264, 264..<288, 288..<480])
    #expect(cut.clips.map(\.name) == ["SEQ01_shot01_take001", "SEQ02_shot01_take001"])
    #expect(cut.items[3] == .gap(CutGap(name: "SEQ01 shot 2", reason: "no approved take", record: 120..<144)))
    #expect(cut.song?.frames == 480)
    #expect(cut.frames == 480)
  }

  @Test("Sequences without times follow the one before")
  func following() throws {
    let cut = Cut(
      Plans.plan([
        Plans.sequence("SEQ01", nil, nil, [Plans.shot(1, 0, 2), Plans.shot(2, 2, 1)]),
        Plans.sequence("SEQ02", nil, nil, [Plans.shot(1, 0, 1)]),
        Plans.sequence("SEQ03", 10, nil, [Plans.shot(1, 0, 1)]),
        Plans.sequence("SEQ04", nil, nil, [Plans.shot(1, 0, 1)]),
      ]))
    #expect(cut.clips.map(\.record.lowerBound) == [0, 48, 72, 240, 264])
    #expect(cut.frames == 288)
  }

  @Test("Where sequences overlap the later one begins where the earlier ends, and that is said")
  func overlap() throws {
    let cut = Cut(
      Plans.plan([
        Plans.sequence("SEQ02", 3, 6, [Plans.shot(1, 0, 0.5), Plans.shot(2, 0.5, 2.5)]),
        Plans.sequence("SEQ01", 0, 4, [Plans.shot(1, 0, 4)]),
      ]))
    Plans.expectNoHoles(cut)
    #expect(cut.clips.map(\.name) == ["SEQ01_shot01_take001", "SEQ02_shot02_take001"])
    #expect(cut.clips.map(\.record) == [0..<96, 96..<144])
    // What is cut off its head is skipped, so that the rest stays where it was in the song.
    #expect(cut.clips[1].range == 12..<60)
    #expect(cut.warnings.count == 2)
    #expect(cut.warnings[0].contains("SEQ02 begins 24 frames before"))
    #expect(cut.warnings[1] == "SEQ02 shot 1 has no frame left in the cut.")
  }

  @Test("What lies beyond the song is kept and said; what is longer than its sequence is cut off and said")
  func beyond() throws {
    let cut = Cut(
      Plans.plan(
        song: 5,
        [Plans.sequence("SEQ01", 0, 4, [Plans.shot(1, 0, 4.5)]), Plans.sequence("SEQ02", 4, 6, [Plans.shot(1, 0, 2)])]))
    #expect(cut.clips.map(\.record) == [0..<96, 96..<144])
    #expect(cut.warnings.count == 2)
    #expect(cut.warnings.contains { $0.contains("24 frames longer than the song") })
    #expect(cut.warnings.contains { $0.contains("The shots of SEQ01 are 12 frames longer") })
  }

  @Test("A source of another rate is counted in the cut's frames, one that is too short holds its last frame")
  func otherRates() throws {
    let thirty = try #require(FrameRate("30"))
    let long = CutPlan.Source(file: "takes/a.mp4", take: 2, rate: thirty, frames: 300, start: 60)
    let short = CutPlan.Source(file: "takes/b.mp4", take: 11, rate: thirty, frames: 30)
    let cut = Cut(
      Plans.plan([
        Plans.sequence("SEQ01", 0, 8, [Plans.shot(1, 0, 4, .source(long)), Plans.shot(2, 4, 4, .source(short))])
      ]))
    // A second before and a second after what is seen, at thirty frames.
    #expect(cut.clips[0].sourceFrames == 30..<211)
    #expect(cut.clips[0].range == 24..<120)
    #expect(cut.clips[0].available == 145)
    #expect(cut.clips[1].range == 0..<96)
    #expect(cut.clips[1].available == 96)
    #expect(cut.clips[1].name == "SEQ01_shot02_take011")
    #expect(cut.warnings == ["SEQ01_shot02_take011 is 72 frames shorter than its place; its last frame is held."])
  }

  @Test("Names stay unique where case does not count")
  func names() throws {
    let cut = Cut(
      Plans.plan([
        Plans.sequence("Seq1", nil, nil, [Plans.shot(1, 0, 1)]),
        Plans.sequence("SEQ1", nil, nil, [Plans.shot(1, 0, 1)]),
      ]))
    #expect(cut.clips.map(\.media) == ["Seq1_shot01_take001.mp4", "SEQ1_shot01_take001_2.mp4"])
  }

  @Test("Notes stand on the frame that they are about, within what is seen")
  func notes() throws {
    var shot = Plans.shot(1, 0, 2)
    shot.notes = [
      .init(author: "Ana", text: "too dark"), .init(author: "", text: "here", seconds: 1),
      .init(author: "Ben", text: "late", seconds: 99), .init(author: "Ben", text: "wild", seconds: -.infinity),
    ]
    let cut = Cut(Plans.plan([Plans.sequence("SEQ01", 0, 2, [shot])]))
    #expect(cut.clips[0].notes.map(\.frame) == [0, 24, 47, 0])
    #expect(cut.clips[0].notes.map(\.line) == ["Ana: too dark", "here", "Ben: late", "Ben: wild"])
  }

  @Test("Times that are none, videos without frames and an empty plan make no cut fail")
  func nonsense() throws {
    let none = CutPlan.Source(file: "x", take: 1, rate: .film, frames: 0, start: 5)
    let cut = Cut(
      Plans.plan(
        song: .nan,
        [
          Plans.sequence("SEQ01", .nan, -.infinity, [Plans.shot(1, .infinity, .nan), Plans.shot(2, -1, 1e300)]),
          Plans.sequence("SEQ02", 1e12, 1e13, [Plans.shot(Int.min, 0, 5, .source(none))]),
        ]))
    Plans.expectNoHoles(cut)
    #expect(cut.song == nil)
    #expect(Cut(Plans.plan([])).items.isEmpty)
  }
}
