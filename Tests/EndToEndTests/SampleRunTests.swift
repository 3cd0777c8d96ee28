import DurableFiles
import FolderContract
import Foundation
import Imaging
import Media
import Terms
import TestSupport
import Testing

/// The sample project, run as the quickstart runs it.
@Suite("The sample project")
struct SampleRunTests {
  private let folder: TemporaryFolder
  private let layout: ProjectLayout
  private let starsend: Executable

  /// Where the sources lie that these tests were built from.
  static let package = FilePath(#filePath).parent.parent.parent

  init() throws {
    folder = try TemporaryFolder()
    layout = ProjectLayout(root: folder.path / "driver-beware")
    starsend = try Executable(home: folder.path / "home")
    try FileManager.default.copyItem(
      atPath: (Self.package / "sample-project").display, toPath: layout.root.display)
  }

  @Test("One request and one pick make a video to the frame, and every file that is left keeps to its schema")
  func fromRequestToVideo() async throws {
    // The shortest one: 7.5 seconds, with fractions of seconds written as text.
    let sequence = try SequenceID("SEQ03")
    try await expectDone("grid", layout.root.display, sequence.text)
    try await expectDone("pick", layout.root.display, sequence.text, "bottom_left")
    try await expectVideo(of: sequence)
    try expectSchemas()
  }

  @Test("Every example in the documentation keeps to the schema and is understood")
  func examples() throws {
    let examples = Self.package / "docs/examples"
    let names = try Folder.names(in: examples).filter { $0.display.hasSuffix(".json") }
    #expect(names.count >= 4)
    for name in names {
      let data = try DurableFile.read(examples / name)
      #expect(try schema("request").faults(in: data) == [], "\(name)")
      _ = try Request.read(data)
    }
  }

  private func expectDone(_ arguments: String...) async throws {
    let ended = try await starsend.run(arguments + ["--json"])
    let receipt: Receipt = try ended.json()
    #expect(receipt.state == .done, "\(ended.stdout) \(ended.stderr)")
    #expect(ended.status == 0)
    for output in receipt.outputs { #expect(FileStatus.of(output.path(in: layout))?.kind == .file, "\(output)") }
  }

  private func expectVideo(of sequence: SequenceID) async throws {
    let plan = try Plan.read(try DurableFile.read(layout.plan))
    let planned = try plan.sequence(sequence)
    let take = layout.path(of: .take(sequence, 1))
    let frame = layout.path(of: .startFrame(sequence, 1))
    let video = try await MediaTools.find().inspect(take, startFrame: frame)
    #expect(video.decodeErrors == [])
    #expect(video.decodedFrames == FrameRate.film.frame(at: planned.duration))
    #expect(video.info.frameRate == .film)
    #expect(video.info.codec == "h264")
    #expect(abs((video.info.soundSeconds ?? 0) - planned.duration) < 0.05)
    #expect((video.firstFrame?.difference ?? 1) < 0.02)
    #expect(try Provenance.id(of: frame) == "SEQ03_start01")
  }

  /// Every JSON file of the project that has a schema, whoever wrote it.
  private func expectSchemas() throws {
    var checked: [String: Int] = [:]
    let files: [(String, [FilePath])] = [
      ("plan", [layout.plan]), ("project", [layout.project]), ("project-status", [layout.projectStatus]),
      ("sequences", [layout.sequencesState]), ("receipt", try files(in: layout.results)),
      ("shot", try files(in: layout.shots)),
      ("status", try files(in: layout.status).filter { $0 != layout.projectStatus }),
      ("request", try files(in: layout.inboxDone)),
      ("sidecar", try [layout.grids, layout.takes].flatMap { try self.files(in: $0 / "SEQ03") }),
    ]
    for (name, paths) in files {
      for path in paths {
        #expect(try schema(name).faults(in: try DurableFile.read(path)) == [], "\(path.name)")
        checked[name, default: 0] += 1
      }
    }
    #expect(checked["receipt"] == 2 && checked["request"] == 2 && checked["shot"] == 2 && checked["status"] == 12)
  }

  private func files(in folder: FilePath) throws -> [FilePath] {
    try Folder.names(in: folder).filter { $0.display.hasSuffix(".json") }.map { folder / $0 }
  }

  private func schema(_ name: String) throws -> JSONSchema {
    try JSONSchema(try #require(Schemas.named(name), "no schema \(name)"))
  }
}
