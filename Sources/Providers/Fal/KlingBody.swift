import Execution
import Foundation
import Terms

/// An order as the body of a call: fal takes the model's input itself, without a wrapper.
///
/// Made only where every limit holds, so that nothing is uploaded or paid for what the model would refuse.
struct KlingBody {
  let endpoint: KlingModel.Endpoint
  private let model: KlingModel
  private let order: VideoOrder
  private let prompts: [String]
  private let seconds: [Int]
  /// Whether the video has sound of its own.
  let hasSound: Bool

  /// - Throws: `over_limits` and `bad_value` with the shot and the figure.
  init(_ order: VideoOrder, _ model: KlingModel, withAudio: Bool) throws(Problem) {
    try model.limits.check(.video(order))
    endpoint = try model.endpoint(for: order)
    self.model = model
    self.order = order
    hasSound = withAudio && model.hasAudio
    seconds = try order.shotPrompts.map { shot throws(Problem) in try Self.seconds(of: shot) }
    prompts = try Self.prompts(order, endpoint, model)
  }

  /// The last part of the address that it is sent to.
  var path: String { "\(model.id)/\(endpoint.name)" }

  /// Seconds.
  var duration: Int { seconds.reduce(0, +) }

  /// What the call costs at most.
  var price: Money { (model.price?.second(withAudio: hasSound) ?? .zero) * duration }

  /// The pictures that it shows the model, each once.
  var pictures: [FilePath] {
    var seen: Set<FilePath> = []
    let all = [order.startFrame].compactMap { $0 } + order.elements.flatMap { [$0.frontal] + Self.views(of: $0) }
    return all.filter { seen.insert($0).inserted }
  }

  /// The exact bytes: keys sorted, so that the same order is the same body.
  /// - Parameter address: where each picture was uploaded to.
  func data(_ address: (FilePath) -> String) throws -> Data { try PlainJSON.line(json(address)) }

  private func json(_ address: (FilePath) -> String) -> JSONValue {
    var fields: [String: JSONValue] = ["duration": .string("\(duration)")]
    if prompts.count == 1 {
      fields["prompt"] = .string(prompts[0])
    } else {
      fields["shot_type"] = "customize"
      fields["multi_prompt"] = .array(
        zip(prompts, seconds).map { .object(["prompt": .string($0), "duration": .string("\($1)")]) })
    }
    if model.hasAudio { fields["generate_audio"] = .bool(hasSound) }
    if endpoint.hasAspectRatio { fields["aspect_ratio"] = .string(Self.ratio(nearest: order.size)) }
    if let startFrame = order.startFrame.map(address) {
      switch endpoint.startFrame {
      case .required(let field), .optional(let field): fields[field] = .string(startFrame)
      case .asReference: fields["image_urls"] = .array([.string(startFrame)])
      case .none: break
      }
    }
    if !order.elements.isEmpty { fields["elements"] = .array(order.elements.map { Self.json($0, address) }) }
    return .object(fields)
  }

  private static func json(_ element: Element, _ address: (FilePath) -> String) -> JSONValue {
    .object([
      "frontal_image_url": .string(address(element.frontal)),
      "reference_image_urls": .array(views(of: element).map { .string(address($0)) }),
    ])
  }

  /// Kling wants one to three further pictures; where there is none, the frontal one serves again.
  private static func views(of element: Element) -> [FilePath] {
    element.views.isEmpty ? [element.frontal] : Array(element.views.prefix(3))
  }

  private static func ratio(nearest size: PixelSize) -> String {
    let ratio = Double(max(size.width, 1)) / Double(max(size.height, 1))
    let known = ["16:9": 16.0 / 9, "9:16": 9.0 / 16, "1:1": 1]
    return known.min { abs(log($0.value / ratio)) < abs(log($1.value / ratio)) }?.key ?? "16:9"
  }
}

// MARK: - Limits of the final text

extension KlingBody {
  private static func seconds(of shot: ShotPrompt) throws(Problem) -> Int {
    if let seconds = Int(exactly: shot.duration), (1...15).contains(seconds) { return seconds }
    throw Problem(
      .overLimits, "Shot \(shot.index) lasts \(shot.duration) s; Kling makes shots of 1 to 15 whole seconds.",
      hint: "Round it up, and trim the video.")
  }

  private static func prompts(
    _ order: VideoOrder, _ endpoint: KlingModel.Endpoint, _ model: KlingModel
  ) throws(Problem) -> [String] {
    var prompts = ElementMentions(order.elements).apply(to: order.shotPrompts.map(\.prompt))
    if order.startFrame != nil, endpoint.startFrame == .asReference, let first = prompts.first {
      prompts[0] = "Take @Image1 as the start frame. \(first)"
    }
    guard !prompts.isEmpty else {
      throw Problem(.badValue, "The order has no shot.", hint: "Give at least one shot a prompt and a duration.")
    }
    for (shot, prompt) in zip(order.shotPrompts, prompts) { try check(prompt, of: shot, model.limits) }
    return prompts
  }

  private static func check(_ prompt: String, of shot: ShotPrompt, _ limits: ModelLimits) throws(Problem) {
    guard !shot.prompt.allSatisfy(\.isWhitespace) else {
      throw Problem(.badValue, "Shot \(shot.index) has no prompt.", hint: "Say what it is to show.")
    }
    // Counted as services do it; an emoji may be several.
    let count = prompt.unicodeScalars.count
    guard count > limits.promptCharacters else { return }
    throw Problem(
      .overLimits,
      "The prompt of shot \(shot.index) has \(count) characters with its elements named as Kling knows them; "
        + "\(limits.model) takes \(limits.promptCharacters) (\(limits.source), \(limits.dated)).",
      hint: "Shorten that prompt.")
  }
}
