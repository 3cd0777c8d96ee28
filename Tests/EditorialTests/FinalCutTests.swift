import DurableFiles
import Foundation
import Imaging
import Media
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Editorial

@Suite("A cut on disk")
struct FinalCutTests {
  private let lab: CuttingRoom

  init() async throws { lab = try await CuttingRoom() }

  @Test(
    "A cut is one video with the song, and a folder with all that an editor imports", arguments: ["24", "24000/1001"])
  func render(rate: String) async throws {
    let cut = Cut(lab.plan(rate: try #require(FrameRate(rate))))
    let seen = Mutex<[Double]>([])
    let out = try await lab.final(cut).render { part in seen.withLock { $0.append(part) } }
    #expect(out.name == "driver-beware_cut001")
    #expect(try lab.folder.names(in: "final") == ["driver-beware_cut001", "driver-beware_cut001.mp4"])
    #expect(
      try lab.folder.names(in: "final/driver-beware_cut001") == [
        "My_Song.wav", "driver-beware_cut001.edl", "driver-beware_cut001.otio", "driver-beware_cut001.xml", "media",
      ])
    #expect(
      try lab.folder.names(in: "final/driver-beware_cut001/media") == [
        "SEQ01_shot01_take002.mp4", "SEQ01_shot03_take001.mp4", "SEQ02_shot01_take003.mp4",
      ])
    let info = try await lab.tools.probe(out.video)
    #expect(info.frames == cut.frames)
    #expect(info.frameRate == cut.rate)
    #expect(info.size == cut.size)
    #expect(abs((info.soundSeconds ?? 0) - cut.rate.seconds(at: cut.frames)) < 0.05)
    for clip in cut.clips {
      let media = try await lab.tools.probe(out.package / "media" / clip.media)
      #expect(media.frames == clip.available)
      #expect(media.frameRate == cut.rate)
      #expect(media.tags["starsend"]?.contains(clip.source.file) == true)
    }
    let parts = seen.withLock { $0 }
    #expect(parts.last == 1)
    #expect(parts == parts.sorted())
  }

  @Test("Each shot is seen in its place, gaps are black")
  func places() async throws {
    let cut = Cut(lab.plan())
    let out = try await lab.final(cut).render()
    let brightness = try await lab.brightness(of: out.video)
    #expect(brightness.count == cut.frames)
    for item in cut.items {
      let expected = item.clip.map { lab.brightness[$0.source.file] ?? 0 } ?? 16
      #expect(item.record.allSatisfy { abs(brightness[$0] - expected) <= 3 }, "\(item.record)")
    }
  }

  @Test("The same cut again is what lies there; another one gets the next number, and nothing is overwritten")
  func again() async throws {
    let cut = Cut(lab.plan())
    let first = try await lab.final(cut).render()
    let status = FileStatus.of(first.video)
    #expect(try await lab.final(cut).render() == first)
    var other = cut
    other.title = "Driver,  beware"
    other.sections = []
    let second = try await lab.final(other).render()
    #expect(second.name == "driver-beware_cut002")
    try FileManager.default.removeItem(atPath: (second.package / "media").display)
    #expect(try await lab.final(other).render().name == "driver-beware_cut003")
    #expect(FileStatus.of(first.video) == status)
  }

  @Test("Cancelled at any clip, it goes on there and renders nothing twice")
  func resume() async throws {
    let cut = Cut(lab.plan())
    let final = lab.final(cut)
    let running = Mutex<Task<FinalCut.Output, any Error>?>(nil)
    let first = 0.6 * Double(cut.clips[0].available) / Double(cut.clips.reduce(0) { $0 + $1.available })
    let task = Task {
      try await final.render { part in if part > first { running.withLock { $0?.cancel() } } }
    }
    running.withLock { $0 = task }
    await #expect(throws: Problem.self) { try await task.value }
    let kept = lab.workMedia
    #expect(kept.contains("SEQ01_shot01_take002.mp4"))
    #expect(!FileManager.default.fileExists(atPath: (lab.folder.path / "final/driver-beware_cut001").display))
    let inode = lab.workFile("SEQ01_shot01_take002.mp4").flatMap(FileStatus.of)?.inode
    let out = try await final.render()
    #expect(FileStatus.of(out.package / "media/SEQ01_shot01_take002.mp4")?.inode == inode)
    #expect(try lab.folder.names(in: "final") == ["driver-beware_cut001", "driver-beware_cut001.mp4"])
  }

  @Test("Killed between the video and its folder, it only gives the folder its name")
  func halfPublished() async throws {
    let cut = Cut(lab.plan())
    let out = try await lab.final(cut).render()
    let fingerprint = try CutSources(project: lab.folder.path).fingerprint(of: cut)
    let work = try CutShelf(folder: lab.folder.path / "final", title: cut.title).workFolder(fingerprint: fingerprint)
    try FileManager.default.removeItem(atPath: work.display)
    try Folder.move(out.package, to: work)
    let inode = FileStatus.of(out.video)?.inode
    #expect(try await lab.final(cut).render() == out)
    #expect(FileStatus.of(out.video)?.inode == inode)
    #expect(try lab.folder.names(in: "final") == ["driver-beware_cut001", "driver-beware_cut001.mp4"])
  }

  @Test(
    "Paths that leave the project, sources that are gone and cuts without frames are refused",
    arguments: [
      ("../x.mp4", Problem.Code.badValue), ("/etc/x.mp4", .badValue), ("a//b.mp4", .badValue), ("", .badValue),
      ("takes/gone.mp4", .mediaUnreadable), ("takes", .mediaUnreadable), ("song/My Song.wav", .mediaUnreadable),
    ])
  func refused(file: String, code: Problem.Code) async throws {
    let source = CutPlan.Source(file: file, take: 1, rate: .film, frames: 24)
    let cut = Cut(Plans.plan([Plans.sequence("SEQ01", 0, 1, [Plans.shot(1, 0, 1, .source(source))])]))
    let problem = await #expect(throws: Problem.self) { try await lab.final(cut).render() }
    #expect(problem?.code == code)
    let empty = await #expect(throws: Problem.self) { try await lab.final(Cut(Plans.plan([]))).render() }
    #expect(empty?.code == .badValue)
    #expect(!lab.folder.exists("final/driver-beware_cut001"))
  }

  @Test("An animatic covers the whole song, with slates for what nobody drew")
  func animatic() async throws {
    let reel = AnimaticReel(lab.plan())
    #expect(reel.items.map { $0.sequence?.text } == [nil, "SEQ01", nil, "SEQ02", nil])
    let out = lab.folder.path / "animatic.mp4"
    let drawn = lab.folder.path / "takes/a.mp4"
    let frames = try await reel.render(
      media: lab.tools, song: lab.folder.path / "song/My Song.wav", to: out, provenance: CuttingRoom.provenance
    ) { item in item.sequence?.text == "SEQ01" ? drawn : nil }
    #expect(frames == 240)
    let info = try await lab.tools.probe(out)
    #expect(info.frames == 240)
    #expect(abs((info.soundSeconds ?? 0) - 10) < 0.05)
    let brightness = try await lab.brightness(of: out)
    let expected = try #require(lab.brightness["takes/a.mp4"])
    #expect(reel.items[1].record.allSatisfy { abs(brightness[$0] - expected) <= 3 })
    #expect(!reel.items[3].record.contains { abs(brightness[$0] - expected) <= 3 || brightness[$0] < 20 })
    #expect(!(try lab.folder.names()).contains { $0.hasPrefix(".") })
  }
}
