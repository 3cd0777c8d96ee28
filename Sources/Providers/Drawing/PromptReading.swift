/// What a prompt asks to see, as far as a storyboard can draw it.
struct PromptReading: Hashable {
  enum Time { case night, dusk, dawn, day }
  enum Weather { case clear, rain, snow, fog }
  enum Place { case road, city, desert, sea, forest, mountains, stage, room, station, motel, bridge }
  enum Detail { case face, hands, phone, mirror, headlight }

  let time: Time
  let weather: Weather
  let place: Place
  /// What the land around it is like: the place itself, or what else the prompt names.
  let land: Place
  let hasCar: Bool
  /// How many people stand in the picture; those who sit in the car are not counted.
  let figures: Int
  let isFemale: Bool
  let isDancing: Bool
  let isWalking: Bool
  let isHitchhiking: Bool
  /// Whether the people sit in the car.
  let isSeated: Bool
  /// Whether the person has something lit in the hand.
  let hasPhone: Bool
  let detail: Detail
  let hasMoon: Bool
  let hasSun: Bool
  let hasNeon: Bool
  /// The colours that the prompt gives to clothes and to the car.
  let clothes: Colour?
  let paint: Colour?
  /// What a sign in the picture says.
  let sign: String

  /// Looks for known words; `random` decides where the prompt leaves something open.
  init(_ prompt: String, random: inout SeededRandom) {
    let words = Words(prompt)
    hasMoon = words.has("moon")
    hasSun = words.has("sun", "sunlight", "sunny", "sunset", "sunrise")
    hasNeon = words.has("neon", "sign", "club", "bar", "casino", "motel")
    time = Self.time(words, open: random.pick(.night, .dusk, .dawn, .day))
    weather = Self.weather(words)
    place = Self.places(words).first ?? .road
    land = Self.places(words).first { [.desert, .sea, .forest, .mountains, .city].contains($0) } ?? place
    hasCar =
      words.has(
        "car", "truck", "taxi", "cab", "drive", "vehicle", "convertible", "sedan", "van", "headlight", "windshield")
      || words.has("dashboard", "steering", "windscreen", "traffic", "motorway", "tail-light", "taillight", "mustang")
    isFemale = words.has("woman", "girl", "she", "her", "lady", "mother", "queen", "bride", "actress", "wife")
    isDancing = words.has("dance", "jump", "celebrate", "party", "choreograph")
    hasPhone = words.has("phone", "smartphone", "cellphone", "mobile", "screen", "text")
    figures = Self.figures(words, hasCar: hasCar, onStage: place == .stage)
    detail = Self.detail(words, hasCar: hasCar)
    sign = Self.sign(words)
    isWalking = words.has("walk", "run", "stroll", "stride")
    isHitchhiking = words.has("hitchhike", "hitchhiker", "pointing", "points", "reach")
    clothes = words.colour(of: ["dress", "coat", "jacket", "suit", "shirt", "hoodie", "sweater", "gown", "clothes"])
    paint = words.colour(of: Self.cars)
    isSeated = words.has("in", shortlyBefore: Self.cars) || words.has("inside", shortlyBefore: Self.cars)
  }

  private static let cars = [
    "car", "taxi", "cab", "truck", "convertible", "sedan", "mustang", "van", "vehicle", "pickup",
  ]

  private static func time(_ words: Words, open: Time) -> Time {
    if words.has("night", "midnight", "moon", "star", "neon", "nocturnal", "headlight", "club") { return .night }
    if words.has("dusk", "sunset", "evening", "twilight", "golden") { return .dusk }
    if words.has("dawn", "sunrise", "morning") { return .dawn }
    if words.has("day", "noon", "sun", "sunny", "bright", "daylight", "beach", "afternoon") { return .day }
    return words.has("dark", "noir", "rain", "storm", "stage", "concert", "shadow") ? .night : open
  }

  private static func weather(_ words: Words) -> Weather {
    if words.has("rain", "storm", "wet", "drizzle", "puddle", "downpour") { return .rain }
    if words.has("snow", "blizzard", "winter", "ice") { return .snow }
    return words.has("fog", "mist", "smoke", "haze", "steam") ? .fog : .clear
  }

