public import Editorial
public import Execution
import Foundation
import Imaging
public import Media
public import Terms

/// Where the cut of the whole song is made. The protocol is there so that the workflow can be tried without a video.
public protocol EditingRoom: Sendable {
  /// Writes the finished cut with the editor's files into `final/`.
  func finalize(_ plan: CutPlan, progress: @escaping @Sendable (Double) -> Void) async throws -> FinishedCut
  /// Writes the animatic of the whole song to `file`. `draw` makes a sequence's clip, or nil where there is none to draw.
  func animatic(
    _ plan: CutPlan, to file: FilePath, progress: @escaping @Sendable (Double) -> Void,
    draw: @escaping @Sendable (AnimaticReel.Item) async throws -> FilePath?
  ) async throws
  /// Draws a storyboard video at no cost.
  func draw(_ order: VideoOrder, as name: String, to file: FilePath) async throws
  /// How long a sound file is, in seconds.
  func seconds(of song: FilePath) async throws -> Double
}

/// A cut on disk; paths are relative to the project.
public struct FinishedCut: Hashable, Sendable {
  /// Such as `final/driver-beware_cut001.mp4`.
  public let video: String
  /// The folder of the editor's files.
  public let package: String
  /// The editor's files.
  public let documents: [String]
  /// Sentences about how the plan was laid out.
  public let warnings: [String]

  public init(video: String, package: String, documents: [String], warnings: [String]) {
    self.video = video
    self.package = package
    self.documents = documents
    self.warnings = warnings
  }
}

/// The editing room with ffmpeg.
public struct MediaEditingRoom: EditingRoom {
  /// Draws a storyboard video; the provider's, whoever makes the takes.
  public typealias Drawing =
    @Sendable (_ order: VideoOrder, _ name: String, _ file: FilePath) async throws -> Void

  private let project: FilePath
  private let final: FilePath
  private let media: MediaTools
  private let software: String
  private let drawing: Drawing

  /// - Parameter final: the folder that finished cuts stand in.
  public init(
    project: FilePath, final: FilePath, media: MediaTools, software: String, drawing: @escaping Drawing
  ) {
    self.project = project
    self.final = final
    self.media = media
    self.software = software
    self.drawing = drawing
  }

  public func finalize(
    _ plan: CutPlan, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> FinishedCut {
    let cut = Cut(plan)
    let output = try await FinalCut(cut, project: project, into: final, media: media).render(progress: progress)
    let package = relative(output.package)
    return FinishedCut(
      video: relative(output.video), package: package,
      documents: [".otio", ".xml", ".edl"].map { "\(package)/\(output.name)\($0)" }, warnings: cut.warnings)
  }

  public func animatic(
    _ plan: CutPlan, to file: FilePath, progress: @escaping @Sendable (Double) -> Void,
    draw: @escaping @Sendable (AnimaticReel.Item) async throws -> FilePath?
  ) async throws {
    let provenance = Provenance(
      id: "\(file.name)", description: "Animatic of \(plan.title)", software: software, isFromModel: false)
    try await AnimaticReel(plan).render(
      media: media, song: plan.song.map { project / $0.file }, to: file, provenance: provenance, progress: progress,
      draw: draw)
  }

  public func draw(_ order: VideoOrder, as name: String, to file: FilePath) async throws {
    try await drawing(order, name, file)
  }

  public func seconds(of song: FilePath) async throws -> Double { try await media.probe(sound: song).seconds }

  private func relative(_ path: FilePath) -> String { path.relative(to: project) ?? path.display }
}
