public import Execution
public import Foundation
import Imaging
public import Media
public import Terms

/// The embedded provider: draws storyboard pictures and animatics on this machine, at no cost and with no key.
///
/// The pictures are real files that pass the same gates as anyone's: a person sees the cut before money is spent.
public struct Storyboard: Provider {
  public let name = "storyboard"
  public let model = "storyboard"
  public let isRepeatable = true
  public let isTrainedModel = false
  public let limits: ModelLimits
  private let pictureLimits: ModelLimits
  private let prices: Prices
  let tools: MediaTools

  /// - Parameters:
  ///   - limits: those of the video model that it stands in for, so that what it shows can be made by that model.
  ///   - pictures: those of the picture model that it stands in for.
  ///   - prices: what it books as if it cost that, to rehearse a budget; nobody is paid.
  public init(
    tools: MediaTools, limits: ModelLimits = .klingO3, pictures: ModelLimits = .geminiProImage,
    prices: Prices = Prices()
  ) {
    self.tools = tools
    self.limits = limits
    pictureLimits = pictures
    self.prices = prices
  }

  /// What a rehearsal books.
  public struct Prices: Hashable, Sendable {
    /// Of a second of video.
    public let second: Money
    public let picture: Money

    public init(second: Money = .zero, picture: Money = .zero) {
      self.second = second
      self.picture = picture
    }

    func price(_ order: Order) -> Money {
      switch order {
      case .keyframe: picture
      case .video(let order):
        Money(microUSD: Int64(Double(second.microUSD) * order.shotPrompts.map(\.duration).reduce(0, +)))
      }
    }
  }

  public func limits(for operation: StepKey.Operation) -> ModelLimits {
    operation == .keyframe ? pictureLimits : limits
  }

  /// Nothing, or what it rehearses with. Throws `bad_value` where the order cannot be drawn, `over_limits` where the model that it stands in for
  /// would not take it.
  public func quote(_ order: Order) throws -> Money {
    try OrderLimits.check(order)
    try limits(for: order.isKeyframe ? .keyframe : .multiShot).check(order)
    return prices.price(order)
  }

  public func prepare(_ call: Call) async throws -> Data {
    try OrderLimits.check(call.order)
    return try PlainJSON.line(StoryboardBody(call.order))
  }

  public func submit(_ body: Data, _ call: Call) async throws -> CallHandle { CallHandle(id: "storyboard:\(call.key)") }

