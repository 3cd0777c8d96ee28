import FolderContract
import Foundation
import Terms
import Testing

@Suite("Which models a project may choose")
struct ModelRulesTests {
  static let standard = "fal-ai/kling-video/o3/standard"
  static let pro = "fal-ai/kling-video/o3/pro"

  static func rules(_ configuration: String, _ project: String = "{}") throws -> ModelRules {
    ModelRules(try Configuration.read(configuration.data), try ProjectSettings.read(project.data))
  }

  @Test("without a configuration it is Storyboard, and the models that are known by default may be chosen")
  func defaults() throws {
    let rules = try Self.rules("{}")
    for medium in Medium.allCases {
      #expect(try rules.choice(for: medium) == ModelChoice(provider: .storyboard, model: "storyboard"))
    }
    #expect(rules.allowed(for: .pictures).map(\.model) == ["storyboard", "gemini-3-pro-image"])
    #expect(rules.allowed(for: .videos).map(\.model) == ["storyboard", Self.standard])
  }

  @Test("the configuration says who makes what where nobody chooses")
  func configured() throws {
    let rules = try Self.rules(
      "{\"images\": \"gemini\", \"video\": \"fal\", \"providers\": {\"fal\": {\"model\": \"\(Self.pro)\"}}}")
    #expect(try rules.choice(for: .pictures) == ModelChoice(provider: .gemini, model: "gemini-3-pro-image"))
    #expect(try rules.choice(for: .videos) == ModelChoice(provider: .fal, model: Self.pro))
    #expect(rules.allowed(for: .videos).map(\.model) == [Self.pro, "storyboard"])
  }

  @Test("a project chooses a provider, or a model that implies one, and a request goes before both")
  func chosen() throws {
    let listed = "{\"allowed_models\": [\"\(Self.pro)\", \"\(Self.standard)\", \"gemini-3-pro-image\"]}"
    #expect(try Self.rules(listed, "{\"video\": \"fal\"}").choice(for: .videos).model == Self.standard)
    let project = try Self.rules(listed, "{\"video_model\": \"\(Self.pro)\"}")
    #expect(try project.choice(for: .videos) == ModelChoice(provider: .fal, model: Self.pro))
    #expect(try project.choice(for: .pictures).provider == .storyboard)
    #expect(try project.choice(for: .videos, model: Self.standard.uppercased()).model == Self.standard)
    #expect(try project.choice(for: .videos, model: "Storyboard").provider == .storyboard)
    // A provider whose configured model is not allowed is used with one that is.
    let other = try Self.rules("{\"allowed_models\": [\"\(Self.pro)\"]}", "{\"video\": \"fal\"}")
    #expect(try other.choice(for: .videos).model == Self.pro)
  }

  static let refusals: [(configuration: String, project: String, medium: Medium, model: String?, said: [String])] = [
    ("{}", "{\"video_model\": \"\(pro)\"}", .videos, nil, [pro, "the project wants", standard, "storyboard"]),
    ("{}", "{}", .videos, pro, [pro, "the request wants", standard]),
    ("{}", "{}", .pictures, standard, ["which makes videos", "gemini-3-pro-image"]),
    ("{}", "{}", .videos, "veo-3", ["veo-3", standard]),
    ("{\"allowed_models\": [\"\(pro)\"]}", "{}", .videos, standard, [standard, "allowed: storyboard, \(pro)"]),
    (
      "{\"allowed_models\": [\"\(pro)\"]}", "{\"images\": \"gemini\"}", .pictures, nil,
      ["gemini", "allowed: storyboard."]
    ),
    ("{\"allowed_models\": [\"storyboard\"]}", "{\"video\": \"fal\"}", .videos, nil, ["No model of fal"]),
  ]

  @Test("what is not allowed is refused with what is", arguments: refusals)
  func refuses(configuration: String, project: String, medium: Medium, model: String?, said: [String]) throws {
    let rules = try Self.rules(configuration, project)
    let problem = problem { () throws(Problem) in try rules.choice(for: medium, model: model) }
    #expect(problem.code.rawValue == "model_not_allowed" && problem.hint.contains("allowed_models"))
    for word in said { #expect(problem.message.contains(word), "\(problem)") }
  }

  @Test("a list of allowed models does not take away what the configuration itself uses")
  func ownChoice() throws {
    let rules = try Self.rules("{\"video\": \"fal\", \"allowed_models\": [\"\(Self.pro)\"]}")
    #expect(try rules.choice(for: .videos).model == Self.standard)
    #expect(rules.allowed(for: .videos).map(\.model) == [Self.standard, Self.pro, "storyboard"])
  }
}
