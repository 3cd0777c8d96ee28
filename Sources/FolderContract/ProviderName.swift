import Terms

/// Who makes pictures or videos.
public enum ProviderName: String, Codable, Sendable, CaseIterable {
  /// Local, at no cost and with no key.
  case storyboard
  /// Google's picture models.
  case gemini
  /// Kling, on fal's queue.
  case fal

  public var makes: [Medium] {
    switch self {
    case .storyboard: Medium.allCases
    case .gemini: [.pictures]
    case .fal: [.videos]
    }
  }

  /// Who a model belongs to, by its id; nil where nobody here has such a model.
  public init?(ofModel id: String) {
    guard let name = Self.allCases.first(where: { $0.has(id) }) else { return nil }
    self = name
  }

  /// What the ids of its models begin with.
  var prefix: String {
    switch self {
    case .storyboard: "storyboard"
    case .gemini: "gemini-"
    case .fal: "fal-ai/"
    }
  }

  private func has(_ id: String) -> Bool {
    let id = id.lowercased()
    return self == .storyboard ? id == prefix : id.hasPrefix(prefix) && id.count > prefix.count
  }
}

/// What providers make.
public enum Medium: String, Sendable, CaseIterable {
  case pictures
  case videos

  public var other: Medium { self == .pictures ? .videos : .pictures }

  /// Those who make it, as a sentence names them: `storyboard or fal`.
  public var makers: String {
    ProviderName.allCases.filter { $0.makes.contains(self) }.map(\.rawValue).joined(separator: " or ")
  }

  /// `Pictures are made by storyboard or gemini, videos by storyboard or fal.`
  static var whoMakesWhat: String {
    "Pictures are made by \(Medium.pictures.makers), videos by \(Medium.videos.makers)."
  }
}

extension Fields {
  /// Who is to make a medium. Throws `bad_value` with who makes what, where that is somebody else.
  mutating func maker(_ name: String, of medium: Medium) throws(Problem) -> ProviderName? {
    guard let maker = try optional(name, FieldKind<ProviderName>.choice) else { return nil }
    guard maker.makes.contains(medium) else {
      throw refusal(
        name, "cannot be \(maker.rawValue), which makes \(medium.other.rawValue) and no \(medium.rawValue)",
        hint: Medium.whoMakesWhat)
    }
    return maker
  }

  /// The id of a model that makes a medium. Throws `bad_value` where it makes the other one, or is nobody's.
  mutating func model(_ name: String, of medium: Medium) throws(Problem) -> String? {
    guard let model = try optional(name, FieldKind<String>.model) else { return nil }
    guard let maker = ProviderName(ofModel: model), maker.makes.contains(medium) else {
      throw refusal(
        name, "names a model that makes \(medium.other.rawValue) and no \(medium.rawValue)", hint: Medium.whoMakesWhat)
    }
    return model
  }

  /// The model of one provider, which its id has to belong to.
  mutating func model(_ name: String, by maker: ProviderName) throws(Problem) -> String? {
    guard let model = try optional(name, FieldKind<String>.model) else { return nil }
    guard ProviderName(ofModel: model) == maker else {
      throw refusal(
        name, "is no model of \(maker.rawValue)", hint: "The ids of its models begin with \"\(maker.prefix)\".")
    }
    return model
  }
}

extension FieldKind where Value == String {
  /// The id of a model as its provider spells it; the provider is known by how the id begins. It becomes part of an
  /// address, and so has nothing in it that would lead elsewhere.
  static var model: Self {
    Self(
      "the id of a model: \"storyboard\", \"gemini-…\" or \"fal-ai/…\"", example: "\"fal-ai/kling-video/o3/standard\""
    ) { node in
      guard let id = node.string, id.utf8.count <= PlainText.nameLimit, id == id.lowercased(),
        id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0)) }),
        let maker = ProviderName(ofModel: id), maker == .fal || !id.contains("/")
      else { return nil }
      let parts = id.split(separator: "/", omittingEmptySubsequences: false)
      return parts.allSatisfy { $0.contains { $0 != "." } } ? id : nil
    }
  }
}
