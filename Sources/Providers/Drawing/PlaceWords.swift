/// Where a picture plays.
enum Place {
  case road, city, desert, sea, forest, mountains, station, motel, bridge
  case stage, room, desk, corridor, cabin, objects

  /// Whether it has walls, or no surroundings at all.
  var isIndoors: Bool {
    switch self {
    case .stage, .room, .desk, .corridor, .objects: true
    case .road, .city, .desert, .sea, .forest, .mountains, .station, .motel, .bridge, .cabin: false
    }
  }
}

/// How much a prompt speaks for each place.
struct PlaceWords {
  /// Those that the prompt speaks for, the strongest first; at equal weight in the order of the table.
  let ranking: [Place]

  /// How much more a word counts in the sentence that says what the picture is of.
  private static let headWeight = 3.0

  init(_ words: PromptWords) {
    let scored = Self.known.map { place, known in (place, Self.score(known, in: words)) }
    var found = scored.filter { $0.1 > 0 }
    if words.has(Self.inside, before: ColourWords.cars) {
      found = found.filter { $0.0 != .cabin } + [(.cabin, 15)]
    }
    ranking = found.enumerated().sorted {
      ($0.element.1, -$0.offset) > ($1.element.1, -$1.offset)
    }.map(\.element.0)
  }

  private static let inside = ["inside", "interior", "within"]

  private static func score(_ known: [(String, Double)], in words: PromptWords) -> Double {
    known.reduce(0) { sum, entry in
      let found = words.indices(of: [entry.0])
      guard !found.isEmpty else { return sum }
      return sum + entry.1 * (found.contains { words.words[$0].isHead } ? headWeight : 1)
    }
  }

  /// Words and what they weigh: 4 where there is hardly a doubt, 1 where the word often stands for something else.
  private static let known: [(Place, [(String, Double)])] = [
    (
      .objects,
      [("objects", 3), ("still-life", 4), ("insert", 2), ("montage", 2), ("macro", 2), ("tabletop", 3), ("props", 2)]
    ),
    (
      .desk,
      [
        ("desk", 3), ("counter", 3), ("reception", 4), ("lobby", 3), ("bartender", 3), ("barman", 3), ("clerk", 2),
        ("receptionist", 3), ("concierge", 3), ("checkout", 2), ("bar", 2), ("saloon-bar", 3), ("pub", 3),
        ("panelling", 1),
      ]
    ),
    (
      .corridor,
      [
        ("corridor", 4), ("hallway", 4), ("passageway", 4), ("passage", 2), ("sconce", 1), ("aisle", 2),
        ("stairwell", 2),
      ]
    ),
    (
      .cabin,
      [
        ("cockpit", 4), ("dashboard", 1.5), ("seat", 1.5), ("backseat", 3), ("steering", 1), ("passenger", 1.5),
        ("rear-view", 1.5), ("rearview", 1.5),
      ]
    ),
    (
      .stage,
      [
        ("stage", 3), ("concert", 3), ("band", 2), ("spotlight", 2), ("audience", 2), ("microphone", 2), ("theatre", 3),
        ("theater", 3),
      ]
    ),
    (
      .room,
      [
        ("room", 3), ("bedroom", 4), ("kitchen", 4), ("apartment", 3), ("bed", 2), ("sofa", 3), ("couch", 3),
        ("studio", 2), ("bathroom", 4), ("living-room", 4), ("office", 3), ("indoors", 3), ("interior", 2),
        ("curtain", 1), ("attic", 3), ("basement", 3), ("cellar", 3),
      ]
    ),
    (.station, [("gas-station", 4), ("petrol-station", 4), ("gas", 2), ("petrol", 2), ("fuel", 2), ("pump", 2)]),
    (.motel, [("motel", 2), ("diner", 2), ("inn", 2), ("hotel", 2), ("roadhouse", 2)]),
    (.bridge, [("bridge", 3), ("overpass", 3), ("viaduct", 3)]),
    (
      .desert,
      [("desert", 2), ("dune", 2), ("sand", 1), ("canyon", 2), ("mesa", 2), ("cactus", 2), ("salt", 1)]
    ),
    (
      .sea,
      [
        ("sea", 2), ("ocean", 2), ("beach", 3), ("coast", 2), ("shore", 2), ("wave", 1), ("harbour", 2), ("harbor", 2),
        ("lake", 2), ("pier", 2),
      ]
    ),
    (.forest, [("forest", 2), ("tree", 1.5), ("woods", 2), ("woodland", 2), ("pine", 1.5), ("jungle", 2)]),
    (
      .mountains,
      [
        ("mountain", 2), ("hill", 1.5), ("valley", 2), ("field", 1.5), ("cliff", 2), ("meadow", 2), ("countryside", 2),
        ("farm", 2), ("switchback", 2),
      ]
    ),
    (
      .city,
      [
        ("city", 3), ("street", 2), ("downtown", 3), ("skyline", 2), ("urban", 2), ("alley", 3), ("building", 1),
        ("rooftop", 2), ("neon", 0.5), ("club", 2), ("crowd", 0.5), ("pavement", 1), ("sidewalk", 1),
      ]
    ),
    (.road, [("road", 1), ("highway", 1), ("motorway", 1), ("freeway", 1), ("crossroads", 1), ("lane", 0.5)]),
  ]
}
