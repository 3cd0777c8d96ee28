public import Foundation
public import Terms

/// A service that makes pictures or videos.
///
/// A call goes through the methods in their order, and `StepRunner` makes what each one returns durable before it
/// calls the next. Only `submit` may cost money, and `StepRunner` never calls it twice for a provider that is not
/// repeatable; `outcome` and `collect` may be called again as often as it takes. Where the provider itself says that a call
/// came to nothing, they throw `CallFailure`; every other error of theirs leaves open what became of the money.
public protocol Provider: Sendable {
  /// As configuration and takes name it, such as `storyboard`.
  var name: String { get }
  /// The model that answers, as takes name it.
  var model: String { get }
  /// Whether a call may simply be made again after its outcome was lost: true for what runs on this machine.
  var isRepeatable: Bool { get }

  /// Whether a trained model makes the pixels, so that what it makes has to say so (IPTC digital source type).
  var isTrainedModel: Bool { get }

  /// The most that one call of the model takes; of the one that makes videos where it makes both.
  var limits: ModelLimits { get }

  /// The limits of what a step of this kind calls; `limits` where there is no difference.
  func limits(for operation: StepKey.Operation) -> ModelLimits

  /// The most that the call can cost. Throws where the order passes one of the model's limits.
  func quote(_ order: Order) throws -> Money

  /// Everything before the call that costs nothing, uploads included. Returns the exact body that will be sent.
  func prepare(_ order: Order, key: StepKey) async throws -> Data

  /// The call itself. Returns the provider's id of it.
  func submit(_ body: Data, for order: Order, key: StepKey) async throws -> String

  /// Waits until the provider has finished, and returns its raw answer.
  /// - Parameter progress: called with what is done so far, from 0 to 1.
  func outcome(
    of request: String, for order: Order, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Data

  /// Brings the artifact to `destination`, which does not exist yet, and returns what the call cost.
  func collect(
    _ answer: Data, for order: Order, key: StepKey, to destination: FilePath,
    progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Money
}

extension Provider {
  public func limits(for operation: StepKey.Operation) -> ModelLimits { limits }
}