  private static func places(_ words: Words) -> [Place] {
    let known: [(Place, [String])] = [
      (.stage, ["stage", "concert", "band", "spotlight", "audience", "microphone", "theatre", "theater"]),
      (.station, ["gas", "petrol", "fuel", "pump"]), (.motel, ["motel", "diner", "inn", "hotel", "roadhouse"]),
      (.bridge, ["bridge", "overpass"]),
      (.room, ["room", "bedroom", "kitchen", "apartment", "bed", "sofa", "couch", "studio", "corridor", "bathroom"]),
      (.desert, ["desert", "dune", "sand", "canyon", "mesa", "cactus", "salt"]),
      (.sea, ["sea", "ocean", "beach", "coast", "shore", "wave", "harbour", "harbor", "lake", "pier"]),
      (.forest, ["forest", "tree", "wood", "woods", "pine", "jungle"]),
      (.mountains, ["mountain", "hill", "valley", "field", "cliff", "meadow", "countryside", "farm"]),
      (
        .city,
        ["city", "street", "downtown", "skyline", "urban", "alley", "building", "rooftop", "neon", "club", "crowd"]
      ),
    ]
    return known.filter { words.has($0.1) }.map(\.0)
  }

  private static func figures(_ words: Words, hasCar: Bool, onStage: Bool) -> Int {
    if words.has("alone", "lonely", "solo") { return 1 }
    if words.has("couple", "lovers", "they", "friends", "duo", "twins", "both") { return 2 }
    if words.has("band", "group", "dancers", "gang", "family") { return 3 }
    // A crowd before a stage is the audience.
    if !onStage, words.has("crowd", "people") { return 3 }
    let one = words.has("man", "woman", "girl", "boy", "person", "figure", "he", "she", "singer", "dancer", "stranger")
    if one || words.has("walk", "stand", "dance", "hitchhike", "ghost", "detective", "artist", "rapper", "musician") {
      return 1
    }
    return hasCar ? 0 : 1
  }

  private static func detail(_ words: Words, hasCar: Bool) -> Detail {
    if words.has("mirror", "rearview", "rear-view") { return .mirror }
    if words.has("hand", "fingers", "steering", "wheel", "grip", "knuckles", "dashboard") {
      return hasCar || words.has("wheel") ? .hands : .face
    }
    if words.has("phone", "smartphone", "cellphone", "mobile") { return .phone }
    if words.has("headlight", "grille", "chrome", "bumper") { return .headlight }
    let person = words.has(
      "face", "eye", "driver", "man", "woman", "girl", "boy", "singer", "person", "he", "she", "her")
    return hasCar && !person ? .headlight : .face
  }

  private static func sign(_ words: Words) -> String {
    let signs = ["motel", "hotel", "diner", "bar", "club", "casino", "gas", "cafe", "cinema", "inn"]
    return signs.first { words.has($0) }?.uppercased() ?? "OPEN"
  }
}

/// The words of a prompt, to be found whatever their ending.
private struct Words {
  private let words: Set<Substring>
  private let inOrder: [Substring]

  init(_ prompt: String) {
    inOrder = prompt.prefix(4000).lowercased().split { !$0.isLetter && $0 != "-" }
    words = Set(inOrder)
  }

  private static let colours: [Substring: UInt32] = [
    "red": 0xc8323c, "crimson": 0xa8203a, "blue": 0x2f62b5, "navy": 0x24365f, "yellow": 0xe8b830, "golden": 0xd9a441,
    "green": 0x3d8a55, "white": 0xe6e2da, "black": 0x1d1d24, "pink": 0xe27a9c, "orange": 0xe07b2f, "purple": 0x7a4a9e,
    "silver": 0xb9c0c6, "grey": 0x80868c, "gray": 0x80868c, "turquoise": 0x35a7a0, "teal": 0x2a8583, "brown": 0x7a5236,
  ]

  /// Whether `word` stands at most four words before one of `things`: in "in an old red car".
  func has(_ word: String, shortlyBefore things: [String]) -> Bool {
    inOrder.indices.contains { index in
      things.contains(String(inOrder[index])) && inOrder[max(index - 4, 0)..<index].contains(word[...])
    }
  }

  /// The colour that stands shortly before one of `things`: red in "a red silk dress".
  func colour(of things: [String]) -> Colour? {
    for (index, word) in inOrder.enumerated() where things.contains(String(word)) {
      let before = inOrder[max(index - 3, 0)..<index].reversed()
      if let hex = before.lazy.compactMap({ Self.colours[$0] }).first { return Colour(hex) }
    }
    return nil
  }

  func has(_ stems: String...) -> Bool { has(stems) }

  /// Short words have to stand there as they are, long ones may go on: `drive` finds `driver` and `drives`.
  func has(_ stems: [String]) -> Bool {
    stems.contains { stem in
      words.contains(stem[...]) || words.contains((stem + "s")[...])
        || (stem.count > 3 && words.contains { $0.hasPrefix(stem) || $0.hasPrefix(stem.dropLast() + "ing") })
    }
  }
}
