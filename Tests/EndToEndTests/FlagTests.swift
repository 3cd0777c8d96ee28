import DurableFiles
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

/// What the flags of a command become in the request that it drops.
@Suite("Flags and requests")
struct FlagTests {
  private let studio: Studio
  private let starsend: Executable

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
  }

  private static let requests: [(words: [String], request: String)] = [
    (["grid", "P", "SEQ01"], #"{"sequence": "SEQ01"}"#),
    (["grid", "P", "SEQ01", "SEQ02", "--note", "dusk"], #"{"sequences": ["SEQ01", "SEQ02"], "note": "dusk"}"#),
    (
      ["grid", "P", "SEQ01", "--wish", "rain", "--rows", "2", "--columns", "3", "--shot", "2"],
      #"{"sequence": "SEQ01", "wish": "rain", "rows": 2, "columns": 3, "shot": 2}"#
    ),
    (
      ["pick", "P", "SEQ01", "tl", "--grid", "1", "--shot", "2"],
      #"{"action": "pick", "sequence": "SEQ01", "cell": "top_left", "grid": 1, "shot": 2}"#
    ),
    (
      [
        "generate", "P", "SEQ01", "--mode", "multi-shot", "--shot-override", "2:Wide: the car", "--shot-override",
        "1:Rain", "--prompt-from", "3:1", "--take", "seq01_take002", "--count", "3",
      ],
      #"""
      {"action": "generate", "sequence": "SEQ01", "mode": "multi_shot", "take": 2, "count": 3,
       "shot_overrides": {"1": "Rain", "2": "Wide: the car"}, "prompts_from": [{"shot": 3, "take": 1}]}
      """#
    ),
    (
      [
        "generate", "P", "SEQ01", "--shots", "3,5", "--elements", "driver,car", "--start-frame", "frames/a.png",
        "--model", "storyboard",
      ],
      #"""
      {"action": "generate", "sequence": "SEQ01", "shots": [3, 5], "elements": ["driver", "car"],
       "start_frame": "frames/a.png", "model": "storyboard"}
      """#
    ),
    (
      ["generate", "P", "SEQ01", "--elements", "none"], #"{"action": "generate", "sequence": "SEQ01", "elements": []}"#
    ),
    (
      ["approve", "P", "SEQ01", "--take", "2", "--shot-from", "3:2", "--shot-from", "5:SEQ01_take001"],
      #"{"action": "approve", "sequence": "SEQ01", "take": 2, "shots": {"3": 2, "5": 1}}"#
    ),
    (["reject", "P", "SEQ01", "--take", "1"], #"{"action": "reject", "sequence": "SEQ01", "take": 1}"#),
    (["reopen", "P", "SEQ01"], #"{"action": "reopen", "sequence": "SEQ01"}"#),
    (["finalize", "P"], #"{"action": "finalize"}"#),
    (["finalize", "P", "SEQ01"], #"{"action": "finalize", "sequence": "SEQ01"}"#),
    (["cancel", "P", "SEQ01"], #"{"action": "cancel", "sequence": "SEQ01"}"#),
    (["cancel", "P", "--request", "night"], #"{"action": "cancel", "request": "night"}"#),
    (["confirm", "P", "--request", "night"], #"{"action": "confirm", "request": "night"}"#),
    (["confirm", "P", "night"], #"{"action": "confirm", "request": "night"}"#),
    (["resubmit", "P", "SEQ01", "--take", "1"], #"{"action": "resubmit", "sequence": "SEQ01", "take": 1}"#),
    (["abandon", "P", "SEQ01"], #"{"action": "abandon", "sequence": "SEQ01"}"#),
    (["animatic", "P"], #"{"action": "animatic"}"#),
  ]

  @Test("A command drops the request that its flags say, once", arguments: requests)
  func dropped(words: [String], request: String) async throws {
    let lock = try agentElsewhere()
    let ended = try await starsend.run(words.map { $0 == "P" ? studio.layout.root.display : $0 } + ["--id", "mine"])
    #expect(ended.status == 0, "\(ended.stderr)")
    let files = studio.names(studio.layout.inbox).filter { $0.hasSuffix(".json") }
    try #require(files.count == 1)
    let dropped = try Request.read(try DurableFile.read(studio.layout.inbox / files[0]))
    let expected = try Request.read(Data(request.utf8))
    #expect(dropped.work == expected.work && dropped.sequences == expected.sequences && dropped.note == expected.note)
    #expect(dropped.id?.text == "mine" && dropped.requestedBy == "tester")
    withExtendedLifetime(lock) {}
  }

  private static let mistakes: [(words: [String], said: String)] = [
    (["generate", "P", "SEQ01", "--mode", "both"], "--mode"),
    (["generate", "P", "SEQ01", "--shot-override", "2"], "--shot-override 2:"),
    (["generate", "P", "SEQ01", "--shot-override", "0:x"], "--shot-override"),
    (["generate", "P", "SEQ01", "--shot-override", "2: "], "--shot-override"),
    (["generate", "P", "SEQ01", "--shot-override", "2:a", "--shot-override", "2:b"], "shot 2 twice"),
    (["generate", "P", "SEQ01", "--prompt-from", "3:one"], "--prompt-from 3:1"),
    (["generate", "P", "SEQ01", "--prompt-from", "3:SEQ02_take001"], "--prompt-from"),
    (["generate", "P", "SEQ01", "--take", "-1"], "--take"),
    (["generate", "P", "SEQ01", "--take", "SEQ02_take001"], "--take"),
    (["generate", "P", "SEQ01", "--shots", "3,,5"], "--shots 3,5"),
    (["generate", "P", "SEQ01", "--shots", "3,x"], "--shots"),
    (["generate", "P", "SEQ01", "--shots", "3,3"], "--shots"),
    (["generate", "P", "SEQ01", "--shots", "3", "--mode", "multi_shot"], "--mode individual"),
    (["generate", "P", "SEQ01", "--count", "9"], "--count"),
    (["generate", "P", "SEQ01", "--count", "two"], "--count"),
    (["generate", "P", "SEQ01", "--start-frame", "../a.png"], "--start-frame frames/"),
    (["generate", "P", "SEQ01", "--elements", "a b"], "--elements"),
    (["generate", "P", "SEQ01", "seq01"], "twice"),
    (["approve", "P", "SEQ01", "--shot-from", "3=2"], "--shot-from 3:2"),
    (["grid", "P", "SEQ01", "--rows", "2"], "--columns"),
    (["grid", "P", "SEQ01", "--rows", "2", "--columns", "99"], "1 to 6"),
    (["grid", "P", "SEQ01", "--rows", "2", "--columns", "2", "--layout", "2x2"], "--layout"),
    (["cancel", "P"], "--request"), (["confirm", "P"], "--request"), (["animatic", "P", "SEQ01"], "PROJECT"),
  ]

  @Test("A value that cannot be read is told with its flag, and nothing is dropped", arguments: mistakes)
  func mistake(words: [String], said: String) async throws {
    let ended = try await starsend.run(words.map { $0 == "P" ? studio.layout.root.display : $0 })
    #expect(ended.status == 64)
    #expect(ended.stderr.contains(said) && ended.stderr.contains("starsend \(words[0])"), "\(ended.stderr)")
    #expect(studio.names(studio.layout.inbox) == ["done", "rejected"])
  }

  @Test("What only the contract forbids is refused before it lies in the inbox")
  func beforehand() async throws {
    for words in [
      ["approve", "P", "SEQ01", "SEQ02", "--take", "1"],
      ["generate", "P", "SEQ01", "--shot-override", "1:" + String(repeating: "x", count: 5_000)],
    ] {
      let ended = try await starsend.run(words.map { $0 == "P" ? studio.layout.root.display : $0 })
      #expect(ended.status == 65 && !ended.stderr.isEmpty)
    }
    #expect(studio.names(studio.layout.inbox) == ["done", "rejected"])
  }

  /// Holds the project as the agent of another machine would.
  private func agentElsewhere() throws -> FileLock {
    let lock = try FileLock(studio.layout.lock)
    try lock.acquire(LockHolder(host: "render1", pid: 4711, since: Timestamp(milliseconds: 0), command: "watch"))
    return lock
  }
}
