import FolderContract
import Foundation
import Terms
import Testing

@testable import starsend

@Suite("Exit codes")
struct ExitCodeTests {
  @Test("Every code that a problem can have has its exit code, so that no script has to guess")
  func complete() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources")
    var codes: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    where path.hasSuffix(".swift") && !path.hasPrefix("starsend-bench/") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      codes.formUnion(text.matches(of: /= Self\(rawValue: "([a-z_]+)"\)/).map { String($0.1) })
    }
    try #require(codes.count > 50)
    #expect(codes.subtracting(ExitCode.byCode.keys).sorted() == [])
    #expect(Set(ExitCode.byCode.keys).subtracting(codes).sorted() == [])
  }

  @Test("Every code that a provider's call can end with is explained in docs/providers.md")
  func explained() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("docs/providers.md"), encoding: .utf8)
    let folder = root.appendingPathComponent("Sources/Providers")
    var files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
      .map { folder.appendingPathComponent($0) }
    files.append(root.appendingPathComponent("Sources/Execution/ProviderProblems.swift"))
    var codes: Set<String> = []
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      codes.formUnion(text.matches(of: /= Self\(rawValue: "([a-z_]+)"\)/).map { String($0.1) })
    }
    try #require(codes.count > 15)
    #expect(codes.filter { !page.contains("`\($0)`") }.sorted() == [])
  }

  private static let receipts: [(state: ReceiptState, code: String?, exit: Int32)] = [
    (.done, nil, 0), (.failed, "cap_reached", 75), (.failed, "media_failed", 1), (.rejected, "on_hold", 75),
    (.rejected, "something_new", 65), (.failed, "something_new", 1), (.waitingForConfirmation, "price_above_limit", 75),
    (.outcomeUnknown, "outcome_unknown", 75), (.cancelled, "cancelled", 75), (.superseded, "superseded", 75),
    (.failed, "transition_refused", 65), (.failed, nil, 1),
  ]

  @Test("A receipt says how the command ends", arguments: receipts)
  func receipt(state: ReceiptState, code: String?, exit: Int32) throws {
    var receipt = Receipt(
      id: try RequestID("a"), file: "a.json", state: state, createdAt: Timestamp(milliseconds: 0))
    receipt.problem = code.map { Problem(Problem.Code(rawValue: $0), "It is so.", hint: "") }
    #expect(ExitCode(receipt).rawValue == exit)
  }
}
