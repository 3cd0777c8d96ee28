import DurableFiles
public import Terms

/// One attempt at a shot: what was asked of the provider, how far it came, what it cost and what came of it.
///
/// It holds all that is needed to go on after a kill; paths are relative to the project.
public struct TakeRecord: Hashable, Sendable {
  /// Such as `SEQ05_take002`.
  public let id: String
  public let key: StepKey
  public let provider: String
  public let model: String
  /// Whether a trained model made the pixels.
  public let isFromModel: Bool
  /// False where the provider has sizes and frame rates of its own.
  private let exact: Bool?
  /// What people read where there is no room for all prompts.
  public let promptSummary: String
  /// The prompt of every shot; for a picture, one shot of no duration.
  public let shotPrompts: [ShotPrompt]
  public let size: PixelSize
  /// For a grid, its layout; nil for a single picture or a video.
  public let layout: GridLayout?
  public let startFrame: String?
  /// Nil for a picture.
  public let frameRate: FrameRate?
  public let audio: Audio?
  /// Where the artifact goes; nothing of that name existed when the take began.
  public let output: String
  /// What its money is counted for, such as a sequence.
  public let account: String
  public internal(set) var estimate: Money
  /// Whether it is one call for a whole sequence or one for a single shot, where it was said.
  public let mode: TakeMode?
  private let elementsUsed: [TakeElement]?
  private let elementsDropped: [ElementID]?
  /// What was set aside for the whole request, which this call draws from.
  public let allotment: String?
  public let createdAt: Timestamp

  /// How far it came.
  public var phase: Phase = .prepared
  /// Of the exact body that was sent.
  public var bodySHA256: String?
  public var submittedAt: Timestamp?
  /// The exact body, where it is short, until the take has ended: by it a call is found whose answer was lost.
  public var body: String?
  /// The provider's id of the call.
  public var requestID: String?
  /// Where the provider is asked about it.
  public var addresses: Addresses?
  /// The provider's raw answer, as text; a long one, which holds the artifact itself, goes once that is there.
  public var answer: String?
  public var outputSHA256: String?
  /// The file as the provider sent it, where the artifact is a conversion of it.
  public var original: String?
  public var cost: Money?
  public var gates: [GateVerdict] = []
  public var problem: Problem?
  public var completedAt: Timestamp?

  /// The durable steps of a take, in their order; see `StepRunner`.
  public enum Phase: String, Codable, Sendable, CaseIterable {
    case prepared, submitting, submitted, answered, collected, judged, complete, failed, cancelled

    /// Whether nothing more will happen to the take.
    public var isFinal: Bool { self == .complete || self == .failed || self == .cancelled }

    /// Whether what comes next is asked of the provider.
    var isAway: Bool { [.prepared, .submitting, .submitted, .answered].contains(self) }
  }

  /// Where the sound is taken from.
  public struct Audio: Hashable, Sendable, Codable {
    public let file: String
    /// Seconds into the file.
    public let start: Double
  }

  /// Addresses as the provider gave them.
  public struct Addresses: Hashable, Sendable, Codable {
    public let status: String?
    public let result: String?
    public let cancel: String?
  }

  /// Whether its size and frame rate have to be just those that were ordered.
  var isExact: Bool { exact ?? true }

  /// The characters and props that it was to show, in order of importance.
  public var elements: [TakeElement] { elementsUsed ?? [] }

  /// What was asked for but was over the model's limits.
  public var droppedElements: [ElementID] { elementsDropped ?? [] }

  /// The gates that did not pass.
  public var complaints: [GateVerdict] { gates.filter { $0.verdict != .pass } }
}

extension TakeRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case id, key, provider, model, size, layout, audio, output, account, mode, allotment, phase, answer, gates, problem
    case body, addresses, original, exact
    case elementsUsed = "elements"
    case elementsDropped = "elements_dropped"
    case isFromModel = "from_model"
    case promptSummary = "prompt_summary"
    case shotPrompts = "shot_prompts"
    case startFrame = "start_frame"
    case frameRate = "frame_rate"
    case estimate = "estimate_usd"
    case cost = "cost_usd"
    case createdAt = "created_at"
    case bodySHA256 = "body_sha256"
    case submittedAt = "submitted_at"
    case requestID = "request_id"
    case outputSHA256 = "output_sha256"
    case completedAt = "completed_at"
  }
}

