import Terms
import TestSupport
import Testing

@testable import Media

/// Looks at videos whose cuts are known.
@Suite struct CutFinderTests {
  private let lab: FilmLab

  init() throws { lab = try FilmLab() }

  /// Moving scenes, each unlike the others.
  private static let scenes = [
    "mandelbrot=s=256x144:r=24:start_scale=3:end_scale=0.5:end_pts=200",
    "gradients=s=256x144:r=24:c0=0x203050:c1=0xe0a060:x0=0:y0=0:x1=256:y1=144:speed=0.02:n=2",
    "testsrc2=s=256x144:r=24",
    "life=s=256x144:r=24:mold=10:ratio=0.1:death_color=#303030:life_color=#a0c0a0:seed=7,boxblur=3",
  ]

  /// Joins scenes of so many frames each.
  private func film(_ shots: [(scene: String, frames: Int)], grain: Int = 4) async throws -> FilePath {
    var inputs: [ChildProcess.Argument] = []
    for shot in shots { inputs += ["-f", "lavfi", "-i", "\(shot.scene)"] }
    let chains = shots.enumerated().map {
      "[\($0.offset)]trim=end_frame=\($0.element.frames),settb=1/24,setpts=N,format=yuv420p,setsar=1[s\($0.offset)]"
    }
    let labels = shots.indices.map { "[s\($0)]" }.joined()
    let noise = grain > 0 ? ",noise=alls=\(grain):allf=t" : ""
    let graph =
      chains.joined(separator: ";") + ";\(labels)concat=n=\(shots.count),settb=1/24,setpts=N,fps=24\(noise)[v]"
    let file = lab.folder.path / "film.mp4"
    try await lab.tools.run(
      inputs + ["-filter_complex", "\(graph)", "-map", "[v]", "-crf", "26", MediaTools.path(file)],
      to: "make a test file")
    return file
  }

  @Test(
    "Cuts are found where they are, on time, early or late, and cut there",
    arguments: [[0, 0, 0], [7, -7, 7], [-7, 7, 0], [11, -3, -11], [-1, 1, -12]])
  func shifted(by shifts: [Int]) async throws {
    let planned = [48, 96, 144]
    let real = zip(planned, shifts).map { $0 + $1 }
    let lengths = zip(real + [192], [0] + real).map { $0 - $1 }
    let video = try await film(zip(Self.scenes, lengths).map { ($0, $1) })
    let cuts = try await lab.tools.cuts(in: video, planned: planned)
    #expect(cuts.map(\.planned) == planned)
    #expect(cuts.map(\.found) == real)
    #expect(cuts.map(\.frame) == real)
    #expect(cuts.allSatisfy { $0.confidence > 0.5 })
  }

  @Test(
    "Where one shot goes on there is no cut to be found, however it moves",
    arguments: [
      "mandelbrot=s=256x144:r=24:start_scale=3:end_scale=0.5:end_pts=200",
      // A fast pan over a wide picture, one that rushes, and one that starts from rest.
      "testsrc2=s=1600x144:r=24:d=0.04,loop=-1:1,setpts=N/24/TB,crop=256:144:x='n*13':y=0",
      // Drawn on twos, as animation is.
      "testsrc2=s=1600x144:r=24:d=0.04,loop=-1:1,setpts=N/24/TB,crop=256:144:x='floor(n/2)*9':y=0",
      "testsrc2=s=1600x144:r=24:d=0.04,loop=-1:1,setpts=N/24/TB,crop=256:144:x='min(n*n/4\\,1300)':y=0",
      "testsrc2=s=1600x144:r=24:d=0.04,loop=-1:1,setpts=N/24/TB,crop=256:144:x='max(min((n-46)*30\\,1300)\\,0)':y=0",
      "nullsrc=s=256x144:r=24,geq=lum='random(1)*255':cb=128:cr=128",
      "color=c=0x334455:s=256x144:r=24", "color=c=black:s=256x144:r=24",
    ])
  func continuous(scene: String) async throws {
    let video = try await film([(scene, 96)])
    let cuts = try await lab.tools.cuts(in: video, planned: [48])
    #expect(cuts.map(\.found) == [nil])
    #expect(cuts.map(\.frame) == [48])
    #expect(cuts.map(\.confidence) == [0])
  }

