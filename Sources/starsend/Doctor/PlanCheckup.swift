import DurableFiles
import FolderContract
import Foundation
import Media
import Terms

/// Whether what the plan names is there, and whether its times agree.
struct PlanCheckup: Sendable {
  let plan: Plan
  let layout: ProjectLayout

  /// How far the shots of a sequence may be from its stretch of the song, in seconds: less than a frame.
  private static let tolerance = 0.04

  func findings() async -> [Finding] {
    [await song(), times(), elements(), startFrames()]
  }

  private func song() async -> Finding {
    guard let song = plan.song?.file else { return .ok("song", "The plan names no song.") }
    let file = song.path(in: layout)
    guard FileStatus.of(file)?.kind == .file else {
      return .warning(
        "song", "The song \(song) is not there; takes will be silent.",
        hint: "Put it there, or name the file in plan.json as it is called.")
    }
    do {
      let info = try await MediaTools.find().probe(sound: file)
      let end = plan.sequences.compactMap(\.end).max() ?? 0
      guard end <= info.seconds + 0.5 else {
        return .warning(
          "song", "\(song) lasts \(info.seconds.shown) s, but the plan goes on to \(end.shown) s.",
          hint: "Compare the times of the last sequences with the song.")
      }
      return .ok("song", "\(song): \(info.codec), \(info.seconds.shown) s.")
    } catch { return .problem("song", error, else: .badInput) }
  }

  private func times() -> Finding {
    let off = plan.sequences.compactMap { sequence -> String? in
      guard let start = sequence.start, let end = sequence.end else { return nil }
      guard abs(sequence.duration - (end - start)) > Self.tolerance else { return nil }
      return "\(sequence.id) (shots \(sequence.duration.shown) s, from start to end \((end - start).shown) s)"
    }
    return off.isEmpty
      ? .ok("times", "The shots of each sequence add up to its stretch of the song.")
      : .warning(
        "times", "Shots do not add up to start and end: \(off.joined(separator: "; ")).",
        hint: "Mend the durations in plan.json, or the cut will drift from the song.")
  }

  private func elements() -> Finding {
    let named = plan.sequences.flatMap(\.elements).reduce(into: [ElementID]()) { all, element in
      if !all.contains(element) { all.append(element) }
    }
    let missing = named.filter { !hasPictures($0) }
    guard missing.isEmpty else {
      return .warning(
        "references", "There is no reference picture of \(missing.map(\.text).joined(separator: ", ")).",
        hint: "Put pictures into refs/characters/<id>/ or refs/props/<id>/, the id spelled as in plan.json.")
    }
    return .ok(
      "references",
      named.isEmpty
        ? "The plan names no elements."
        : "There are pictures of \(named.count.counted("element")), all that the plan names.")
  }

  private func hasPictures(_ element: ElementID) -> Bool {
    [layout.characters, layout.props].contains { kind in
      let folders = (try? Folder.names(in: kind)) ?? []
      return folders.filter { $0.text?.lowercased() == element.text.lowercased() }.contains { folder in
        let pictures = (try? Folder.names(in: kind / folder)) ?? []
        return pictures.contains { name in
          [".png", ".jpg", ".jpeg", ".webp"].contains { name.display.lowercased().hasSuffix($0) }
        }
      }
    }
  }

  private func startFrames() -> Finding {
    let missing = plan.sequences.flatMap(\.shots).compactMap(\.startFrame).filter {
      FileStatus.of($0.path(in: layout))?.kind != .file
    }
    return missing.isEmpty
      ? .ok("start_frames", "Every start frame that the plan names is there.")
      : .warning(
        "start_frames", "Start frames are missing: \(missing.map(\.text).joined(separator: ", ")).",
        hint: "Put them there, or take them out of plan.json.")
  }
}

extension Double {
  /// Seconds for people: `7.5`, `15`.
  var shown: String {
    let rounded = (self * 100).rounded() / 100
    return rounded == rounded.rounded() && abs(rounded) < 1e9 ? "\(Int(rounded))" : "\(rounded)"
  }
}
