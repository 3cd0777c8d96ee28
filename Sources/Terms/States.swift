/// Where a sequence stands in the workflow; owned by `ClientSequenceRunner`.
public enum WorkflowState: String, Codable, Sendable, CaseIterable {
  case notStarted = "not_started"
  case gridExploring = "grid_exploring"
  case gridReview = "grid_review"
  case startFrameApproved = "start_frame_approved"
  case generating
  case review
  case approved
  case final

  /// Whether nothing runs for the sequence.
  public var isIdle: Bool { self != .gridExploring && self != .generating }
}

/// Where a shot stands in execution: the state of its newest attempt; owned by `ExecutionStore`.
public enum ShotState: String, Codable, Sendable, CaseIterable {
  case registered
  case keyframePending = "keyframe_pending"
  case keyframeGenerating = "keyframe_generating"
  case keyframeComplete = "keyframe_complete"
  case keyframeFailed = "keyframe_failed"
  case videoPending = "video_pending"
  case videoSubmitted = "video_submitted"
  case videoProcessing = "video_processing"
  case videoComplete = "video_complete"
  case videoFailed = "video_failed"
  case outcomeUnknown = "outcome_unknown"
}

/// What a receipt says about what was dropped.
public enum ReceiptState: String, Codable, Sendable, CaseIterable {
  case queued, running, done, failed, rejected, superseded, cancelled
  case waitingForConfirmation = "waiting_for_confirmation"
  case outcomeUnknown = "outcome_unknown"

  /// Whether the receipt will never change again.
  public var isFinal: Bool {
    switch self {
    case .done, .failed, .rejected, .superseded, .cancelled: true
    case .queued, .running, .waitingForConfirmation, .outcomeUnknown: false
    }
  }
}

/// How a take's video is made.
public enum TakeMode: String, Codable, Sendable, CaseIterable {
  /// One call for the whole sequence.
  case multiShot = "multi_shot"
  /// One call per shot.
  case individual
}
