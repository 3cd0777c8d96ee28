import Execution
import Foundation
import Media
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct FalUploadTests {
  private let bench: FalBench

  init() throws { bench = try FalBench() }

  @Test("Each content is uploaded once, whatever its name, and its address serves the next call as well")
  func once() async throws {
    let fal = try bench.fal()
    let copy = try bench.folder.write(bench.folder.read("frames/start.png"), to: "refs/car/copy.png")
    let car = Element(id: try ElementID("car"), frontal: copy, views: [])
    let first = try await fal.prepare(bench.call(bench.order([5], elements: [car])))
    #expect(bench.stub.count(.put) == 1)
    let again = try await fal.prepare(bench.call(bench.order([5], elements: [car]), attempt: 2))
    #expect(first == again)
    #expect(bench.stub.count(.put) == 1)
    let other = try await bench.fal().prepare(bench.call(bench.order([5], elements: [car])))
    #expect(other == first)
    #expect(bench.stub.count(.initiate) == 1)
    #expect(try bench.stub.uploads.values.map { $0 } == [bench.folder.read("frames/start.png")])
    #expect(bench.stub.leaks == [])
  }

  @Test("Uploads expire when the settings say, and are renewed where too little time is left")
  func expiry() async throws {
    let now = Mutex(Timestamp(Date()))
    let clock = WallClock { now.withLock { $0 } }
    let fal = try bench.fal(clock: clock) { $0.uploadHours = 30 }
    let call = try bench.call()
    _ = try await fal.prepare(call)
    #expect(bench.stub.lifecycles == ["{\"expiration_duration_seconds\":108000}"])
    now.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + 14 * 3_600_000) }
    _ = try await fal.prepare(call)
    #expect(bench.stub.count(.put) == 1)
    now.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + 2 * 3_600_000) }
    _ = try await fal.prepare(call)
    #expect(bench.stub.count(.put) == 2)
  }

  @Test("The public address says nothing of the project, and the bytes carry their real type")
  func names() async throws {
    let jpeg = bench.folder.path / "frames/Secret Title.png"
    try await Program.run(
      "ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=400x300", "-frames:v", "1", "-f", "mjpeg",
      jpeg.display)
    let order = VideoOrder(
      shotPrompts: [ShotPrompt(index: 1, prompt: "x", duration: 5)], startFrame: jpeg, frameRate: .film,
      size: PixelSize(width: 640, height: 360), audio: nil)
    _ = try await bench.fal().prepare(bench.call(.video(order)))
    let address = try #require(bench.stub.uploads.keys.first)
    #expect(address.hasSuffix(".jpg"))
    #expect(!address.contains("Secret"))
    #expect(bench.stub.violations == [])
  }

  @Test("Trouble while uploading is tried again, and what stays is told without a call")
  func trouble() async throws {
    let fal = try bench.fal()
    for fault in [FalStub.Fault.status(503), .cutBefore, .status(200, "{}"), .status(429)] {
      bench.stub.fault(.initiate, fault)
    }
    for fault in [FalStub.Fault.status(500), .cutBefore, .status(408)] { bench.stub.fault(.put, fault) }
    _ = try await fal.prepare(bench.call())
    #expect(bench.stub.count(.put) == 4)
    #expect(bench.stub.uploads.count == 1)
  }

  @Test(
    "An upload that is refused ends the take for free, with its reason",
    arguments: [(401, Problem.Code.keyRefused), (403, .keyRefused), (422, .providerRefused), (500, .providerDown)])
  func refused(status: Int, code: Problem.Code) async throws {
    bench.stub.fault(.initiate, .status(status), times: 20)
    let call = try bench.call()
    #expect(await thrown(Problem.self) { try await bench.fal().prepare(call) }?.code == code)
    #expect(bench.stub.count(.submit) == 0)
  }

  @Test("Bytes go only to https, or to this machine")
  func insecure() async throws {
    bench.stub.fault(
      .initiate, .status(200, "{\"file_url\":\"https://x/y\",\"upload_url\":\"http://example.com/upload\"}"))
    let call = try bench.call()
    #expect(await thrown(Problem.self) { try await bench.fal().prepare(call) } != nil)
    #expect(bench.stub.count(.put) == 0)
  }

  @Test("Pictures that Kling would refuse are named before any of them is uploaded")
  func pictures() async throws {
    let fal = try bench.fal()
    var huge = FalBench.picture(300, 300)
    huge.append(Data(count: 10_000_001))
    let pictures: [(String, Data, Problem.Code, String)] = [
      ("small.png", FalBench.picture(299, 400), .overLimits, "299x400"),
      ("wide.png", FalBench.picture(760, 300), .overLimits, "0.4 to 2.5"),
      ("high.png", FalBench.picture(300, 760), .overLimits, "0.4 to 2.5"),
      ("huge.png", huge, .overLimits, "10 MB"), ("text.png", Data("no picture".utf8), .mediaUnreadable, "no picture"),
      ("gif.png", Data("GIF89a123456".utf8), .mediaUnreadable, "no picture"),
      ("empty.png", Data(), .mediaUnreadable, "no"),
      ("broken.png", FalBench.picture(300, 300).prefix(20), .mediaUnreadable, "refs/car/broken.png"),
    ]
    for (name, bytes, code, text) in pictures {
      let file = try bench.folder.write(bytes, to: "refs/car/\(name)")
      let car = Element(id: try ElementID("car"), frontal: bench.folder.path / "refs/car/front.png", views: [file])
      let call = try bench.call(bench.order([5], elements: [car]))
      let problem = await thrown(Problem.self) { try await fal.prepare(call) }
      #expect(problem?.code == code, "\(name)")
      #expect(problem?.message.contains(name) == true, "\(name): \(problem?.message ?? "")")
      #expect(problem?.message.contains(text) == true, "\(name): \(problem?.message ?? "")")
      #expect(problem?.hint.isEmpty == false)
    }
    let missing = Element(id: try ElementID("car"), frontal: bench.folder.path / "refs/car/none.png", views: [])
    let call = try bench.call(bench.order([5], elements: [missing]))
    #expect(await thrown(Problem.self) { try await fal.prepare(call) }?.message.contains("refs/car/none.png") == true)
    #expect(bench.stub.received.isEmpty)
  }
}
