import DurableFiles
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

/// What people and scripts see of the executable: exit codes, what it prints, and where.
@Suite("The command line")
struct CommandLineTests {
  private let studio: Studio
  private let starsend: Executable

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
  }

  private var project: String { studio.layout.root.display }
  private var quick: [String] { ["--config", (studio.folder.path / "starsend.json").display] }

  // MARK: what it says about itself

  struct Manual: Decodable {
    let commands: [Command]

    struct Command: Decodable {
      let name: String
      let operands: String
      let options: [Option]
      let help: String
    }

    struct Option: Decodable {
      let name: String
      let value: String?
    }
  }

  @Test("Alone it prints its overview and ends like a misuse, so that a script notices")
  func alone() async throws {
    let ended = try await starsend.run()
    #expect(ended.status == 64)
    let asked = try await starsend.run("--help")
    #expect(asked.status == 0)
    #expect(asked.stdout == ended.stdout)
    for command in try await starsend.run("--help", "--json").json(Manual.self).commands {
      #expect(asked.stdout.contains("  \(command.name) \(command.operands)"))
    }
    for code in [0, 1, 64, 65, 69, 73, 75] { #expect(asked.stdout.contains("\n  \(code) "), "\(code)") }
  }

  @Test("Every command explains all of its options, with examples that begin as it is called")
  func help() async throws {
    let commands = try await starsend.run("--help", "--json").json(Manual.self).commands
    #expect(commands.count > 15)
    for command in commands {
      let ended = try await starsend.run(command.name.split(separator: " ").map(String.init) + ["--help"])
      #expect(ended.status == 0 && ended.stderr.isEmpty, "\(command.name)")
      #expect(ended.stdout.contains("starsend \(command.name)"))
      for option in command.options {
        #expect(ended.stdout.contains([option.name, option.value].compactMap { $0 }.joined(separator: " ")))
      }
      #expect(command.help.contains("\n  starsend \(command.name)"), "\(command.name) has no example")
    }
  }

  @Test("An example in a help text has only options that its command knows")
  func examples() async throws {
    let commands = try await starsend.run("--help", "--json").json(Manual.self).commands
    for command in commands {
      let known = Set(command.options.map(\.name))
      for line in command.help.split(separator: "\n") where line.hasPrefix("  starsend ") {
        let words = line.split(separator: " ").filter { $0.hasPrefix("-") && $0.count > 1 }
        for word in words { #expect(known.contains(String(word)), "\(command.name): \(word)") }
      }
    }
  }

  private static let misspelt: [(words: [String], hint: String)] = [
    (["statsu"], "starsend status"), (["picture", "corp"], "starsend picture crop"), (["picture"], "crop"),
    (["step", "keyframes", ".", "A"], "starsend step keyframe"), (["grid", ".", "A", "--wihs", "x"], "--wish"),
    (["schema", "recipt"], "receipt"), (["watch"], "DIR"), (["grid", "."], "PROJECT SEQ"),
    (["init", "a", "b"], "DIR"), (["grid", ".", "A", "--json=1"], "takes no value"),
    (["pick", ".", "A", "tl", "--grid"], "needs a value"),
  ]

  @Test(
    "What is misspelt is answered with what is near",
    arguments: misspelt)
  func nearest(words: [String], hint: String) async throws {
    let ended = try await starsend.run(words)
    #expect(ended.status == (words[0] == "schema" ? 65 : 64))
    #expect(ended.stdout.isEmpty)
    #expect(ended.stderr.contains(hint))
  }

  // MARK: errors

  struct Refusal: Decodable {
    let error: Problem
  }

  private static let refusals: [(words: [String], code: Int32)] = [
    (["frobnicate"], 64), (["grid"], 64), (["grid", "PROJECT", "SEQ01", "--no"], 64),
    (["status", "/nowhere/at/all"], 65), (["status", "PROJECT", "SEQ77"], 65), (["watch", "/nowhere/at/all"], 65),
    (["grid", "/nowhere/at/all", "SEQ01"], 65), (["pick", "PROJECT", "SEQ01", "middle"], 64),
    (["grid", "PROJECT", "SEQ01", "--config", "/nowhere.json"], 65), (["picture", "info", "/nowhere.png"], 65),
    (["picture", "info", "PROJECT/plan.json"], 65), (["schema", "nothing"], 65),
    (["step", "keyframe", "PROJECT", "a b", "--prompt", "x"], 65), (["step", "keyframe", "PROJECT", "A"], 64),
    (["step", "video", "PROJECT", "A", "--prompt", "x", "--duration", "0"], 64),
    (["step", "video", "PROJECT", "A", "--prompt", "x", "--duration", "nan"], 64),
    (["step", "multi-shot", "PROJECT", "A", "--shot", "no seconds"], 64),
    (["step", "keyframe", "PROJECT", "A", "--prompt", "x", "--size", "9x9999999999999999999999"], 64),
  ]

  @Test(
    "A refusal is one JSON object for a program, with a code, a sentence and a hint",
    arguments: refusals)
  func refusal(words: [String], code: Int32) async throws {
    let words = words.map { $0.replacingOccurrences(of: "PROJECT", with: project) }
    let ended = try await starsend.run(words + ["--json"])
    #expect(ended.status == code)
    #expect(ended.stderr.isEmpty)
    let refusal = try ended.json(Refusal.self)
    #expect(!refusal.error.message.isEmpty && !refusal.error.hint.isEmpty)
    // For people it is the same sentence, where errors belong.
    let spoken = try await starsend.run(words)
    #expect(spoken.status == code)
    #expect(spoken.stdout.isEmpty)
    #expect(spoken.stderr.contains(refusal.error.message))
  }

  @Test("Without ffmpeg, work ends with the code for a missing program, before anything is dropped")
  func withoutPrograms() async throws {
    let ended = try await starsend.run(["grid", project, "SEQ01", "--json"], environment: ["PATH": "/nowhere"])
    #expect(ended.status == 69)
    #expect(try ended.json(Refusal.self).error.code.rawValue == "program_missing")
    #expect(studio.names(studio.layout.inbox) == ["done", "rejected"])
  }

  // MARK: a project from nothing

  @Test("A project is laid out, and laying it out again changes nothing")
  func initialise() async throws {
    let folder = studio.folder
    #expect(try await starsend.run("init", (folder.path / "video").display).status == 0)
    let plan = try folder.read("video/plan.json")
    #expect(try JSONSchema(#require(Schemas.named("plan"))).faults(in: plan) == [])
    #expect(try JSONSchema(#require(Schemas.named("project"))).faults(in: folder.read("video/project.json")) == [])
    try folder.write("{}", to: "video/plan.json")
    #expect(try await starsend.run("init", (folder.path / "video").display).status == 0)
    #expect(try folder.read("video/plan.json") == Data("{}".utf8))
  }

  @Test("What START HERE says to drop, and where, is so")
  func startHere() async throws {
    let layout = ProjectLayout(root: studio.folder.path / "video")
    #expect(try await starsend.run("init", layout.root.display).status == 0)
    let text = String(decoding: try DurableFile.read(layout.startHere), as: UTF8.self)
    let quoted = text.split(separator: "\"").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    for folder in ["inbox", "grids", "picks", "takes", "results", "status"] {
      #expect(quoted.contains(folder), "\(folder)")
      #expect(FileStatus.of(layout.root / folder)?.kind == .folder)
    }
    let plan = try Plan.read(try DurableFile.read(layout.plan))
    let request = try #require(text.split(separator: "\n").first { $0.contains("{\"sequence\"") })
    #expect(try Request.read(Data(request.utf8)).sequences == plan.sequenceIDs)
    _ = try Marker.read(FileName("SEQ01.again"), sequences: plan.sequenceIDs)
    #expect(quoted.contains("SEQ01.again"))
  }

  @Test("Before any agent ran, the status shows the plan and says how to begin")
  func firstStatus() async throws {
    let spoken = try await starsend.run("status", project)
    #expect(spoken.status == 0)
    #expect(spoken.stdout.contains("SEQ01") && spoken.stdout.contains("starsend watch \(project)"))
    try await expectStatus("project-status", "status", project, "--json")
    try await expectStatus("status", "status", project, "seq01", "--json")
  }

  private func expectStatus(_ schema: String, _ words: String...) async throws {
    let ended = try await starsend.run(words)
    #expect(ended.status == 0)
    #expect(try JSONSchema(#require(Schemas.named(schema))).faults(in: Data(ended.stdout.utf8)) == [])
  }

  @Test("Every schema that is listed is printed, as JSON")
  func schemas() async throws {
    struct Entry: Decodable { let name: String }
    let names = try await starsend.run("schema", "--json").json([Entry].self).map(\.name)
    #expect(names == Schemas.all.map(\.name))
    for name in names {
      let ended = try await starsend.run("schema", name)
      #expect(ended.status == 0)
      _ = try JSONSchema(Data(ended.stdout.utf8))
    }
  }

  // MARK: work

  @Test("Where no agent runs a command is one, and a question is answered by a confirm", .timeLimit(.minutes(2)))
  func workAndConfirm() async throws {
    let receipts = try JSONSchema(#require(Schemas.named("receipt")))
    func work(_ words: String..., code: Int32) async throws -> Receipt {
      let ended = try await starsend.run(words + quick + ["--json"])
      #expect(ended.status == code, "\(words)")
      #expect(try receipts.faults(in: Data(ended.stdout.utf8)) == [])
      return try ended.json()
    }
    #expect(try await work("grid", project, "SEQ01", "--note", "rainy", code: 0).outputs.count == 5)
    #expect(try await work("pick", project, "SEQ01", "tl", "--id", "first", code: 0).id == RequestID("first"))
    #expect(try await work("pick", project, "SEQ01", "br", code: 75).state == .waitingForConfirmation)
    let confirmed = try await work("confirm", project, "seq01", code: 0)
    #expect(confirmed.action == "pick" && confirmed.state == .done)
    #expect(confirmed.outputs.contains { $0.text == "takes/SEQ01/SEQ01_take002.mp4" })
    #expect(studio.receipt("SEQ01.confirm")?.state == .done)
    let nothing = try await work("confirm", project, "SEQ01", code: 65)
    #expect(nothing.problem?.code.rawValue == "no_question")
    try await expectStatus("project-status", "status", project, "--json")
    try await expectStatus("status", "status", project, "SEQ01", "--json")
    let log = try await starsend.run("log", project, "SEQ01")
    #expect(log.status == 0 && log.stdout.contains("rainy"))
  }

  @Test("A project that an agent has is not taken from it: what wants it says who has it, what drops goes to it")
  func held() async throws {
    let lock = try FileLock(studio.layout.lock)
    try lock.acquire(
      LockHolder(host: "render1", pid: 4711, since: Timestamp(milliseconds: 1_795_179_845_678), command: "watch"))
    for words in [["watch", project], ["step", "keyframe", project, "A", "--prompt", "x"]] {
      let ended = try await starsend.run(words + ["--json"])
      #expect(ended.status == 75)
      let error = try ended.json(Refusal.self).error
      #expect(error.code.rawValue == "locked")
      #expect(error.message.contains("render1") && error.message.contains("4711"))
    }
    let dropped = try await starsend.run("grid", project, "SEQ01", "--id", "later")
    #expect(dropped.status == 0 && dropped.stdout.contains("render1"))
    #expect(studio.names(studio.layout.inbox).contains("later.json"))
    #expect(try await starsend.run("doctor", project).stdout.contains("render1"))
    withExtendedLifetime(lock) {}
  }
}
