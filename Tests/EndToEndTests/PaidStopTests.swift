import DurableFiles
import FolderContract
import Foundation
import Glibc
import Terms
import TestSupport
import Testing

/// What stops the agent, and what the providers' refusals stop.
@Suite("An agent that pays is stopped", .serialized, .timeLimit(.minutes(5)))
struct PaidStopTests {
  private func start(_ house: PaidHouse, _ environment: [String: String] = [:]) throws -> Running {
    let folder = house.studio.folder.path
    let starsend = try Executable(home: folder / "home")
    return try starsend.start(
      ["watch", house.studio.layout.root.display, "--config", (folder / "starsend.json").display],
      environment: house.secrets.merging(environment) { _, new in new })
  }

  @Test("Asked to stop, it waits for the call that Gemini is answering; the next start pays nothing")
  func terminated() async throws {
    let gate = LoopbackServer.Gate()
    let house = try PaidHouse { _ in GeminiStub.Reaction(.picture(.init()), fault: .stall(until: gate)) }
    let agent = try start(house)
    try house.studio.drop(#"{"sequence": "SEQ01", "id": "first"}"#, as: "inbox/first.json")
    await house.gemini.server.request(1)
    agent.send(SIGTERM)
    #expect(await agent.says("is waited for"))
    gate.open()
    let ended = await agent.end()
    #expect(ended.status == 0, "\(ended.stderr)")
    let next = try start(house)
    #expect(await next.says("watching"))
    try await house.studio.until { house.studio.receipt("first")?.state == .done }
    next.send(SIGTERM)
    #expect(await next.end().status == 0)
    #expect(house.gemini.posts == 1 && house.gemini.bill.count == 1)
    try house.expectTrueBooks(state: "home/state")
  }

  @Test("What a crash prints and leaves behind has no key in it")
  func crashed() async throws {
    let gate = LoopbackServer.Gate()
    let house = try PaidHouse { _ in GeminiStub.Reaction(.picture(.init()), fault: .stall(until: gate)) }
    let agent = try start(house, ["SWIFT_BACKTRACE": "enable=yes,color=no,interactive=no,threads=all,registers=all"])
    try house.studio.drop(#"{"sequence": "SEQ01", "id": "first"}"#, as: "inbox/first.json")
    await house.gemini.server.request(1)
    agent.send(SIGSEGV)
    // The report is written, and what was not really damaged goes on.
    #expect(await agent.says("Backtrace took"))
    agent.send(SIGKILL)
    let ended = await agent.end()
    gate.open()
    #expect(ended.stderr.contains("rax 0x"), "\(ended.stderr.prefix(500))")
    #expect(PaidHouse.keys(in: Data((ended.stderr + ended.stdout).utf8)) == [])
    try PaidHouse.expectNoKey(in: house.studio.folder.path)
  }

  @Test(
    "A key that is refused three times holds fal: what is left waits, is told why, and goes on by itself when it is mended"
  )
  func held() async throws {
    let house = try PaidHouse(key: "kid-wrong:secret-wrong", concurrency: 1)
    let studio = house.studio
    try studio.plan(sequences: 5)
    let agent = try start(house)
    for number in 1...5 {
      try studio.drop(
        #"{"sequence": "SEQ0\#(number)", "id": "go\#(number)", "action": "generate"}"#, as: "inbox/go\(number).json")
    }
    #expect(await agent.says("fal is held"))
    try await studio.until { studio.project?.holds.isEmpty == false }
    let hold = try #require(studio.project?.holds.first)
    #expect(hold.provider == "fal" && hold.code == "key_refused" && !hold.hint.isEmpty)
    let states = (1...5).compactMap { studio.receipt("go\($0)")?.state }
    #expect(states.filter { $0 == .failed }.count == 3, "\(states)")
    #expect(states.filter { !$0.isFinal }.count == 2, "\(states)")
    agent.send(SIGTERM)
    #expect(await agent.end().status == 0)
    let mended = try start(house, ["FAL_KEY": PaidHouse.falKey])
    try await studio.until { (1...5).allSatisfy { studio.receipt("go\($0)")?.state.isFinal == true } }
    #expect((1...5).filter { studio.receipt("go\($0)")?.state == .done }.count == 2)
    mended.send(SIGTERM)
    #expect(await mended.end().status == 0)
    #expect(house.fal.accepted.count == 2)
    try house.expectTrueBooks(state: "home/state")
  }
}

extension Studio {
  /// So many sequences that need no grid.
  fileprivate func plan(sequences: Int) throws {
    let all = (1...sequences).map {
      #"{"id": "SEQ0\#($0)", "grid": false, "shots": [{"prompt": "Shot of \#($0)", "duration": 3}]}"#
    }
    try folder.write(#"{"project": "held", "sequences": [\#(all.joined(separator: ","))]}"#, to: "project/plan.json")
  }

  var project: ProjectStatus? {
    (try? DurableFile.read(layout.projectStatus)).flatMap { try? PlainJSON.decode(ProjectStatus.self, from: $0) }
  }
}
