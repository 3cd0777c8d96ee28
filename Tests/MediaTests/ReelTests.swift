import Foundation
import Imaging
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Media

@Suite struct ReelTests {
  private let lab: FilmLab
  private var tools: MediaTools { lab.tools }
  private let out: FilePath

  init() throws {
    lab = try FilmLab()
    out = lab.folder.path / "out.mp4"
  }

  @Test(
    "A slice holds exactly the frames that were asked for, at the rate of its source",
    arguments: [("24", 0..<7), ("25", 13..<61), ("24000/1001", 40..<41), ("30", 88..<90)])
  func slice(rate: String, frames: Range<Int>) async throws {
    let video = try await lab.numbered("v.mp4", frames: 90, rate: rate)
    try await tools.slice(video, frames: frames, to: out, provenance: FilmLab.provenance)
    #expect(try await lab.numbers(of: out) == Array(frames))
    let info = try await tools.probe(out)
    #expect(info.frameRate == FrameRate(rate))
    #expect(info.frames == frames.count)
    #expect(!info.hasAudio)
    #expect(try lab.folder.names() == ["out.mp4", "v.mp4"])
  }

  @Test("A slice takes its stretch of the sound along")
  func sliceWithSound() async throws {
    let tone = "aevalsrc=exprs='if(gte(t\\,1.75)\\,0.8*sin(440*2*PI*t)\\,0)':s=44100"
    let video = try await lab.numbered("v.mp4", frames: 96, sound: tone)
    try await tools.slice(video, frames: 24..<72, to: out, provenance: FilmLab.provenance)
    let onset = try #require(try await lab.onset(of: out))
    #expect(abs(onset - 0.75) < 0.01)
    #expect(abs((try await tools.probe(out).soundSeconds ?? 0) - 2) < 0.03)
  }

  @Test("Slices that meet are the whole again, to the frame and to the sample")
  func slicesMeet() async throws {
    let tone = "sine=f=440:d=4:r=48000"
    let video = try await lab.numbered("v.mp4", frames: 90, rate: "24000/1001", sound: tone)
    let cuts = [0, 31, 32, 90]
    var parts: [ReelPart] = []
    for (from, to) in zip(cuts, cuts.dropFirst()) {
      let part = lab.folder.path / "part\(from).mp4"
      try await tools.slice(video, frames: from..<to, to: part, provenance: FilmLab.provenance)
      parts.append(.video(part))
    }
    let rate = try #require(FrameRate("24000/1001"))
    let frames = try await tools.join(
      parts, rate: rate, size: PixelSize(width: 160, height: 90), to: out, provenance: FilmLab.provenance)
    #expect(frames == 90)
    #expect(try await lab.numbers(of: out) == Array(0..<90))
    let samples = try await lab.sound(of: out)
    #expect(abs(Double(samples.count) / 48_000 - rate.seconds(at: 90)) < 0.03)
  }

