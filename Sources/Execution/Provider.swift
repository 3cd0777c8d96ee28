public import Foundation
public import Terms

/// A service that makes pictures or videos.
///
/// A call goes through the methods in their order, and `StepRunner` makes what each one returns durable before it
/// calls the next. Only `submit` may cost money, and `StepRunner` never calls it twice for a provider that is not
/// repeatable; `outcome` and `collect` may be called again as often as it takes. Where the provider itself says that a call
/// came to nothing, they throw `CallFailure`; where nothing can be said for now, `outcome` and `collect` throw
/// `CallPause`; every other error of theirs leaves open what became of the money. After such an error from `submit`, and
/// after a kill in the midst of it, `find` looks for the call.
public protocol Provider: Sendable {
  /// As configuration and takes name it, such as `storyboard`.
  var name: String { get }
  /// The model that answers, as takes name it.
  var model: String { get }
  /// Whether a call may simply be made again after its outcome was lost: true for what runs on this machine.
  var isRepeatable: Bool { get }

  /// Whether a trained model makes the pixels, so that what it makes has to say so (IPTC digital source type).
  var isTrainedModel: Bool { get }

  /// Whether what it makes has just the size and the frame rate that were ordered. Services have sizes and rates of
  /// their own, and their gates allow for that.
  var isExact: Bool { get }

  /// The most that one call of the model takes; of the one that makes videos where it makes both.
  var limits: ModelLimits { get }

  /// The limits of what a step of this kind calls; `limits` where there is no difference.
  func limits(for operation: StepKey.Operation) -> ModelLimits

  /// The most that the call can cost. Throws where the order passes one of the model's limits: nothing was uploaded or
  /// paid by then.
  func quote(_ order: Order) throws -> Money

  /// Everything before the call that costs nothing, uploads included. Returns the exact body that will be sent.
  func prepare(_ call: Call) async throws -> Data

  /// The call itself. Cancelling makes it try no more, and never cuts short what is on the wire. Where the answer comes with it, that is in `call.answer`, durable, when this returns.
  func submit(_ body: Data, _ call: Call) async throws -> CallHandle

  /// Looks for a call whose answer was lost, for as long as it may take to show. Nil where it is not surely there.
  func find(_ lost: LostCall, _ call: Call) async throws -> CallHandle?

  /// Waits until the provider has finished, and returns its raw answer, or where that lies in `call.answer` what matters
  /// of it; a text of some kilobytes.
  /// - Parameter progress: called with what is done so far, from 0 to 1.
  func outcome(
    of handle: CallHandle, _ call: Call, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Data

  /// Brings the artifact to `destination`, which does not exist yet.
  func collect(
    _ answer: Data, _ call: Call, to destination: FilePath, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Collected

  /// Asks for a call to be stopped.
  func cancel(_ handle: CallHandle) async throws -> Withdrawal

  /// The call that an order would be. Throws like `quote`.
  func draft(_ order: Order) throws -> CallDraft
}

extension Provider {
  public var isExact: Bool { true }
  public func limits(for operation: StepKey.Operation) -> ModelLimits { limits }
  public func find(_ lost: LostCall, _ call: Call) async throws -> CallHandle? { nil }
  public func cancel(_ handle: CallHandle) async throws -> Withdrawal { .impossible }
}
