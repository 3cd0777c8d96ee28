import DurableFiles
import Foundation
import Media
import Terms

/// The folder in which finished cuts stand under their numbers.
struct CutShelf {
  /// The whole video while it lies in the work folder.
  static let whole = "whole.mp4"
  static let timeline = ".otio"
  private static let making = ".making"
  /// A work folder that nobody went on with for this long, in nanoseconds, was given up.
  private static let forgotten = Int64(7 * 86_400) * 1_000_000_000

  let folder: FilePath
  private let slug: String

  init(folder: FilePath, title: String) {
    self.folder = folder
    slug = SafeName.slug(title)
  }

  /// The name of the finished cut with this fingerprint, if it is there and whole.
  func finished(_ cut: Cut, fingerprint: String) -> String? {
    numbers().map(name).first { name in
      let package = folder / name
      let files =
        [package / (name + ".xml"), package / (name + ".edl"), folder / (name + ".mp4")]
        + cut.clips.map { package / MediaFolder.name / $0.media } + (cut.song.map { [package / $0.name] } ?? [])
      return self.fingerprint(in: package, name) == fingerprint && files.allSatisfy { FileStatus.of($0) != nil }
    }
  }

  /// The hidden folder in which this cut is made, without what a kill left half written.
  func workFolder(fingerprint: String) throws -> FilePath {
    try sweep()
    let work = folder / ".\(slug)-\(fingerprint.prefix(16))\(Self.making)"
    try Folder.make(work)
    for place in [work, work / MediaFolder.name] where FileStatus.of(place)?.kind == .folder {
      for name in try Folder.names(in: place) where PartialFile.isPartial(name) {
        try? FileManager.default.removeItem(atPath: (place / name).display)
      }
    }
    return work
  }

  /// The name of a cut whose video has appeared and whose folder has not, because of a kill in between.
  func halfPublished(in work: FilePath, fingerprint: String) -> String? {
    guard FileStatus.of(work / Self.whole) == nil else { return nil }
    return numbers().map(name).first { name in
      self.fingerprint(in: work, name) == fingerprint && FileStatus.of(folder / (name + ".mp4")) != nil
    }
  }

  /// Gives the work folder and its video the next number: the video first, then the folder.
  /// - Parameter write: writes the documents under the name that they will have.
  func publish(_ work: FilePath, write: (String) throws -> Void) throws -> String {
    var number = (numbers().max() ?? 0) + 1
    while true {
      let name = name(number)
      try write(name)
      if try Folder.move(work / Self.whole, ifFree: folder / (name + ".mp4")) {
        try Folder.move(work, to: folder / name)
        return name
      }
      for ending in [Self.timeline, ".xml", ".edl"] { DurableFile.remove(work / (name + ending)) }
      number += 1
    }
  }

  private func name(_ number: Int) -> String {
    let digits = "\(number)"
    return "\(slug)_cut" + String(repeating: "0", count: max(3 - digits.count, 0)) + digits
  }

  /// The numbers that are taken, by videos or folders.
  private func numbers() -> [Int] {
    let prefix = slug + "_cut"
    let names = (try? Folder.names(in: folder)) ?? []
    return Set(
      names.compactMap { name -> Int? in
        let text = name.display.lowercased()
        guard text.hasPrefix(prefix) else { return nil }
        return Int(text.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber }.prefix(9))
      }
    ).sorted(by: >)
  }

  private func fingerprint(in package: FilePath, _ name: String) -> String? {
    (try? DurableFile.read(package / (name + Self.timeline))).flatMap { OTIODocument.fingerprint(of: $0) }
  }

  private func sweep() throws {
    let now = WallClock.system.now().milliseconds * 1_000_000
    for name in try Folder.names(in: folder) where name.display.hasPrefix(".") && name.display.hasSuffix(Self.making) {
      guard let status = FileStatus.of(folder / name), now - status.modified > Self.forgotten else { continue }
      try? FileManager.default.removeItem(atPath: (folder / name).display)
    }
  }
}
