import Foundation
import Media
import Terms
import TestSupport
import Testing

@testable import Editorial

/// Cuts for `deploy/editors`, which opens them with what other people wrote.
@Suite("Packages for editors")
struct EditorPackages {
  private static let folder = ProcessInfo.processInfo.environment["STARSEND_EDITORS"]

  @Test(
    "A package is written for another program to open",
    .enabled(if: folder != nil, "deploy/editors runs this"), arguments: ["24", "25", "24000/1001"])
  func package(rate: String) async throws {
    let folder = FilePath(try #require(Self.folder)) / rate.replacingOccurrences(of: "/", with: "-")
    try FileManager.default.createDirectory(atPath: folder.display, withIntermediateDirectories: true)
    let lab = try await CuttingRoom()
    let cut = Cut(lab.plan(rate: try #require(FrameRate(rate))))
    _ = try await FinalCut(cut, project: lab.folder.path, into: folder, media: lab.tools).render()
    try PlainJSON.file(cut).write(to: URL(fileURLWithPath: (folder / "cut.json").display))
  }
}
