import CBaseline
import Foundation
import Imaging
import Terms

/// Cutting a photograph into its four quadrants.
struct CropBenchmark {
  private let setup: Setup
  private static let wanted: [Peers.Peer] = [.vips, .convert, .pillow]
  private static let yardstick = "vips crop ×4, compression=1"

  init(_ setup: Setup) { self.setup = setup }

  private struct Photo {
    let path: String
    let name: String
    let runs: Int
  }

  private struct Cutting {
    var wall = 0.0
    var cpu = 0.0
    var peak = 0.0
    var bytes = 0.0
  }

  func run() throws -> Report {
    var report = Report(
      "crop",
      measures: """
        from the start of a process to the end of it, or of all four where each cuts one quadrant: the picture is read, \
        four PNG files are written and not synced; contestants in turn. Memory is the most that one process held
        """)
    var table = Report.Table(
      title: "", words: 2, columns: ["photograph", "cut by", "time", "CPU", "size", "peak memory"])
    for side in setup.options.photo == nil ? sides : [0] {
      let photo = try photo(side)
      let results = try measure(photo)
      judge(photo, results, &report)
      for cutter in cutters where results[cutter.name] != nil {
        table.rows.append(row(photo, cutter.name, results[cutter.name] ?? []))
      }
      if setup.options.photo == nil { setup.workshop.discard(photo.path) }
    }
    report.tables.append(table)
    try judgeFlatArt(&report)
    if let missing = setup.peers.missing(Self.wanted) { report.notes.append(missing) }
    return report
  }

  private var sides: [Int] { setup.options.isQuick ? [2048] : [2048, 8192, 16_384] }

  private func photo(_ side: Int) throws -> Photo {
    if let path = setup.options.photo {
      return Photo(path: path, name: "\(try Picture.probe(FilePath(path)).size)", runs: setup.runs(3))
    }
    let path = "\(try setup.workshop.folder())/photograph.png"
    guard cbaseline_photograph(path, UInt32(side), 2, 5) == 0 else { throw Problem(system: "draw \(path)") }
    return Photo(path: path, name: "\(side)x\(side)", runs: setup.runs(side > 8192 ? 2 : side > 2048 ? 3 : 7))
  }

  // MARK: Cutting

  private var cutters: [Cutter] { Cutter.ours + Cutter.peers(setup.peers) }

  private func measure(_ photo: Photo) throws -> [String: [Cutting]] {
    let quadrants = try Quadrants(of: FilePath(photo.path))
    var results: [String: [Cutting]] = [:]
    var refusals: Set<String> = []
    for cutter in interleaved(cutters, runs: photo.runs) where !refusals.contains(cutter.name) {
      do {
        results[cutter.name, default: []].append(try cut(quadrants, by: cutter))
      } catch let problem as Problem where !cutter.isOurs && problem.code == .childFailed {
        refusals.insert(cutter.name)
        results[cutter.name] = []
      }
    }
    return results
  }

  private func cut(_ quadrants: Quadrants, by cutter: Cutter) throws -> Cutting {
    let folder = try setup.workshop.folder()
    defer { setup.workshop.discard(folder) }
    var cutting = Cutting()
    for program in cutter.programs(quadrants, folder) {
      let usage = try Child.run(program, in: setup.workshop)
      cutting.wall += usage.wall
      cutting.cpu += usage.cpu
      cutting.peak = max(cutting.peak, usage.peak)
    }
    cutting.bytes = Double(try Self.bytes(in: folder))
    return cutting
  }

  private static func bytes(in folder: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) { sum, name in
      sum + ((try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int) ?? 0)
    }
  }

  // MARK: Telling

  private func judge(_ photo: Photo, _ results: [String: [Cutting]], _ report: inout Report) {
    guard let ours = results[Cutter.onePass], let bare = results[Cutter.idle] else { return }
    let matters = photo.name == "8192x8192" || setup.options.photo != nil
    if let theirs = results[Self.yardstick], !theirs.isEmpty {
      let time = zip(ours, theirs).map { $0.wall / $1.wall }.median
      let size = (ours.first?.bytes ?? .nan) / (theirs.first?.bytes ?? .nan)
      report.judge("\(photo.name): time, to \(Self.yardstick)", .times(time), matters ? Targets.cropTime : nil)
      let cpu = zip(ours, theirs).map { $0.cpu / $1.cpu }.median
      report.judge("\(photo.name): CPU, to \(Self.yardstick)", .times(cpu), nil)
      report.judge("\(photo.name): bytes, to \(Self.yardstick)", .times(size), Targets.cropSize)
    }
    if let decode = results[Cutter.decode] {
      let share = zip(ours, decode).map { $0.wall / $1.wall }.median
      report.judge("\(photo.name): time, to decoding alone", .times(share), nil)
    }
    let over = ours.map(\.peak).median - bare.map(\.peak).median
    report.judge("\(photo.name): peak memory over the bare process", .bytes(over), Targets.cropMemory)
  }

  private func row(_ photo: Photo, _ name: String, _ cuttings: [Cutting]) -> [String] {
    guard !cuttings.isEmpty else { return [photo.name, name, "refused", "", "", ""] }
    let bytes = cuttings.map(\.bytes).median
    return [
      photo.name, name, Figure.seconds(cuttings.map(\.wall).median).text,
      Figure.seconds(cuttings.map(\.cpu).median).text,
      bytes > 0 ? Figure.bytes(bytes).text : "", Figure.bytes(cuttings.map(\.peak).median).text,
    ]
  }

  /// The sheet is drawn by the agent's own Storyboard.
  private func judgeFlatArt(_ report: inout Report) throws {
    let folder = try setup.workshop.folder()
    let project = "\(folder)/project"
    try Studio.layOut(project)
    let words = [
      "step", "keyframe", project, "FLAT", "--prompt", "A lone car on a desert road at night", "--layout", "2x2",
      "--size",
      "2752x1536",
    ]
    _ = try Child.run(
      Program(executable: Program.agent, arguments: words, environment: ["XDG_STATE_HOME": folder]), in: setup.workshop)
    let quadrants = try Quadrants(of: FilePath("\(project)/frames/FLAT/FLAT_take001.png"))
    let (ours, theirs) = (try setup.workshop.folder(), try setup.workshop.folder())
    try quadrants.cut(into: FilePath(ours))
    for (index, rect) in quadrants.rects.enumerated() {
      let (x, y, width, height) = (UInt32(rect.x), UInt32(rect.y), UInt32(rect.width), UInt32(rect.height))
      guard cbaseline_crop_by_default(quadrants.picture.display, "\(theirs)/\(index).png", x, y, width, height) == 0
      else {
        throw Problem(system: "cut with libpng's defaults")
      }
    }
    let (mine, default_) = (Double(try Self.bytes(in: ours)), Double(try Self.bytes(in: theirs)))
    report.judge(
      "flat art (a storyboard sheet): bytes, to libpng's defaults", .times(mine / default_), Targets.flatSize)
  }
}
