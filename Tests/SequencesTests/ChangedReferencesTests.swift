import Execution
import FolderContract
import Foundation
import Imaging
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("Reference pictures that change while the agent is down")
struct ChangedReferencesTests {
  private static func put(_ view: String, in studio: Studio) throws {
    try studio.folder.write(
      PlainPNG.data(PixelSize(width: 2, height: 2)) { _, _ in (9, 9, 9) }, to: "refs/props/car/\(view).png")
  }

  @Test(
    "What was begun goes on with the pictures that it was begun with, wherever the kill came",
    arguments: [Studio.generate, Studio.explore])
  func addedView(work: Command.Work) async throws {
    let command = try Studio.command(work, 1, brief: try Studio.brief(needsGrid: false, elements: ["car"]))
    for number in 1... {
      let studio = try Studio()
      try Self.put("front", in: studio)
      let kill = KillSwitch(at: number)
      let runner = studio.dying(kill)
      let result = await kill.run { try await runner.carryOut(command) }
      guard let point = kill.killedAt else {
        #expect(try result?.get() != nil && number > 20)
        return
      }
      try Self.put("side", in: studio)
      _ = try await studio.dying(KillSwitch()).carryOut(command)
      let record = try await studio.record()
      #expect(record.operation == nil && record.problem == nil, "\(number): \(point)")
      #expect(record.takes.count + record.grids.count == 1, "\(number): \(point)")
      #expect(try await studio.balance().reserved == .zero, "\(number): \(point)")
    }
  }
}
