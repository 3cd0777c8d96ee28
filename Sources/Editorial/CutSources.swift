import DurableFiles
import Foundation
import Media
import Terms

/// The files that a cut is made of, inside the project.
struct CutSources {
  let project: FilePath

  /// - Throws: `bad_value` where `relative` leaves the project, `media_unreadable` where no file is there.
  func path(_ relative: String) throws(Problem) -> FilePath {
    let steps = relative.split(separator: "/", omittingEmptySubsequences: false)
    guard !relative.isEmpty, !steps.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw Problem(
        .badValue, "\(relative.debugDescription) is no path inside the project.",
        hint: "Name it from the project's folder on.")
    }
    let path = project / relative
    guard FileStatus.of(path)?.kind == .file else {
      throw Problem(
        .mediaUnreadable, "\(relative) is not there.", hint: "Put it back, or choose another take for the cut.")
    }
    return path
  }

  /// What a cut and the files that it is made of are known by again.
  func fingerprint(of cut: Cut) throws -> String {
    var bytes = try PlainJSON.line(cut)
    for file in Set(cut.clips.map(\.source.file) + (cut.song.map { [$0.source] } ?? [])).sorted() {
      let status = FileStatus.of(try path(file))
      bytes += Data("\n\(file) \(status?.size ?? 0) \(status?.modified ?? 0)".utf8)
    }
    return Digest.sha256(bytes)
  }
}
