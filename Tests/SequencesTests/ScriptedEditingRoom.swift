import DurableFiles
import Editorial
import Execution
import Foundation
import Sequences
import Synchronization
import Terms

/// An editing room that writes down what it was asked for, and makes files that say so.
struct ScriptedEditingRoom: EditingRoom {
  final class Book: Sendable {
    private let contents = Mutex<[CutPlan]>([])
    var plans: [CutPlan] { contents.withLock { $0 } }
    func add(_ plan: CutPlan) { contents.withLock { $0.append(plan) } }
  }

  let project: FilePath
  let book = Book()
  /// Called while a cut is made.
  var meanwhile: @Sendable () async throws -> Void = {}

  func finalize(_ plan: CutPlan, progress: @escaping @Sendable (Double) -> Void) async throws -> FinishedCut {
    book.add(plan)
    try await meanwhile()
    let cut = FinishedCut(
      video: "final/cut001.mp4", package: "final/cut001", documents: ["final/cut001/cut001.otio"],
      warnings: Cut(plan).warnings)
    try Folder.make(project / "final")
    try DurableFile.replace(project / cut.video, with: Data("cut".utf8))
    progress(1)
    return cut
  }

  func animatic(
    _ plan: CutPlan, to file: FilePath, progress: @escaping @Sendable (Double) -> Void,
    draw: @escaping @Sendable (AnimaticReel.Item) async throws -> FilePath?
  ) async throws {
    book.add(plan)
    for item in AnimaticReel(plan).items where item.sequence != nil { _ = try await draw(item) }
    try DurableFile.replace(file, with: Data("animatic".utf8))
  }

  func draw(_ order: VideoOrder, as name: String, to file: FilePath) async throws {
    try DurableFile.replace(file, with: Data("drawn \(order.startFrame?.name.display ?? "from prompts")".utf8))
  }

  func seconds(of song: FilePath) async throws -> Double { 60 }
}