  public func outcome(
    of handle: CallHandle, _ call: Call, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Data {
    try PlainJSON.line(["request": handle.id])
  }

  public func collect(
    _ answer: Data, _ call: Call, to destination: FilePath, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Collected {
    try OrderLimits.check(call.order)
    switch call.order {
    case .keyframe(let order): try await draw(order, key: call.key, to: destination)
    case .video(let order): try await film(order, key: call.key, to: destination, progress: progress)
    }
    progress(1)
    return Collected(cost: prices.price(call.order))
  }

  public func draft(_ order: Order) throws -> CallDraft {
    CallDraft(
      method: "draw", url: "on this machine", headers: [:],
      body: String(decoding: try PlainJSON.line(StoryboardBody(order)), as: UTF8.self), estimate: try quote(order))
  }
}

extension Storyboard {
  private func draw(_ order: KeyframeOrder, key: StepKey, to destination: FilePath) async throws {
    let bench = try Workbench(beside: destination)
    let svg = try await bench.drawing(of: order, key: key)
    let drawn = bench.path / "drawn.png"
    try await tools.run(
      ["-xerror"] + Self.drawing(svg) + [
        "-frames:v", "1", "-vf", "scale=\(order.size.width):\(order.size.height),format=rgb24", "-map_metadata", "-1",
        "-c:v", "png", "-pred", "mixed", "-compression_level", "4", "-f", "image2pipe", MediaTools.path(drawn),
      ], to: "draw \(destination.name)")
    let partial = PartialFile(for: destination)
    try await label(drawn, order, key: key, to: partial.path)
    try partial.commit()
  }

  /// Copies a picture and says in it what it shows and which step drew it; ffmpeg writes no such text.
  @concurrent
  private func label(
    _ picture: FilePath, _ order: KeyframeOrder, key: StepKey, to labelled: FilePath
  ) async throws {
    let provenance = Provenance(
      id: "\(key)", description: order.prompt, software: "Starsend Storyboard", isFromModel: false)
    try provenance.write(from: picture, to: labelled)
  }

  /// Draws a video that is nobody's take, such as a sequence of an animatic.
  public func film(_ order: VideoOrder, as name: String, to destination: FilePath) async throws {
    let shot = try ShotID(name)
    try await film(order, key: StepKey(.multiShot, shot: shot, attempt: 1), to: destination) { _ in }
  }

  private func film(
    _ order: VideoOrder, key: StepKey, to destination: FilePath, progress: @escaping @Sendable (Double) -> Void
  ) async throws {
    let bench = try Workbench(beside: destination)
    let partial = PartialFile(for: destination)
    let animatic = Animatic(order)
    let graph = try bench.write(animatic.graph, to: "graph.txt")
    let captions = try bench.write(animatic.captions.svg(), to: "captions.svg")
    let still = try await still(of: order, key: key, on: bench)
    let rate: [ChildProcess.Argument] = ["-framerate", "\(order.frameRate)"]
    var inputs = try rate + MediaTools.input(picture: still) + Self.drawing(captions)
    if let audio = order.audio { inputs += MediaTools.input(audio.file, as: .sound) }
    try await tools.run(
      inputs + ["-filter_complex_script", .init(graph), "-map", "[v]"]
        + (order.audio == nil ? [] : ["-map", "[a]", "-c:a", "aac", "-b:a", "192k"])
        + Self.encoding(order) + (try Self.metadata(key)) + ["-f", "mp4", MediaTools.path(partial.path)],
      to: "film \(destination.name)", frames: order.frames, progress: progress)
    try partial.commit()
  }

  /// The start frame, or a drawn one, as large as the animatic takes it. By itself, so that a broken picture is a
  /// problem, while a song with a broken frame or two still plays.
  private func still(of order: VideoOrder, key: StepKey, on bench: Workbench) async throws -> FilePath {
    let input: [ChildProcess.Argument]
    if let start = order.startFrame {
      input = try MediaTools.input(picture: start)
    } else {
      let prompt = order.shotPrompts.first?.prompt ?? ""
      let drawn = KeyframeOrder(prompt: prompt, layout: nil, size: order.size)
      input = Self.drawing(try await bench.drawing(of: drawn, key: key))
    }
    let still = bench.path / "still.png"
    try await tools.run(
      ["-xerror"] + input + [
        "-frames:v", "1", "-vf", "\(Animatic.cover(order.size))", "-c:v", "png", "-compression_level", "1", "-f",
        "image2pipe", MediaTools.path(still),
      ], to: "read the picture that \(key) starts on")
    return still
  }

  private static func drawing(_ svg: FilePath) -> [ChildProcess.Argument] {
    ["-protocol_whitelist", "file", "-f", "svg_pipe", "-i", MediaTools.path(svg)]
  }

  /// Plays everywhere, seeks quickly, and says which colours it means.
  private static func encoding(_ order: VideoOrder) -> [ChildProcess.Argument] {
    let second = max(Int(order.frameRate.framesPerSecond.rounded()), 1)
    return [
      "-fps_mode", "passthrough", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20",
      "-pix_fmt", "yuv420p", "-g", "\(2 * second)", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc",
      "bt709", "-color_range", "tv",
    ]
  }

  /// What the file says of itself: how it was made and by which step, and nothing of the machine.
  private static func metadata(_ key: StepKey) throws -> [ChildProcess.Argument] {
    let provenance = ["software": "starsend", "provider": "storyboard", "step": "\(key)"]
    return [
      "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-metadata", "title=Storyboard animatic",
      "-metadata", "comment=\(key)", "-metadata",
      .init(bytes: Array("starsend=".utf8) + (try PlainJSON.line(provenance))), "-movflags",
      "+faststart+use_metadata_tags",
    ]
  }
}

extension Workbench {
  /// Draws off the cooperative pool: a sheet of many panels is half a megabyte of markup.
  @concurrent
  func drawing(of order: KeyframeOrder, key: StepKey) async throws -> FilePath {
    try write(StoryboardSheet(order: order, seed: "\(key)").svg(), to: "sheet.svg")
  }
}
