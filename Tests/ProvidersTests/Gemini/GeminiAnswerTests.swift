import Execution
import Foundation
import Imaging
import TestSupport
import Terms
import Testing

@testable import Providers

@Suite("What Gemini answers becomes a picture")
struct GeminiAnswerTests {
  private let bench: GeminiBench

  init() throws { bench = try GeminiBench() }

  private func look(_ kind: GeminiStub.Look.Kind = .png, _ change: (inout GeminiStub.Look) -> Void) -> GeminiStub.Look {
    var look = GeminiStub.Look(kind)
    change(&look)
    return look
  }

  @Test("A PNG stays as it came, byte for byte, and is the grid that was ordered")
  func png() async throws {
    let collected = try await bench.make(try bench.gemini(), try bench.call())
    #expect(collected.original == nil)
    #expect(try bench.bytes(bench.destination) == GeminiStub.realPicture(.png, .quadrants))
    #expect(try Picture.probe(bench.destination).size == PixelSize(width: 344, height: 192))
    let panels = try PanelFinder.find(in: bench.destination, expecting: .quadrants)
    #expect(panels.isGrid)
  }

  @Test("The picture is as large as the model makes it where that matters")
  func large() async throws {
    let stub = try GeminiStub(shrink: 1)
    _ = try await bench.make(try bench.gemini(url: stub.url), try bench.call(bench.order(width: 1080, height: 1920)))
    #expect(try Picture.probe(bench.destination).size == PixelSize(width: 768, height: 1376))
  }

  @Test(
    "JPEG and WebP become PNG, and what the provider sent is kept beside it",
    arguments: [GeminiStub.Look.Kind.jpeg, .webp])
  func converted(kind: GeminiStub.Look.Kind) async throws {
    bench.stub.plan(.picture(.init(kind)))
    let collected = try await bench.make(try bench.gemini(), try bench.call())
    let ending = kind == .jpeg ? "jpg" : "webp"
    #expect(collected.original == FilePath("\(bench.destination).original.\(ending)"))
    #expect(try bench.bytes(try #require(collected.original)) == GeminiStub.realPicture(kind, .quadrants))
    #expect(try Picture.probe(bench.destination).size == PixelSize(width: 344, height: 192))
    #expect(try bench.folder.names().filter { $0.hasSuffix(".part") } == [bench.destination.name.display])
  }

  @Test("A JPEG that is declared as PNG is taken for what it is, and the other way round")
  func declared() async throws {
    bench.stub.plan(.picture(.init(.jpeg, declared: "image/png")), .picture(.init(.png, declared: "image/jpeg")))
    let first = try await bench.make(try bench.gemini(), try bench.call())
    #expect(first.original?.name.display.hasSuffix(".original.jpg") == true)
    try FileManager.default.removeItem(atPath: bench.destination.display)
    let second = try await bench.make(try bench.gemini(), try bench.call(attempt: 2))
    #expect(second.original == nil)
    #expect(try bench.bytes(bench.destination) == GeminiStub.realPicture(.png, .quadrants))
  }

  @Test("The last picture that is no thought is taken, whatever stands around it")
  func drafts() async throws {
    bench.stub.plan(
      .picture(
        look {
          $0.hasDrafts = true
          $0.endsWithThought = true
          $0.wordsAfter = "I hope that \"this\" helps."
        }))
    _ = try await bench.make(try bench.gemini(), try bench.call())
    #expect(try bench.bytes(bench.destination) == GeminiStub.realPicture(.png, .quadrants))
  }

  @Test("However the service writes its base64 and JSON, the picture is the same", arguments: 0..<5)
  func written(form: Int) async throws {
    bench.stub.plan(
      .picture(
        look {
          switch form {
          case 0: $0.isURLSafe = true
          case 1: $0.isPadded = false
          case 2: $0.isEscaped = true
          case 3: $0.isWrapped = true
          default: ($0.isURLSafe, $0.isPadded, $0.wordsBefore) = (true, false, nil)
          }
        }))
    _ = try await bench.make(try bench.gemini(), try bench.call())
    #expect(try bench.bytes(bench.destination) == GeminiStub.realPicture(.png, .quadrants))
  }

