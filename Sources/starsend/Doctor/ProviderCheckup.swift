import Execution
import FolderContract
import Media
import Providers
import Terms

/// Whether the paid providers can be called: key, address, model, prices. Nothing is spent on it.
struct ProviderCheckup: Sendable {
  let configuration: Configuration
  let settings: ProjectSettings
  /// Of the project, where one was named.
  let layout: ProjectLayout?

  /// How long a provider may take to answer; a machine without a network must not hang.
  static let deadline = Duration.seconds(8)

  func findings() async -> [Finding] { await calls() + holds() }

  // MARK: calls

  private func calls() async -> [Finding] {
    do {
      let wanted = Set(Medium.allCases.compactMap { try? rules.choice(for: $0) })
      let keys = try HeldKeys.keys()
      let room = ProviderRoom(
        configuration: configuration, media: try MediaTools.find(), keys: keys,
        uploads: UploadRegister(Wiring.stateFolder / "uploads.json"))
      async let gemini = check(.gemini, hasKey: keys.gemini != nil, wanted, room) { await room.gemini($0).checkUp() }
      async let fal = check(.fal, hasKey: keys.fal != nil, wanted, room) { await room.fal($0).checkUp() }
      return await gemini + fal
    } catch {
      // A program that is missing was told above.
      if error.code == .programMissing { return [] }
      return [.problem("keys", error, else: .unavailable)]
    }
  }

  private var rules: ModelRules { ModelRules(configuration, settings) }

  /// Of a provider that somebody chose, or could choose because its key is there.
  private func check(
    _ provider: ProviderName, hasKey: Bool, _ wanted: Set<ModelChoice>, _ room: ProviderRoom,
    _ checkUp: @escaping @Sendable (String) async -> [ProviderFinding]
  ) async -> [Finding] {
    let medium = provider.makes.first ?? .pictures
    guard let choice = wanted.first(where: { $0.provider == provider }) ?? spare(provider, medium, hasKey) else {
      return []
    }
    guard hasKey else {
      let problem = room.missingKey(of: provider) ?? Problem(.keyMissing, "There is no key.", hint: "")
      return [.problem(provider.rawValue, problem, else: .unavailable)]
    }
    let found = await Self.within(Self.deadline) { await checkUp(choice.model) }
    guard let found else {
      return [
        .warning(
          provider.rawValue, "\(provider.rawValue) did not answer within \(Self.deadline.components.seconds) s.",
          hint: "Look at the network, and at the addresses in starsend.json.")
      ]
    }
    var names: [String: Int] = [:]
    let findings = found.map { finding in
      let name = provider.rawValue + (finding.isAboutPrice ? "_price" : "")
      names[name, default: 0] += 1
      return Finding(finding, name + (names[name].map { $0 > 1 ? "_\($0)" : "" } ?? ""))
    }
    return findings + sight(of: provider)
  }

  private func spare(_ provider: ProviderName, _ medium: Medium, _ hasKey: Bool) -> ModelChoice? {
    hasKey ? rules.allowed(for: medium).first { $0.provider == provider } : nil
  }

  private func sight(of provider: ProviderName) -> [Finding] {
    guard provider == .fal else { return [] }
    let hours = configuration.providers.fal.uploadHours
    return [
      .ok(
        "uploads",
        "Start frames and references that are sent to fal can be seen by anyone who has their link, "
          + "until the link expires after \(hours.counted("hour")) (upload_hours).")
    ]
  }

  /// What `work` returns; nil where it takes longer.
  private static func within(
    _ deadline: Duration, _ work: @escaping @Sendable () async -> [ProviderFinding]
  ) async -> [ProviderFinding]? {
    await withTaskGroup(of: [ProviderFinding]?.self) { group in
      group.addTask { await work() }
      group.addTask {
        try? await Task.sleep(for: deadline)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }

  // MARK: holds

  private func holds() -> [Finding] {
    var names: Set<String> = []
    return (layout?.heldProviders ?? []).map { hold in
      var name = "hold_\(hold.provider)"
      while !names.insert(name).inserted { name += "_more" }
      return .warning(name, hold.sentence, hint: hold.hint)
    }
  }
}

extension ProviderFinding {
  fileprivate var isAboutPrice: Bool { code == .pricesOld || code == .priceDiffers }
}

extension Finding {
  /// What a provider found about itself.
  init(_ finding: ProviderFinding, _ check: String) {
    switch finding.state {
    case .ok: self = .ok(check, finding.message)
    case .warning: self = .warning(check, finding.message, hint: finding.hint)
    case .problem where finding.code == .neverConnected:
      // Without a network everything else is still as it should be.
      self = .warning(check, finding.message, hint: finding.hint)
    case .problem:
      let problem = Problem(finding.code ?? .providerAnswer, finding.message, hint: finding.hint)
      self = .problem(check, problem, else: .unavailable)
    }
  }
}
