import Execution

extension ClientSequenceRunner {
  /// A person's word that the project is to go on as it is, although its state is not the one that it last spent with.
  ///
  /// Throws `project_copied` where it is present twice: one of the two needs an identity of its own first.
  public func acceptProject() async throws { try await account.accept() }
}
