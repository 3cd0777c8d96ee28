import Testing

@testable import Providers

@Suite struct PromptReadingTests {
  private func read(_ prompt: String) -> PromptReading {
    var random = SeededRandom("a test")
    return PromptReading(prompt, random: &random)
  }

  @Test(
    "The place is what the prompt is of, not a word that happens to stand in it",
    arguments: [
      ("The night desk of a roadside motel at 3 a.m.: wood panelling, neon through the blinds", Place.desk),
      ("A motel corridor that is far too long. At its end a night highway with headlights coming", .corridor),
      ("Inside the moving coupe at night, both front seats seen from the bonnet", .cabin),
      ("A car stands before a roadside motel", .motel), ("A hotel bedroom, street noise", .room),
      ("Opening frame: a lone coupe on a highway through pine forest", .forest),
      ("Insert montage of objects on black: brass key, dashboard stag", .objects),
      ("A bartender behind the bar counter of a seaside town", .desk), ("Blorp of things", .road),
    ])
  func places(prompt: String, place: Place) {
    #expect(read(prompt).place == place)
  }

  @Test("No car stands indoors, whatever the prompt says of drivers and headlights")
  func carsStayOutside() {
    #expect(!read("A corridor. The driver runs toward headlights").hasCar)
    #expect(!read("The night desk of a motel, the driver in front of it").hasCar)
    #expect(read("The driver waits at a crossroads").hasCar)
  }

  @Test("A word is found with its endings and never inside another")
  func wholeWords() {
    #expect(PromptWords.isForm("running", of: "run"))
    #expect(PromptWords.isForm("racing", of: "race"))
    #expect(PromptWords.isForm("cities", of: "city"))
    #expect(!PromptWords.isForm("roadside", of: "road"))
    #expect(!PromptWords.isForm("raincoat", of: "rain"))
    #expect(!PromptWords.isForm("started", of: "star"))
  }

  @Test("A colour belongs to the thing that it stands before")
  func colours() {
    let reading = read(
      "A petrol-blue 1960s coupe and a woman in a long red raincoat, a green banker's lamp, neon light pulsing hot pink"
    )
    #expect(reading.colours.paint == Colour(0x1f6a80))
    #expect(reading.lead.clothes == Colour(0xc8323c))
    #expect(reading.lead.outfit == .coat)
    #expect(reading.colours.lamp == Colour(0x3d8a55))
    #expect(reading.colours.neon == Colour(0xf0468c))
    #expect(read("a red door and a car").colours.paint == nil)
    #expect(read("a plum cardigan").colours.paint == nil)
    #expect(read("the clerk in a plum cardigan, the driver").people.map(\.clothes) == [Colour(0x6c2f5a), nil])
  }

  @Test("People sit where the prompt seats them")
  func people() {
    let chase = read(
      "The driver sprints down a highway while her own coupe, the hitchhiker at the wheel, comes after her")
    #expect(chase.people.map(\.isSeated) == [false, true])
    #expect(chase.lead.isFemale)
    #expect(chase.lead.action == .running)
    #expect(chase.staging == .ahead)
    #expect(read("Objects on black. No faces, no woman").people.isEmpty)
  }

  @Test("The cameras that a prompt lists are the framings of its sheet, in their order, and then there are others")
  func wishes() {
    let desk = read("The desk of a motel, a clerk. Vary: frontal two-shot, over the clerk's shoulder, from the door.")
    var random = SeededRandom("a test")
    let framings = Framing.choose(6, for: desk, random: &random)
    #expect(
      framings.prefix(3).map(\.name) == ["FRONTAL TWO-SHOT", "OVER THE CLERK'S SHOULDER", "FROM THE DOOR"])
    #expect(Set(framings.prefix(4).map(\.foreground)).count >= 3)
    #expect(read("A road. Vary fog height, and whether the figure stands left or right.").wishes.isEmpty)
  }

  @Test(
    "Each kind of scene has four framings that differ",
    arguments: ["a bar counter", "a corridor", "inside a car", "a bedroom", "a stage", "objects", "zxcv", ""])
  func framings(prompt: String) {
    var random = SeededRandom(prompt)
    let framings = Framing.choose(4, for: read(prompt), random: &random)
    #expect(Set(framings.map(\.name)).count == 4)
  }
}