extension TakeRecord {
  /// The record of a step that is about to begin.
  init(_ step: Step, quote: Money, provider: any Provider, root: FilePath, at time: Timestamp) {
    id = step.take
    key = step.key
    self.provider = provider.name
    model = provider.model
    isFromModel = provider.isTrainedModel
    exact = provider.isExact ? nil : false
    output = step.output
    account = step.account
    estimate = quote
    mode = step.mode
    let elements = step.order.elements.compactMap { TakeElement($0, root: root) }
    elementsUsed = elements.isEmpty ? nil : elements
    elementsDropped = step.droppedElements.isEmpty ? nil : step.droppedElements
    allotment = step.allotment
    createdAt = time
    switch step.order {
    case .keyframe(let order):
      shotPrompts = [ShotPrompt(index: 1, prompt: order.prompt, duration: 0)]
      size = order.size
      layout = order.layout
      startFrame = nil
      frameRate = nil
      audio = nil
    case .video(let order):
      shotPrompts = order.shotPrompts
      size = order.size
      layout = nil
      startFrame = order.startFrame.flatMap { $0.relative(to: root) }
      frameRate = order.frameRate
      audio = order.audio.flatMap { stretch in
        stretch.file.relative(to: root).map { Audio(file: $0, start: stretch.start) }
      }
    }
    promptSummary = String((step.summary ?? shotPrompts.map(\.prompt).joined(separator: " / ")).prefix(200))
  }

  /// What was ordered, read back from the record.
  func order(root: FilePath) -> Order {
    let elements = elements.map { $0.element(root: root) }
    guard let frameRate else {
      return .keyframe(
        KeyframeOrder(prompt: shotPrompts.first?.prompt ?? "", layout: layout, size: size, elements: elements))
    }
    return .video(
      VideoOrder(
        shotPrompts: shotPrompts, startFrame: startFrame.map { root / $0 }, frameRate: frameRate, size: size,
        audio: audio.map { AudioStretch(file: root / $0.file, start: $0.start) }, elements: elements))
  }
}

extension TakeRecord {
  /// What the provider knows the call by; nil before it said so.
  var handle: CallHandle? {
    requestID.map {
      CallHandle(id: $0, status: addresses?.status, result: addresses?.result, cancel: addresses?.cancel)
    }
  }

  /// The record lies in a folder that others write to. Throws `damaged_state` where it names a file outside of the project,
  /// or money that nobody can owe.
  func checkTrust() throws(Problem) {
    let pictures = elements.flatMap { [$0.frontal] + $0.views }
    let paths = [output, original, startFrame, audio?.file].compactMap { $0 } + pictures
    guard paths.allSatisfy(Self.staysInside), estimate >= .zero, cost ?? .zero >= .zero else {
      throw Problem(
        .damagedState,
        "What is kept of take \(id) leads out of the project, or books what cannot be, so it does not go on.",
        hint: "Put state/starsend/shots/\(key.shot).json back from a backup.")
    }
  }

  private static func staysInside(_ path: String) -> Bool {
    path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
      && !path.utf8.contains(0)
  }

  /// - Parameter handle: what the provider knows the call by.
  mutating func submitted(as handle: CallHandle) {
    phase = .submitted
    requestID = handle.id
    let known = Addresses(status: handle.status, result: handle.result, cancel: handle.cancel)
    addresses = known == Addresses(status: nil, result: nil, cancel: nil) ? nil : known
  }

  var isKeyframe: Bool { frameRate == nil }

  /// The state of a shot whose newest take this is.
  var shotState: ShotState {
    switch phase {
    case .prepared: isKeyframe ? .keyframePending : .videoPending
    case .submitting: isKeyframe ? .keyframeGenerating : .videoSubmitted
    case .submitted, .answered, .collected, .judged: isKeyframe ? .keyframeGenerating : .videoProcessing
    case .complete: isKeyframe ? .keyframeComplete : .videoComplete
    case .failed, .cancelled: isKeyframe ? .keyframeFailed : .videoFailed
    }
  }

  func with(_ change: (inout TakeRecord) -> Void) -> TakeRecord {
    var copy = self
    change(&copy)
    return copy
  }
}
