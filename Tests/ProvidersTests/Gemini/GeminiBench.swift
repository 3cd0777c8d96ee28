import Execution
import Foundation
import Media
import Synchronization
import TestSupport
import Terms

@testable import Providers

/// A Gemini that calls the stub, and a folder for what comes of it.
struct GeminiBench {
  let stub: GeminiStub
  let folder: TemporaryFolder
  /// The waits between tries, none of which is really waited for.
  let waits = Waits()

  init(
    models: Set<String> = GeminiStub.currentModels,
    rule: @escaping @Sendable (GeminiStub.Asked) -> GeminiStub.Reaction? =
      { _ in nil }
  ) throws {
    stub = try GeminiStub(models: models, rule: rule)
    folder = try TemporaryFolder()
  }

  final class Waits: Sendable {
    private let waits = Mutex<[Duration]>([])
    var all: [Duration] { waits.withLock { $0 } }
    func add(_ wait: Duration) { waits.withLock { $0.append(wait) } }
  }

  func gemini(
    _ model: String = "gemini-3-pro-image", size: String = "2K", key: String? = nil, url: String? = nil,
    now: String = "2026-11-20T12:00:00.000Z"
  ) throws -> Gemini {
    let time = try PlainJSON.decode(Timestamp.self, from: Data("\"\(now)\"".utf8))
    return Gemini(
      Gemini.Settings(url: url ?? stub.url, imageSize: size), model: model, key: Secret(key ?? stub.key),
      tools: try MediaTools.find(),
      pace: Pace(sleep: { [waits] in waits.add($0) }, jitter: { 1 }), clock: WallClock { time })
  }

  func order(
    _ prompt: String = "A street at night. One image divided into a 2x2 grid of 4 options.", elements: [Element] = [],
    width: Int = 3840, height: Int = 2160
  ) -> Order {
    .keyframe(
      KeyframeOrder(
        prompt: prompt, layout: .quadrants, size: PixelSize(width: width, height: height), elements: elements))
  }

  /// An element with real pictures, the frontal one first.
  func element(_ id: String, _ pictures: Int = 1, description: String? = nil) throws -> Element {
    let files = try (0..<pictures).map { number in
      let shade = UInt8(40 * number)
      return try folder.write(
        PlainPNG.data(PixelSize(width: 8, height: 6)) { x, y in (UInt8(x * 20), UInt8(y * 30), shade) },
        to: "refs/characters/\(id)/\(number)-view.png")
    }
    return Element(
      id: try ElementID(id), description: description, frontal: files[0], views: Array(files.dropFirst()))
  }

  func call(_ order: Order? = nil, attempt: Int = 1) throws -> Call {
    let key = StepKey(.keyframe, shot: try ShotID("SEQ05_grid"), attempt: attempt)
    return Call(
      order: order ?? self.order(), key: key, answer: AnswerFile(folder.path / "answers/SEQ05_take00\(attempt).json"))
  }

  var destination: FilePath { folder.path / ".starsend-SEQ05_g02.png.part" }

  /// Everything from the order to the picture.
  func make(_ gemini: Gemini, _ call: Call) async throws -> Collected {
    let body = try await gemini.prepare(call)
    let handle = try await gemini.submit(body, call)
    let answer = try await gemini.outcome(of: handle, call) { _ in }
    return try await gemini.collect(answer, call, to: destination) { _ in }
  }

  func bytes(_ file: FilePath) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file.display)) }
}
