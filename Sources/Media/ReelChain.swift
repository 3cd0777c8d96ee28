import Foundation
import Imaging
import Terms

/// Videos of one rate, size and encoding that are read one after the other as if they were one, so that only one
/// decoder is open at a time: sixty parts of a film side by side would take gigabytes.
struct ReelChain {
  /// Whole files in order, and which of each one's frames are wanted.
  let files: [(file: FilePath, all: Int, wanted: Range<Int>)]

  /// Lays the files out in `folder` under plain names, and returns the list that names them.
  func list(in folder: ScratchFolder) throws -> FilePath {
    var text = "ffconcat version 1.0\n"
    for (index, part) in files.enumerated() {
      try folder.link(part.file, as: "part\(index).mp4")
      text += "file part\(index).mp4\n"
    }
    let list = folder.path / "parts.txt"
    try Data(text.utf8).write(to: URL(fileURLWithPath: list.display))
    return list
  }

  static func input(_ list: FilePath) -> [ChildProcess.Argument] {
    [
      "-protocol_whitelist", "file", "-format_whitelist", "concat,mov,mp4", "-f", "concat", "-safe", "0", "-i",
      MediaTools.path(list),
    ]
  }

  /// The filter that lets only the wanted frames through, by their numbers in the whole; nil where all are wanted.
  var selection: String? {
    guard files.contains(where: { $0.wanted != 0..<$0.all }) else { return nil }
    var start = 0
    let ranges = files.map { part in
      defer { start += part.all }
      return "between(n\\,\(start + part.wanted.lowerBound)\\,\(start + part.wanted.upperBound - 1))"
    }
    return "select='\(ranges.joined(separator: "+"))'"
  }
}

extension MediaTools {
  /// How many videos are decoded side by side at most.
  static let mostInputs = 6

  /// Makes a reel of many parts: each by itself first, unless they are conformed already, then one after the other.
  func makeChained(
    _ graph: ReelGraph, of parts: [ReelPart], conformed: Bool, to destination: FilePath, provenance: Provenance,
    progress: (@Sendable (Double) -> Void)?
  ) async throws {
    let scratch = try ScratchFolder(for: destination)
    defer { withExtendedLifetime(scratch) {} }
    let share = conformed ? 0 : 0.7
    let total = Double(max(graph.frames, 1))
    var files: [(file: FilePath, all: Int, wanted: Range<Int>)] = []
    for (index, (part, place)) in zip(parts, graph.parts).enumerated() {
      let own = scratch.path / "own\(index).mp4"
      let count = place.record.count
      if conformed, case .video(let file, _, _) = part, let info = place.info, place.frames.count == count {
        files.append((file, info.frames, place.frames))
        continue
      }
      let from = Double(place.record.lowerBound)
      try await make(
        ReelGraph(parts: [place.alone], rate: graph.rate, size: graph.size, sound: .none), of: [part], to: own,
        provenance: provenance
      ) { progress?(share * (from + $0 * Double(count)) / total) }
      files.append((own, count, 0..<count))
    }
    let chain = ReelChain(files: files)
    var whole = graph
    whole.selection = .some(chain.selection ?? "null")
    try await make(
      whole, of: parts, list: try chain.list(in: scratch), to: destination, provenance: provenance
    ) { progress?(share + (1 - share) * $0) }
  }
}

extension ReelGraph.Part {
  /// The same part as the only one of a reel.
  fileprivate var alone: Self {
    Self(input: input.map { _ in 0 }, info: info, frames: frames, record: 0..<record.count)
  }
}
