/// A thing or a mood that a prompt names and a scene can show.
enum Feature: CaseIterable {
  case moon, sun, neon, mileMarker, crossroads, trafficLight, speed, tunnel, windscreen, openDoors, parkedAcross,
    thinFog, noSun
  case wood, keys, bottles, bed, grass, extremeWide, longLens

  static func found(in words: PromptWords) -> Set<Feature> {
    var found = Set(known.filter { words.has($0.1) }.map(\.0))
    if words.has(["mile", "milestone"], before: ["marker", "post", "sign"]) { found.insert(.mileMarker) }
    if words.has(["traffic", "stop"], before: ["light", "signal"], reach: 1) { found.insert(.trafficLight) }
    if words.has(["door"], before: ["open"]) || words.has(["open"], before: ["door"]) { found.insert(.openDoors) }
    if words.has(["extreme", "ultra"], before: ["wide"]) { found.insert(.extremeWide) }
    if words.has(["long"], before: ["lens"], reach: 1) { found.insert(.longLens) }
    if words.has(["thin", "ground", "low"], before: ["fog", "mist"]) { found.insert(.thinFog) }
    if words.has(["stop", "stopped", "park", "abandon", "stall"], before: ["across"]) { found.insert(.parkedAcross) }
    if words.has(["blue"], before: ["hour"], reach: 1) || words.has(["before"], before: ["dawn", "sunrise"], reach: 2) {
      found.insert(.noSun)
    }
    return found
  }

  private static let known: [(Feature, [String])] = [
    (.moon, ["moon", "moonlit", "moonlight"]), (.sun, ["sun", "sunlight", "sunny", "sunset", "sunrise"]),
    (.neon, ["neon", "sign", "club", "bar", "casino", "motel"]),
    (.crossroads, ["crossroads", "intersection", "junction"]),
    (.speed, ["speed", "race", "chase", "fast", "trails", "rush", "sprint"]), (.tunnel, ["tunnel"]),
    (.windscreen, ["windscreen", "windshield"]),
    (.wood, ["wood", "wooden", "panelling", "paneling", "oak", "walnut", "mahogany"]),
    (.keys, ["key", "hook", "reception", "desk", "lobby", "clerk"]),
    (.bottles, ["bottle", "bar", "bartender", "barman", "pub", "whisky", "whiskey", "cocktail"]),
    (.bed, ["bed", "bedroom", "pillow", "mattress"]), (.grass, ["grass", "meadow"]),
  ]
}

/// The colours that a prompt gives to what a scene has; nil where it leaves them open.
struct SceneColours: Hashable {
  let paint: Colour?
  let lamp: Colour?
  let neon: Colour?
  let carpet: Colour?
  let wall: Colour?
  let sky: Colour?
  let horizon: Colour?
  let key: Colour?
  let fob: Colour?
  /// The colour of the whole: teal in `muted teal`, blue in `blue hour`.
  let mood: Colour?

  init(_ words: PromptWords) {
    paint = words.colour(of: ColourWords.cars)
    lamp = words.colour(of: ColourWords.lamps)
    neon = words.colour(of: ColourWords.signs)
    carpet = words.colour(of: ColourWords.carpets)
    wall = words.colour(of: ColourWords.walls)
    sky = words.colour(of: ColourWords.skies)
    horizon = words.colour(of: ["horizon"])
    key = words.colour(of: ["key"])
    fob = words.colour(of: ["fob", "tag"])
    mood = Self.mood(words)
  }

  private static func mood(_ words: PromptWords) -> Colour? {
    let grading = words.indices(of: ["monochrome", "muted", "saturated", "desaturated", "graded", "washed", "tinted"])
    return words.colour(of: ["hour"]) ?? grading.lazy.compactMap { words.firstColour(in: ($0 + 1)...($0 + 2)) }.first
  }
}
