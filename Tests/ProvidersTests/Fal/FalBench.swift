import Execution
import Foundation
import Media
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Providers

/// A folder with pictures, fal on this machine, and a client of it that never really waits.
struct FalBench {
  let folder: TemporaryFolder
  let stub: FalStub
  let waits = Waits()

  /// What the client would have waited for.
  final class Waits: Sendable {
    private let list = Mutex<[Duration]>([])
    var all: [Duration] { list.withLock { $0 } }
    func add(_ wait: Duration) { list.withLock { $0.append(wait) } }
  }

  init() throws {
    folder = try TemporaryFolder()
    stub = try FalStub()
    stub.change { $0.video = Data("a video".utf8) }
    for (name, size) in [("frames/start.png", (534, 300)), ("refs/car/front.png", (300, 300))] {
      try folder.write(Self.picture(size.0, size.1), to: name)
    }
  }

  private static let pictures = Mutex<[[Int]: Data]>([:])

  /// Each is drawn once.
  static func picture(_ width: Int, _ height: Int, shade: UInt8 = 90) -> Data {
    pictures.withLock { pictures in
      let name = [width, height, Int(shade)]
      if let picture = pictures[name] { return picture }
      let picture = PlainPNG.data(PixelSize(width: width, height: height)) { x, y in
        (UInt8(x & 255), UInt8(y & 255), shade)
      }
      pictures[name] = picture
      return picture
    }
  }

  var settings: Fal.Settings {
    var settings = Fal.Settings()
    settings.queueURL = stub.queueURL
    settings.restURL = stub.restURL
    settings.apiURL = stub.apiURL
    return settings
  }

  var pace: Pace { pace(KillSwitch()) }

  /// Every wait is a point of the switch.
  func pace(_ kill: KillSwitch) -> Pace {
    Pace(
      sleep: { [waits] wait in
        waits.add(wait)
        await kill.point("waiting")
        try Task.checkCancellation()
        await Task.yield()
      }, jitter: { 0 })
  }

  func fal(
    _ model: String = "fal-ai/kling-video/o3/standard", key: String? = nil, clock: WallClock = .system,
    kill: KillSwitch = KillSwitch(),
    _ change: (inout Fal.Settings) -> Void = { _ in }
  ) throws -> Fal {
    var settings = settings
    change(&settings)
    return Fal(
      settings, model: model, key: Secret(key ?? stub.key),
      uploads: UploadRegister(folder.path / "agent/uploads.json", clock: clock), tools: try MediaTools.find(),
      pace: pace(kill), clock: clock)
  }

  func order(
    _ durations: [Double] = [3, 5], prompts: [String] = [], start: Bool = true, elements: [Element] = [],
    size: PixelSize = PixelSize(width: 1280, height: 720)
  ) -> Order {
    let shots = durations.enumerated().map { index, duration in
      ShotPrompt(
        index: index + 1, prompt: index < prompts.count ? prompts[index] : "shot \(index + 1)", duration: duration)
    }
    return .video(
      VideoOrder(
        shotPrompts: shots, startFrame: start ? folder.path / "frames/start.png" : nil,
        frameRate: FrameRate(numerator: 24, denominator: 1) ?? .film, size: size, audio: nil, elements: elements))
  }

  func element(_ id: String, views: Int = 0) throws -> Element {
    try folder.write(Self.picture(300, 300, shade: UInt8(id.utf8.count)), to: "refs/\(id)/front.png")
    let views = try (0..<views).map { index in
      try folder.write(Self.picture(300, 300, shade: UInt8(100 + index)), to: "refs/\(id)/view\(index).png")
    }
    return Element(id: try ElementID(id), frontal: folder.path / "refs/\(id)/front.png", views: views)
  }

  func call(_ order: Order? = nil, attempt: Int = 1) throws -> Call {
    Call(
      order: order ?? self.order(), key: StepKey(.multiShot, shot: try ShotID("SEQ05"), attempt: attempt),
      answer: AnswerFile(folder.path / "state/answers/SEQ05_take001.json"))
  }

  /// A call as far as its outcome.
  func submitted(_ fal: Fal, _ call: Call) async throws -> CallHandle {
    try await fal.submit(try await fal.prepare(call), call)
  }

  var takePath: FilePath { folder.path / "take.mp4" }

  /// A call from its uploads to its video.
  func made(_ fal: Fal, _ call: Call) async throws -> Collected {
    let handle = try await submitted(fal, call)
    let answer = try await fal.outcome(of: handle, call) { _ in }
    return try await fal.collect(answer, call, to: takePath) { _ in }
  }
}

/// What `work` throws, as that type.
func thrown<Failure: Error>(
  _ type: Failure.Type, by work: () async throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation
) async -> Failure? {
  do {
    _ = try await work()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  } catch let failure as Failure {
    return failure
  } catch {
    Issue.record("\(error) was thrown", sourceLocation: sourceLocation)
  }
  return nil
}