  @Test("What is kept of an answer is small and says where the picture lies")
  func summary() async throws {
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let handle = try await gemini.submit(try await gemini.prepare(call), call)
    #expect(handle.id == "response-1")
    let answer = try await gemini.outcome(of: handle, call) { _ in }
    #expect(answer.count < 1_000)
    let summary = try PlainJSON.decode(GeminiAnswer.Summary.self, from: answer)
    #expect(summary.finishReason == "STOP" && summary.modelVersion == "gemini-3-pro-image")
    #expect(summary.picture.mimeType == "image/png" && summary.usage.images == 1_120)
  }

  @Test("An answer without an id goes by its step; without usage, the picture alone is booked")
  func anonymous() async throws {
    bench.stub.plan(.picture(look { ($0.hasID, $0.hasUsage) = (false, false) }))
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let handle = try await gemini.submit(try await gemini.prepare(call), call)
    #expect(handle.id == "gemini:keyframe/SEQ05_grid/1")
    let answer = try await gemini.outcome(of: handle, call) { _ in }
    let collected = try await gemini.collect(answer, call, to: bench.destination) { _ in }
    #expect(collected.cost == Money(microUSD: 134_000) && bench.stub.total == collected.cost)
  }

  @Test(
    "What calls itself a picture and is none fails with its price",
    arguments: [GeminiStub.Look.Kind.text, .noise, .half])
  func noPicture(kind: GeminiStub.Look.Kind) async throws {
    bench.stub.plan(.picture(.init(kind)))
    let call = try bench.call()
    let failure = await #expect(throws: CallFailure.self) { try await bench.make(try bench.gemini(), call) }
    #expect(failure?.problem.code == .providerAnswer && failure?.cost == bench.stub.total)
    #expect(call.answer.isThere)
    #expect(try bench.folder.names() == ["answers"])
  }

  @Test("Collecting again gives the same again")
  func again() async throws {
    bench.stub.plan(.picture(.init(.jpeg)))
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let handle = try await gemini.submit(try await gemini.prepare(call), call)
    let answer = try await gemini.outcome(of: handle, call) { _ in }
    let first = try await gemini.collect(answer, call, to: bench.destination) { _ in }
    let picture = try bench.bytes(bench.destination)
    try FileManager.default.removeItem(atPath: bench.destination.display)
    let second = try await gemini.collect(answer, call, to: bench.destination) { _ in }
    #expect(try first == second && bench.bytes(bench.destination) == picture)
    #expect(bench.stub.posts == 1)
  }

  @Test("What somebody wrote into the take does not matter: the kept answer counts", arguments: ["", "no", "{}"])
  func tampered(answer: String) async throws {
    bench.stub.plan(.picture(.init(.jpeg)))
    let (gemini, call) = (try bench.gemini(), try bench.call())
    _ = try await gemini.submit(try await gemini.prepare(call), call)
    let collected = try await gemini.collect(Data(answer.utf8), call, to: bench.destination) { _ in }
    #expect(collected.cost == bench.stub.total && collected.original != nil)
  }

  @Test("Where this machine cannot write the picture, nothing is decided about the call")
  func localTrouble() async throws {
    let (gemini, call) = (try bench.gemini(), try bench.call())
    let handle = try await gemini.submit(try await gemini.prepare(call), call)
    let answer = try await gemini.outcome(of: handle, call) { _ in }
    let nowhere = bench.folder.path / "no such folder/picture.part"
    await #expect(throws: CallPause.self) { try await gemini.collect(answer, call, to: nowhere) { _ in } }
    _ = try await gemini.collect(answer, call, to: bench.destination) { _ in }
  }
}
