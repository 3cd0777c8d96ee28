import DurableFiles
import Foundation
import Imaging
public import Media
public import Terms

/// The finished cut on disk: one video with the song, and a folder with what an editor imports.
///
/// ```
/// final/driver-beware_cut001.mp4
/// final/driver-beware_cut001/driver-beware_cut001.otio, .xml, .edl
/// final/driver-beware_cut001/song.wav
/// final/driver-beware_cut001/media/SEQ08_shot03_take002.mp4 …
/// ```
///
/// Nothing is ever overwritten: every cut gets the next number. All is made in a hidden folder first, in which whole
/// files have their names: after a kill the same cut goes on there. The video appears first, the folder last. The same
/// cut of the same files again is answered with what lies there.
public struct FinalCut: Sendable {
  public let cut: Cut
  let sources: CutSources
  let folder: FilePath
  let media: MediaTools

  public struct Output: Hashable, Sendable {
    /// The whole as one video.
    public let video: FilePath
    /// The folder for the editor.
    public let package: FilePath
    /// The name that both have: `driver-beware_cut001`.
    public let name: String
    public let frames: Int
  }

  /// - Parameters:
  ///   - project: the folder that the cut's sources and its song are relative to.
  ///   - folder: where it is put, `final/` as a rule; made if it is missing.
  public init(_ cut: Cut, project: FilePath, into folder: FilePath, media: MediaTools) {
    self.cut = cut
    sources = CutSources(project: project)
    self.folder = folder
    self.media = media
  }

  /// Renders the cut, or goes on where it stopped.
  /// - Parameter progress: called with 0 to 1.
  /// - Throws: `bad_value` for a cut without frames or with a path that leaves the project, `media_unreadable` where a
  ///   source is missing or has other frames than the cut says, and what `MediaTools.join` and `Folder` throw. What
  ///   was rendered by then is kept for the next time.
  @concurrent
  public func render(progress: (@Sendable (Double) -> Void)? = nil) async throws -> Output {
    guard cut.frames > 0 else {
      throw Problem(.badValue, "The cut has no frames.", hint: "Give the sequences times, or the project a song.")
    }
    let fingerprint = try sources.fingerprint(of: cut)
    let shelf = CutShelf(folder: folder, title: cut.title)
    try Folder.make(folder)
    if let name = shelf.finished(cut, fingerprint: fingerprint) { return output(name) }
    let work = try shelf.workFolder(fingerprint: fingerprint)
    if let name = shelf.halfPublished(in: work, fingerprint: fingerprint) {
      try Folder.move(work, to: folder / name)
      return output(name)
    }
    try await conform(into: work / MediaFolder.name) { progress?(0.6 * $0) }
    try await join(in: work) { progress?(0.6 + 0.4 * $0) }
    try await copySong(into: work)
    let name = try shelf.publish(work) { name in try write(name, fingerprint, into: work) }
    progress?(1)
    return output(name)
  }

  private func output(_ name: String) -> Output {
    Output(video: folder / (name + ".mp4"), package: folder / name, name: name, frames: cut.frames)
  }
}

extension FinalCut {
  private func conform(into mediaFolder: FilePath, _ progress: @escaping @Sendable (Double) -> Void) async throws {
    try Folder.make(mediaFolder)
    let total = Double(max(cut.clips.reduce(0) { $0 + $1.available }, 1))
    var done = 0.0
    for clip in cut.clips {
      let file = mediaFolder / clip.media
      let before = done
      if FileStatus.of(file) == nil {
        try await media.conform(
          try sources.path(clip.source.file), frames: clip.sourceFrames, to: file, rate: cut.rate, size: cut.size,
          count: clip.available, provenance: provenance(of: clip)
        ) { progress((before + $0 * Double(clip.available)) / total) }
      }
      done += Double(clip.available)
      progress(done / total)
    }
  }

  private func join(in work: FilePath, _ progress: @escaping @Sendable (Double) -> Void) async throws {
    let whole = work / CutShelf.whole
    guard FileStatus.of(whole) == nil else { return }
    let parts = cut.items.map { item -> ReelPart in
      switch item {
      case .clip(let clip): .video(work / MediaFolder.name / clip.media, frames: clip.range)
      case .gap(let gap): .black(count: gap.record.count)
      }
    }
    let song = try cut.song.map { ReelSound.song(try sources.path($0.source)) }
    try await media.join(
      parts, rate: cut.rate, size: cut.size, sound: song ?? .parts, conformed: true, to: whole,
      provenance: provenance, progress: progress)
  }

  /// Beside the documents, since they name it relative to them. On a queue: a song has many megabytes.
  private func copySong(into work: FilePath) async throws {
    guard let song = cut.song, FileStatus.of(work / song.name) == nil else { return }
    let (from, to) = (try sources.path(song.source), work / song.name)
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try Self.copy(from, to: to) }) }
    }
  }

  private static func copy(_ source: FilePath, to destination: FilePath) throws {
    let temporary = DurableFile.temporaryName(beside: destination)
    do {
      try FileManager.default.copyItem(atPath: source.display, toPath: temporary.display)
    } catch {
      DurableFile.remove(temporary)
      throw Problem(
        .system, "\(source.name) could not be copied beside the cut.", hint: "Look at the free space on the disk.",
        cause: "\(error)")
    }
    try DurableFile.publish(temporary, as: destination)
  }

  private func write(_ name: String, _ fingerprint: String, into work: FilePath) throws {
    try DurableFile.replace(
      work / (name + CutShelf.timeline), with: try OTIODocument(cut, name: name, fingerprint: fingerprint).data())
    try DurableFile.replace(work / (name + ".xml"), with: FCP7Document(cut, name: name).data())
    try DurableFile.replace(work / (name + ".edl"), with: EDLDocument(cut, name: name).data())
  }

  private static let software = "Starsend"

  private func provenance(of clip: CutClip) -> Provenance {
    Provenance(
      id: clip.name, description: clip.prompt, software: Self.software, isFromModel: clip.source.isFromModel,
      fields: [
        "sequence": clip.sequence.text, "shot": "\(clip.shot)", "take": "\(clip.take)", "cut_from": clip.source.file,
        "frames": "\(clip.sourceFrames.lowerBound)-\(clip.sourceFrames.upperBound)", "software": Self.software,
      ])
  }

  private var provenance: Provenance {
    let clips = cut.clips.map(\.name).joined(separator: " ")
    return Provenance(
      id: SafeName.slug(cut.title), description: EditorialText.line(cut.title), software: Self.software,
      isFromModel: cut.clips.contains { $0.source.isFromModel },
      fields: ["clips": String(clips.prefix(20_000)), "frames": "\(cut.frames)", "software": Self.software])
  }
}
