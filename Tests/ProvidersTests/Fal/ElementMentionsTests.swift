import Execution
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite struct ElementMentionsTests {
  private func applied(_ ids: [String], _ prompts: [String]) throws -> [String] {
    let elements = try ids.map { Element(id: try ElementID($0), frontal: FilePath("/refs/\($0)/front.png")) }
    return ElementMentions(elements).apply(to: prompts)
  }

  @Test(
    "Whole words that are an element's id become the name that Kling knows it by, and nothing else does",
    arguments: [
      ("The car waits.", "The @Element1 waits."), ("CAR", "@Element1"), ("the car's door", "the @Element1's door"),
      ("a carpet, an oscar, the car-park", "a carpet, an oscar, the car-park With @Element1."),
      ("open car.png, then the car.", "open car.png, then the @Element1."), ("@car turns", "@Element1 turns"),
      ("\"car\"/(car)", "\"@Element1\"/(@Element1)"), ("@Element1 stays", "@Element1 stays"),
      ("", "With @Element1."), ("me@car", "me@car With @Element1."), ("@Element12", "@Element12 With @Element1."),
      ("car_one", "car_one With @Element1."), ("the car… car", "the @Element1… @Element1"),
    ])
  func words(prompt: String, result: String) throws {
    #expect(try applied(["car"], [prompt]) == [result])
  }

  @Test("The longest id wins, and an element's id inside a name that was put in is left alone")
  func longest() throws {
    #expect(
      try applied(["car", "car-door", "element1"], ["The car and the car-door of Element1"])
        == ["The @Element1 and the @Element2 of @Element3"])
  }

  @Test("Elements that no shot names are added to the first, so that none is sent in vain")
  func missing() throws {
    #expect(
      try applied(["car", "driver", "motel-key"], ["A road.", "The driver looks up."])
        == ["A road. With @Element1, @Element3.", "The @Element2 looks up."])
    #expect(try applied([], ["A car."]) == ["A car."])
  }
}