  @Test("A slice says what it was cut from, and that a model made it")
  func provenance() async throws {
    let video = try await lab.numbered("SEQ01_take001.mp4", frames: 20)
    try await tools.slice(video, frames: 5..<15, to: out, provenance: FilmLab.provenance)
    let tags = try await tools.probe(out).tags
    #expect(tags["title"] == "SEQ01_take001_shot02")
    #expect(tags["comment"] == "A car, <lit>")
    let written = try #require(tags["starsend"])
    let fields = try PlainJSON.decode([String: String].self, from: Data(written.utf8))
    #expect(
      fields == ["id": "SEQ01_take001_shot02", "cut_from": "SEQ01_take001.mp4", "frames": "5-15"])
    let bytes = try lab.folder.read("out.mp4")
    let address = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    #expect(bytes.range(of: Data(address.utf8)) != nil)
    #expect(try await tools.inspect(out).decodeErrors.isEmpty)
  }

  @Test("Frames that a video does not have are refused, and nothing is left", arguments: [10..<31, 30..<40, 5..<5])
  func noSuchFrames(frames: Range<Int>) async throws {
    let video = try await lab.numbered("v.mp4", frames: 30)
    let problem = await #expect(throws: Problem.self) {
      try await tools.slice(video, frames: frames, to: out, provenance: FilmLab.provenance)
    }
    #expect(problem?.code == .mediaUnreadable)
    #expect(try lab.folder.names() == ["v.mp4"])
  }

  @Test("Clips of other rates, sizes and sound become one video of the frames that their times come to")
  func mixedJoin() async throws {
    let tone = "sine=f=440:d=4:r=22050"
    let first = try await lab.numbered("a.mp4", frames: 48)
    let second = try await lab.numbered("b.mp4", frames: 30, rate: "30", size: "90x160", sound: "\(tone),volume=4")
    let third = try await lab.numbered("c.mp4", frames: 25, rate: "25", size: "320x180")
    let frames = try await tools.join(
      [.video(first, frames: 10..<30), .video(second), .black(count: 3), .video(third)], rate: .film,
      size: PixelSize(width: 160, height: 90), to: out, provenance: FilmLab.provenance)
    #expect(frames == 20 + 24 + 3 + 24)
    let info = try await tools.probe(out)
    #expect(info.frames == frames)
    #expect(info.size == PixelSize(width: 160, height: 90))
    let numbers = try await lab.numbers(of: out)
    #expect(Array(numbers.prefix(20)) == Array(10..<30))
    #expect(Array(numbers[44..<47]) == [0, 0, 0])
    #expect(numbers[47] == 0 && numbers[70] == 24)
    let onset = try #require(try await lab.onset(of: out))
    #expect(abs(onset - 20.0 / 24) < 0.01)
  }

  @Test("Many clips join as few do, conformed or not", arguments: [true, false])
  func manyParts(conformed: Bool) async throws {
    let tone = "aevalsrc=exprs='if(gte(t\\,0.5)\\,0.8*sin(440*2*PI*t)\\,0)':s=48000"
    let rate: FrameRate = try #require(FrameRate("24000/1001"))
    var (parts, expected): ([ReelPart], [Int]) = ([], [])
    for index in 0..<9 {
      let source = try await lab.numbered(
        "a\n'\(index).mp4", frames: 24, rate: "24000/1001", first: 100 * index, sound: index == 4 ? tone : nil)
      var video = source
      if conformed {
        video = lab.folder.path / "conformed \(index).mp4"
        try await tools.conform(
          source, to: video, rate: rate, size: PixelSize(width: 160, height: 90), count: 24,
          provenance: FilmLab.provenance)
      }
      let frames = index..<(24 - index)
      parts.append(.video(video, frames: frames))
      expected += frames.map { 100 * index + $0 }
      if index == 6 {
        parts.append(.black(count: 5))
        expected += Array(repeating: 0, count: 5)
      }
    }
    let seen = Mutex<[Double]>([])
    let before = try lab.folder.names()
    try await tools.join(
      parts, rate: rate, size: PixelSize(width: 160, height: 90), conformed: conformed, to: out,
      provenance: FilmLab.provenance
    ) { part in seen.withLock { $0.append(part) } }
    #expect(try await lab.numbers(of: out) == expected)
    #expect(try lab.folder.names() == (before + ["out.mp4"]).sorted())
    let start = rate.seconds(at: 24 + 22 + 20 + 18)
    let onset = try #require(try await lab.onset(of: out))
    #expect(abs(onset - (start + 0.5 - rate.seconds(at: 4))) < 0.01)
    let progress = seen.withLock { $0 }
    #expect(progress.last == 1)
    #expect(progress == progress.sorted())
  }

  @Test(
    "What is conformed keeps its time and has exactly the frames of its place",
    arguments: [("24", 48), ("30", 60), ("25", 50), ("16", 32), ("24000/1001", 48), ("60", 120)], [47, 48, 49])
  func conform(source: (String, Int), count: Int) async throws {
    let video = try await lab.numbered("v.mp4", frames: source.1, rate: source.0)
    try await tools.conform(
      video, to: out, rate: .film, size: PixelSize(width: 160, height: 90), count: count,
      provenance: FilmLab.provenance)
    let numbers = try await lab.numbers(of: out)
    #expect(numbers.count == count)
    #expect(try await tools.probe(out).frameRate == .film)
    let rate = try #require(FrameRate(source.0)).framesPerSecond
    for (index, number) in numbers.enumerated() {
      let expected = min((Double(index) + 0.5) / 24 * rate, Double(source.1) - 1)
      #expect(abs(Double(number) + 0.5 - expected) <= 1.01, "frame \(index) shows \(number)")
    }
  }

  @Test("Frames that came at no even pace keep their times")
  func unevenPace() async throws {
    let even = try await lab.numbered("even.mp4", frames: 24)
    // The first twelve take twice as long as the others.
    let video = try await lab.make(
      "v.mp4", "-i", MediaTools.path(even), "-vf", "settb=1/24,setpts='if(lt(N\\,12)\\,2*N\\,N+12)'", "-fps_mode",
      "vfr",
      "-crf", "10")
    #expect(try await tools.probe(video).frameRate == nil)
    try await tools.conform(
      video, to: out, rate: .film, size: PixelSize(width: 160, height: 90), count: 38, provenance: FilmLab.provenance)
    let expected = (0..<24).map { $0 / 2 } + Array(12..<24) + [23, 23]
    #expect(try await lab.numbers(of: out) == expected)
  }

  @Test("A picture of another shape gets bars, one that differs by rounding gets none")
  func bars() async throws {
    let wide = try await lab.make("wide.mp4", "-f", "lavfi", "-i", "color=white:s=200x50:r=24", "-frames:v", "3")
    let close = try await lab.make("close.mp4", "-f", "lavfi", "-i", "color=white:s=162x90:r=24", "-frames:v", "3")
    let size = PixelSize(width: 160, height: 90)
    for (video, corner) in [(wide, UInt8(0)), (close, 255)] {
      try await tools.conform(video, to: out, rate: .film, size: size, count: 3, provenance: FilmLab.provenance)
      let picture = lab.folder.path / "p.png"
      try await tools.frame(of: out, to: picture)
      let gray = try await lab.topLeft(of: picture)
      #expect(abs(Int(gray) - Int(corner)) < 8)
    }
  }

  @Test("A song lies under the whole from its start, and ends in silence where it is shorter")
  func song() async throws {
    let video = try await lab.numbered("v.mp4", frames: 48, sound: "sine=f=880:d=2,volume=4")
    let tone = "aevalsrc=exprs='if(gte(t\\,1)*lt(t\\,2)\\,0.8*sin(440*2*PI*t)\\,0)':s=44100:d=2"
    let song = try await lab.make("song.wav", "-f", "lavfi", "-i", "\(tone)")
    try await tools.join(
      [.video(video), .black(count: 24)], rate: .film, size: PixelSize(width: 160, height: 90),
      sound: .song(song, start: 0.5), to: out, provenance: FilmLab.provenance)
    let onset = try #require(try await lab.onset(of: out))
    #expect(abs(onset - 0.5) < 0.01)
    let samples = try await lab.sound(of: out)
    #expect(abs(Double(samples.count) / 48_000 - 3) < 0.03)
    #expect(samples.dropFirst(80_000).allSatisfy { abs(Int($0)) < 200 })
    #expect(try await tools.probe(out).frames == 72)
  }

  @Test("A clip whose sound ends early is cut and joined like any other", arguments: [0.05, 1])
  func shortSound(seconds: Double) async throws {
    let lone = try await lab.numbered("v.mp4", frames: 72, sound: "sine=d=\(seconds),volume=4")
    let frames = try await tools.join(
      [.video(lone, frames: 30..<72), .video(lone, frames: 0..<24)], rate: .film,
      size: PixelSize(width: 160, height: 90), to: out, provenance: FilmLab.provenance)
    #expect(frames == 66)
    #expect(try await lab.numbers(of: out) == Array(30..<72) + Array(0..<24))
    let onset = try #require(try await lab.onset(of: out))
    #expect(abs(onset - 1.75) < 0.01)
    let samples = try await lab.sound(of: out)
    #expect(abs(Double(samples.count) / 48_000 - 2.75) < 0.03)
  }

  @Test("A song that has ended before the reel begins is silence")
  func songIsOver() async throws {
    let video = try await lab.numbered("v.mp4", frames: 24)
    let song = try await lab.make("song.wav", "-f", "lavfi", "-i", "sine=d=1")
    try await tools.join(
      [.video(video)], rate: .film, size: PixelSize(width: 160, height: 90), sound: .song(song, start: 3), to: out,
      provenance: FilmLab.provenance)
    #expect(try await tools.probe(out).frames == 24)
    #expect(try await lab.onset(of: out) == nil)
  }

  @Test("Colours stay as they were, in files that do not say by which matrix too", arguments: [true, false])
  func colours(tagged: Bool) async throws {
    let matrix: [ChildProcess.Argument] =
      tagged ? ["-colorspace", "bt709", "-color_range", "tv"] : ["-color_range", "tv"]
    let video = lab.folder.path / "v.mp4"
    try await tools.run(
      ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=24,format=yuv420p", "-frames:v", "5", "-crf", "1"] + matrix + [
        MediaTools.path(video)
      ], to: "make a test file")
    try await tools.slice(video, frames: 0..<5, to: out, provenance: FilmLab.provenance)
    let (before, after) = (try await lab.meanColours(of: video), try await lab.meanColours(of: out))
    #expect(zip(before, after).allSatisfy { abs($0 - $1) < 0.6 }, "\(before) \(after)")
  }

  @Test("The last frame is the last one that can be decoded, of a video that breaks off too")
  func lastFrame() async throws {
    let video = try await lab.numbered("v.mp4", frames: 33)
    let picture = lab.folder.path / "last.png"
    try await tools.lastFrame(of: video, to: picture)
    #expect(try await lab.numbers(of: picture) == [32])
    try await tools.lastFrame(of: video, before: 20, to: picture)
    #expect(try await lab.numbers(of: picture) == [19])
    let whole = lab.folder.path / "fast.mp4"
    try await tools.slice(video, frames: 0..<33, to: whole, provenance: FilmLab.provenance)
    let bytes = try lab.folder.read("fast.mp4")
    try lab.folder.write(bytes.prefix(bytes.count * 2 / 3), to: "broken.mp4")
    try await tools.lastFrame(of: lab.folder.path / "broken.mp4", to: picture)
    let last = try #require(try await lab.numbers(of: picture).first)
    #expect((3..<32).contains(last))
  }

  @Test("A title card shows its words for exactly its frames")
  func slate() async throws {
    try await tools.slate(
      lines: ["SEQ05 & <b>", "no start frame\u{0}\n yet", String(repeating: "long ", count: 100)], rate: .film,
      size: PixelSize(width: 320, height: 180), count: 30, to: out, provenance: FilmLab.provenance)
    let seen = try await tools.inspect(out)
    #expect(seen.decodedFrames == 30)
    #expect(seen.info.frameRate == .film)
    #expect(seen.blackRatio == 0)
  }

  @Test("Progress of a join rises to its end")
  func progress() async throws {
    let video = try await lab.numbered("v.mp4", frames: 48)
    let seen = Mutex<[Double]>([])
    try await tools.join(
      [.video(video), .video(video)], rate: .film, size: PixelSize(width: 160, height: 90), to: out,
      provenance: FilmLab.provenance
    ) { part in seen.withLock { $0.append(part) } }
    let parts = seen.withLock { $0 }
    #expect(parts.last == 1)
    #expect(parts == parts.sorted())
  }
}
