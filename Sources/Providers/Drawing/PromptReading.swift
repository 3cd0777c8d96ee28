/// What a prompt asks to see, as far as a storyboard can draw it.
struct PromptReading: Hashable {
  enum Time { case night, dusk, dawn, day }
  enum Weather { case clear, rain, snow, fog }
  enum Detail { case face, hands, phone, mirror, headlight }
  /// How people and cars stand to each other.
  enum Staging {
    case beside
    /// Somebody stands on the road before the car.
    case ahead
    /// The car is a dot far away.
    case distantCar
    /// Two cars come toward each other.
    case headOn
  }

  let time: Time
  let weather: Weather
  let isWet: Bool
  let place: Place
  /// What the land around it is like: the place itself, or what else the prompt names.
  let land: Place
  let hasCar: Bool
  let staging: Staging
  let people: [Person]
  let detail: Detail
  let colours: SceneColours
  let features: Set<Feature>
  /// What close-ups without people show.
  let objects: [ObjectShape]
  /// What a sign in the picture says.
  let sign: String
  /// What doors and mile markers are numbered with; nil where nothing has a number.
  let number: String?
  /// The cameras that the prompt asks for.
  let wishes: [ShotWish]

  /// Looks for known words; `random` decides where the prompt leaves something open.
  init(_ prompt: String, random: inout SeededRandom) {
    let words = PromptWords(prompt)
    let places = PlaceWords(words).ranking
    place = places.first ?? .road
    land = places.first { [.desert, .sea, .forest, .mountains, .city].contains($0) } ?? place
    // The choice is made whether it is needed or not: what follows draws from the same numbers.
    time = Self.time(words, open: random.pick(.night, .dusk, .dawn, .day))
    weather = Self.weather(words)
    isWet = weather == .rain || words.has("wet", "puddle", "slick")
    hasCar = !place.isIndoors && (place == .cabin || words.has(ColourWords.cars + Self.carParts))
    people =
      PromptCast(
        words, hasCar: hasCar, isInCar: place == .cabin, isOnStage: place == .stage, isStillLife: place == .objects
      )
      .people
    staging = Self.staging(words, hasCar: hasCar, standing: people.contains { !$0.isSeated })
    detail = Self.detail(words, hasCar: hasCar)
    colours = SceneColours(words)
    features = Feature.found(in: words)
    objects = ObjectShape.found(in: words)
    sign = Self.sign(words)
    number = Self.number(words)
    wishes = words.wishes.compactMap(ShotWish.init)
  }

  private static let carParts = [
    "drive", "driver", "headlight", "windshield", "windscreen", "dashboard", "traffic", "motorway", "tail-light",
    "taillight", "bonnet",
  ]
}

extension PromptReading {
  /// Those who do not sit in a car.
  var standing: [Person] { people.filter { !$0.isSeated } }
  /// Those who do; a car that drives has a driver at least.
  var seated: [Person] { people.filter(\.isSeated) }
  /// Whom close-ups show.
  var lead: Person { people.first { !$0.isHost } ?? people.first ?? Person() }
  var hasRoad: Bool { !place.isIndoors }
  var hasPhone: Bool { objects.contains(.phone) }
  /// Whether the picture looks out through the windscreen of a car that stands on the road.
  var looksThroughWindscreen: Bool { hasCar && place != .cabin && features.contains(.windscreen) }
}

// MARK: Reading

extension PromptReading {
  /// The time that the prompt names first; else what its other words make likely.
  private static func time(_ words: PromptWords, open: Time) -> Time {
    let named: [(Time, [String])] = [
      (.night, ["night", "midnight", "nocturnal", "a.m", "moonlit"]),
      (.dusk, ["dusk", "sunset", "evening", "twilight", "blue-hour"]), (.dawn, ["dawn", "sunrise", "morning"]),
      (.day, ["day", "noon", "daylight", "afternoon", "midday"]),
    ]
    var firsts = named.compactMap { time, known in words.indices(of: known).first.map { ($0, time) } }
    for (pair, time) in [(("blue", "hour"), Time.dusk), (("golden", "hour"), .dusk), (("first", "light"), .dawn)] {
      let found = words.indices(of: [pair.1]).first { $0 > 0 && words.words[$0 - 1].text == pair.0 }
      if let found { firsts.append((found, time)) }
    }
    if let first = firsts.min(by: { $0.0 < $1.0 }) { return first.1 }
    if words.has("moon", "star", "neon", "headlight", "club", "lamp") { return .night }
    if words.has("sun", "sunny", "bright", "sunlight", "beach") { return .day }
    return words.has("dark", "noir", "rain", "storm", "stage", "concert", "shadow", "black") ? .night : open
  }

  private static func weather(_ words: PromptWords) -> Weather {
    if words.has("rain", "rainy", "storm", "drizzle", "downpour") { return .rain }
    if words.has("snow", "snowy", "blizzard", "winter", "ice") { return .snow }
    return words.has("fog", "foggy", "mist", "misty", "smoke", "haze", "steam") ? .fog : .clear
  }

  private static func staging(_ words: PromptWords, hasCar: Bool, standing: Bool) -> Staging {
    guard hasCar else { return .beside }
    let cars = ColourWords.cars
    if words.has(["two"], before: cars) || words.has(["each"], before: ["other"], reach: 1) && !standing {
      return .headOn
    }
    guard standing else { return .beside }
    if words.has(cars, before: ["dot", "vanishing", "distant", "distance", "horizon"], reach: 5)
      || words.has(["distant", "faraway"], before: cars)
    {
      return .distantCar
    }
    let ahead = ["ahead", "windscreen", "windshield", "headlight", "chase", "beam", "pursue", "comes"]
    return words.has(ahead) ? .ahead : .beside
  }

  private static func detail(_ words: PromptWords, hasCar: Bool) -> Detail {
    if words.has("mirror", "rearview", "rear-view") { return .mirror }
    if words.has("hand", "fingers", "steering", "grip", "knuckles", "dashboard") {
      return hasCar || words.has("wheel") ? .hands : .face
    }
    if words.has("phone", "smartphone", "cellphone", "mobile") { return .phone }
    if words.has("grille", "chrome", "bumper") { return .headlight }
    let person = words.has(
      "face", "eye", "driver", "man", "woman", "girl", "boy", "singer", "person", "he", "she", "her", "hitchhiker")
    return hasCar && !person ? .headlight : .face
  }

  private static func sign(_ words: PromptWords) -> String {
    let signs = ["vacancy", "motel", "hotel", "diner", "bar", "club", "casino", "gas", "cafe", "cinema", "inn"]
    return signs.first { words.has($0) }?.uppercased() ?? "OPEN"
  }

  /// The 9 of `the number 9`, `numbered 9` or `reads 9`.
  private static func number(_ words: PromptWords) -> String? {
    let list = words.words
    return words.indices(of: ["number", "read", "marked"]).lazy.compactMap { index -> String? in
      list[(index + 1)...].prefix(2).map(\.text).first { $0.count < 4 && $0.allSatisfy(\.isNumber) }
    }.first
  }
}
