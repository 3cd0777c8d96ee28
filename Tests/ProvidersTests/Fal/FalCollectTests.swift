import Execution
import Foundation
import Media
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct FalCollectTests {
  private let bench: FalBench
  private let fal: Fal

  init() throws {
    bench = try FalBench()
    fal = try bench.fal()
  }

  private func answered(_ call: Call) async throws -> Data {
    let handle = try await bench.submitted(fal, call)
    return try await fal.outcome(of: handle, call) { _ in }
  }

  private func answer(_ call: Call, url: String, bytes: Int? = nil) async throws -> Data {
    let size = bytes.map { ",\"file_size\":\($0)" } ?? ""
    bench.stub.fate(.replay(status: 200, json: "{\"video\":{\"url\":\"\(url)\"\(size)}}"))
    return try await answered(call)
  }

  static let troubles: [FalStub.Fault] = [
    .status(500), .status(503), .status(429, "", headers: [("retry-after", "7")]), .cutBefore,
    .broken(.cutAfterHeaders),
    .broken(.cut(afterBytes: 3)), .broken(.closeAtOnce), .status(200, ""), .status(200, "a vide"),
  ]

  @Test("A download that fails or is cut is made again, and the video never", arguments: troubles.indices)
  func again(index: Int) async throws {
    bench.stub.fault(.download, Self.troubles[index], times: 3)
    _ = try await bench.made(fal, bench.call())
    #expect(try bench.folder.read("take.mp4") == Data("a video".utf8))
    #expect(bench.stub.count(.download) == 4)
    #expect(bench.stub.count(.submit) == 1)
    #expect(bench.stub.leaks == [])
  }

  @Test("Without a size from fal the length that the download itself announces is held against it")
  func noFileSize() async throws {
    bench.stub.change { $0.namesFileSize = false }
    bench.stub.fault(.download, .broken(.cut(afterBytes: 3)))
    _ = try await bench.made(fal, bench.call())
    #expect(try bench.folder.read("take.mp4") == Data("a video".utf8))
    #expect(bench.stub.count(.download) == 2)
  }

  @Test("An address that has expired is asked for again, and the video is not made again", arguments: [403, 404, 410])
  func expired(status: Int) async throws {
    let call = try bench.call()
    let answer = try await answered(call)
    bench.stub.moveVideos()
    bench.stub.fault(.download, .status(status))
    let collected = try await fal.collect(answer, call, to: bench.takePath) { _ in }
    #expect(collected.cost == bench.stub.bill)
    #expect(bench.stub.count(.result) == 2)
    #expect(bench.stub.count(.submit) == 1)
  }

  @Test("A video whose address stays gone waits, and nothing is left in its place")
  func gone() async throws {
    let call = try bench.call()
    let answer = try await answered(call)
    bench.stub.fault(.download, .status(404), times: 99)
    let pause = await thrown(CallPause.self) { try await fal.collect(answer, call, to: bench.takePath) { _ in } }
    #expect(pause?.problem.code == .downloadFailed)
    #expect(try bench.folder.names() == ["agent", "frames", "refs"])
    #expect(bench.stub.count(.submit) == 1)
  }

  @Test("A result that is lost after the video's address has gone is told as that")
  func resultGone() async throws {
    let call = try bench.call()
    let answer = try await answered(call)
    bench.stub.fault(.download, .status(404), times: 99)
    bench.stub.fault(.result, .status(404), times: 99)
    let problem = await thrown(Problem.self) { try await fal.collect(answer, call, to: bench.takePath) { _ in } }
    #expect(problem?.code == .requestGone)
  }

  @Test("A result that fails now is no failure of a call that ended well before", arguments: [422, 500])
  func resultFails(status: Int) async throws {
    let call = try bench.call()
    let answer = try await answered(call)
    bench.stub.fault(.download, .status(404))
    bench.stub.fault(.result, .status(status, "{\"detail\":\"x\",\"error_type\":\"internal_error\"}"), times: 9)
    #expect(await thrown(CallPause.self) { try await fal.collect(answer, call, to: bench.takePath) { _ in } } != nil)
  }

  @Test("A size that never fits waits for a person")
  func wrongSize() async throws {
    let files = try LoopbackServer { _ in LoopbackServer.Reply(body: Data("short".utf8)) }
    let call = try bench.call()
    let answer = try await answer(call, url: "\(files.url)/x.mp4", bytes: 9)
    let pause = await thrown(CallPause.self) { try await fal.collect(answer, call, to: bench.takePath) { _ in } }
    #expect(pause?.problem.code == .downloadFailed)
    #expect(!bench.folder.exists("take.mp4"))
  }

  @Test("A disk that cannot be written to waits for a person")
  func disk() async throws {
    let call = try bench.call()
    let answer = try await answered(call)
    let nowhere = bench.folder.path / "none/take.mp4"
    let pause = await thrown(CallPause.self) { try await fal.collect(answer, call, to: nowhere) { _ in } }
    #expect(pause?.problem.code == .downloadFailed)
  }

  @Test("Redirects are followed by hand without the key, three of them, and never to a plain http host")
  func redirects() async throws {
    let hops = Mutex(3)
    let files = try LoopbackServer { request in
      let left = hops.withLock { left in
        left -= 1
        return left
      }
      return left >= 0
        ? LoopbackServer.Reply(302, headers: [("location", left % 2 == 0 ? "/next\(left)" : "next\(left)?a=b")])
        : LoopbackServer.Reply(body: Data("a video".utf8))
    }
    let call = try bench.call()
    let answer = try await answer(call, url: "\(files.url)/x.mp4")
    _ = try await fal.collect(answer, call, to: bench.takePath) { _ in }
    #expect(try bench.folder.read("take.mp4") == Data("a video".utf8))
    #expect(files.received.map(\.path) == ["/x.mp4", "/next2", "/next1", "/next0"])
    #expect(files.received.allSatisfy { $0.headers["authorization"] == nil })
    for place in ["http://example.com/x.mp4", "file:///etc/passwd", "ftp://127.0.0.1/x"] {
      let strange = try LoopbackServer { _ in LoopbackServer.Reply(302, headers: [("location", place)]) }
      let other = try bench.call()
      let answer = try await self.answer(other, url: "\(strange.url)/x.mp4")
      let pause = await thrown(CallPause.self) {
        try await fal.collect(answer, other, to: bench.folder.path / "b.mp4") { _ in }
      }
      #expect(pause?.problem.code == .downloadFailed, "\(place)")
    }
  }

  @Test("Too many redirects are an address that leads nowhere")
  func endless() async throws {
    let files = try LoopbackServer { _ in LoopbackServer.Reply(302, headers: [("location", "/on")]) }
    let call = try bench.call()
    let answer = try await answer(call, url: "\(files.url)/x.mp4")
    let pause = await thrown(CallPause.self) { try await fal.collect(answer, call, to: bench.takePath) { _ in } }
    #expect(pause?.problem.code == .downloadFailed)
  }

  @Test(
    "A video costs what was ordered at least, and more where fal counted more: what it counts in is not known for sure",
    arguments: [("6", 672_000), ("1", 672_000), ("10", 840_000), ("500", 672_000)])
  func units(counted: String, cost: Int64) async throws {
    let call = try bench.call(bench.order([3, 5]))
    bench.stub.change { $0.namesUnits = true }
    #expect(try await bench.made(fal, call).cost == Money(microUSD: 672_000))
    let json = "{\"video\":{\"url\":\"\(bench.stub.filesURL)/media/0/x.mp4\"}}"
    bench.stub.fate(.replay(status: 200, json: json, headers: [("X-Fal-Billable-Units", counted)]))
    let answer = try await answered(call)
    bench.stub.fault(.download, .status(200, "a video"))
    let other = bench.folder.path / "other.mp4"
    #expect(try await fal.collect(answer, call, to: other) { _ in }.cost == Money(microUSD: cost))
  }

  @Test("With sound a second costs what it costs with sound")
  func sound() async throws {
    let fal = try bench.fal { $0.generateAudio = true }
    let call = try bench.call()
    #expect(try fal.quote(call.order) == Money(microUSD: 896_000))
    #expect(try await bench.made(fal, call).cost == bench.stub.bill)
    #expect(bench.stub.bill == Money(microUSD: 896_000))
  }

  @Test("A kept answer that is none leaves everything open", arguments: ["", "{}", "[1]"])
  func unreadable(answer: String) async throws {
    let call = try bench.call()
    let problem = await thrown(Problem.self) {
      try await fal.collect(Data(answer.utf8), call, to: bench.takePath) { _ in }
    }
    #expect(problem?.code == .providerAnswer)
  }

  @Test("A real video arrives: as long as was ordered, beginning on the start frame, and moving")
  func realVideo() async throws {
    bench.stub.change { $0.video = nil }
    let order = VideoOrder(
      shotPrompts: [ShotPrompt(index: 1, prompt: "x", duration: 3)], startFrame: bench.folder.path / "frames/start.png",
      frameRate: .film, size: PixelSize(width: 426, height: 240), audio: nil)
    let parts = Mutex<[Double]>([])
    let call = try bench.call(.video(order))
    let answer = try await answered(call)
    _ = try await fal.collect(answer, call, to: bench.takePath) { part in parts.withLock { $0.append(part) } }
    let seen = try await fal.tools.inspect(bench.takePath, startFrame: order.startFrame)
    #expect(seen.decodedFrames == 72)
    #expect(seen.decodeErrors == [])
    #expect(seen.info.size == order.size)
    #expect(try #require(seen.firstFrame).difference < 0.12)
    #expect(seen.frozenRatio < 0.6)
    #expect(seen.blackRatio < 0.5)
    #expect(parts.withLock { $0.last } == 1)
  }
}