  @Test("A cut out of a fast pan is found all the same")
  func fastMotion() async throws {
    let pan = "testsrc2=s=1600x144:r=24:d=0.04,loop=-1:1,setpts=N/24/TB,crop=256:144:x='mod(n*20\\,1300)':y=0"
    let video = try await film([(pan, 44), (Self.scenes[0], 52)])
    #expect(try await lab.tools.cuts(in: video, planned: [48]).map(\.found) == [44])
  }

  @Test("A flash is no cut, of one frame or of some", arguments: [1, 2, 4])
  func flash(frames: Int) async throws {
    let flash = "drawbox=c=white:t=fill:enable='between(n\\,50\\,\(49 + frames))'"
    let video = try await film([(Self.scenes[0] + "," + flash, 96)])
    #expect(try await lab.tools.cuts(in: video, planned: [48]).map(\.found) == [nil])
  }

  @Test("The cut is found beside a flash")
  func cutAndFlash() async throws {
    let flash = "drawbox=c=white:t=fill:enable='eq(n\\,40)'"
    let video = try await film([(Self.scenes[0] + "," + flash, 46), (Self.scenes[1], 50)])
    #expect(try await lab.tools.cuts(in: video, planned: [48]).map(\.found) == [46])
  }

  @Test("A dissolve is cut where it was planned")
  func dissolve() async throws {
    let video = lab.folder.path / "film.mp4"
    let clock = "trim=end_frame=60,settb=1/24,setpts=N,fps=24,format=yuv420p"
    let graph = "[0]\(clock)[a];[1]\(clock)[b];[a][b]xfade=transition=fade:duration=1:offset=1.5[v]"
    try await lab.tools.run(
      [
        "-f", "lavfi", "-i", "\(Self.scenes[0])", "-f", "lavfi", "-i", "\(Self.scenes[1])", "-filter_complex",
        "\(graph)", "-map", "[v]", MediaTools.path(video),
      ], to: "make a test file")
    #expect(
      try await lab.tools.cuts(in: video, planned: [48]) == [
        CutPoint(planned: 48, found: nil, confidence: 0, frame: 48)
      ])
  }

  @Test("Where black parts two shots, the second begins after it", arguments: [1, 2, 4])
  func blackBetween(frames: Int) async throws {
    let video = try await film([
      (Self.scenes[0], 50 - frames), ("color=c=black:s=256x144:r=24", frames), (Self.scenes[1], 46),
    ])
    #expect(try await lab.tools.cuts(in: video, planned: [48]).map(\.found) == [50])
  }

  @Test("A cut between two views of one dim room is found")
  func dim() async throws {
    let dim = ",eq=brightness=-0.35:contrast=0.4"
    let wide = "testsrc2=s=512x288:r=24,scale=256:144" + dim
    let close = "testsrc2=s=512x288:r=24,crop=256:144:150:70" + dim
    let video = try await film([(wide, 51), (close, 45)])
    #expect(try await lab.tools.cuts(in: video, planned: [48]).map(\.found) == [51])
  }

  @Test("Cuts never meet or cross, and short shots keep at least a frame")
  func order() async throws {
    let video = try await film([(Self.scenes[0], 30), (Self.scenes[2], 4), (Self.scenes[1], 62)])
    for planned in [[30, 34], [27, 33], [28, 29, 30, 31, 32], [1, 95]] {
      let cuts = try await lab.tools.cuts(in: video, planned: planned, within: 40).map(\.frame)
      #expect(zip([0] + cuts, cuts + [96]).allSatisfy { $0 < $1 }, "\(planned): \(cuts)")
    }
  }

  @Test("What was planned behind the end of the video stands at its end; plans that do not rise are refused")
  func behindTheEnd() async throws {
    let video = try await film([(Self.scenes[0], 30), (Self.scenes[1], 30)])
    let cuts = try await lab.tools.cuts(in: video, planned: [28, 58, 70])
    #expect(cuts.map(\.found) == [30, nil, nil])
    #expect(cuts.map(\.frame) == [30, 58, 60])
    for planned in [[0], [5, 5], [9, 4], [-3]] {
      let problem = await #expect(throws: Problem.self) { try await lab.tools.cuts(in: video, planned: planned) }
      #expect(problem?.code == .badValue)
    }
  }
}
