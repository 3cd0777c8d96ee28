/// Someone whom a prompt wants in the picture.
struct Person: Hashable {
  enum Action { case standing, walking, running, dancing, hitching, pointing, phoning }
  enum Outfit { case jacket, dress, coat }

  var isFemale = false
  var isOld = false
  /// Whether they sit in a car.
  var isSeated = false
  /// Whether they stand behind a counter.
  var isHost = false
  var action = Action.standing
  var outfit = Outfit.jacket
  var hasHood = false
  var clothes: Colour?
}

/// The people of a prompt, in the order in which they are named.
struct PromptCast {
  var people: [Person] = []

  private let words: PromptWords
  private let hasCar: Bool
  private let isInCar: Bool
  private var clause: [Int] = []

  init(_ words: PromptWords, hasCar: Bool, isInCar: Bool, isOnStage: Bool, isStillLife: Bool) {
    self.words = words
    self.hasCar = hasCar
    self.isInCar = isInCar
    guard !isStillLife else { return }
    let named = Self.roles.compactMap { role in words.indices(of: role).first }.sorted()
    for index in named { add(index) }
    if named.isEmpty { addUnnamed(isOnStage: isOnStage) }
    if let lead = people.indices.first(where: { !people[$0].isHost }), saysShe {
      people[lead].isFemale = true
    }
    for index in words.indices(of: ColourWords.garments) { dress(index, named: named) }
  }

  private static let roles: [[String]] = [
    ["driver"], ["hitchhiker", "hitch-hiker"], ["clerk", "receptionist", "concierge"],
    ["bartender", "barman", "waiter"],
    ["waitress", "barmaid"], ["singer", "rapper", "artist", "musician"], ["dancer"], ["detective"], ["stranger"],
    ["ghost"], ["runner"], ["passenger"], ["bride", "queen", "actress", "wife", "mother", "lady"], ["woman"], ["girl"],
    ["man"], ["boy"], ["father", "husband", "groom", "king"],
  ]
  private static let women = [
    "waitress", "barmaid", "bride", "queen", "actress", "wife", "mother", "lady", "woman", "girl",
  ]
  private static let hosts = ["clerk", "receptionist", "concierge", "bartender", "barman", "barmaid"]
  private static let upright = [
    "stand", "stood", "run", "ran", "sprint", "walk", "dance", "figure", "step", "wait", "lean", "stride", "kneel",
    "thumb", "jump", "crawl", "hitchhike",
  ]

  private var saysShe: Bool {
    words.has("she", "her", "hers", "woman", "girl") || words.wishes.contains(where: Self.saysHer)
  }
  private static func saysHer(_ wish: String) -> Bool {
    wish.split(separator: " ").contains { $0 == "her" || $0 == "she" }
  }

  private mutating func add(_ index: Int) {
    let word = words.words[index]
    let around = words.words.filter { $0.clause == word.clause }
    let says = { (stems: [String]) in around.contains { PromptWords.is($0, one: stems) } }
    var person = Person()
    person.isFemale = PromptWords.is(word, one: Self.women)
    person.isHost = PromptWords.is(word, one: Self.hosts)
    person.isOld = says(["elderly", "old", "aged", "grey-haired", "ancient"])
    let stands = says(Self.upright) && !says(["wheel"])
    let sits = says(["wheel", "seat", "inside"]) || PromptWords.is(word, one: ["driver", "passenger"])
    let isFollowed =
      words.words.indices.contains(index + 2) && words.words[index + 1].text == "in"
      && ["one", "other", "the"].contains(words.words[index + 2].text) && says(["one", "other"])
    person.isSeated = isInCar || (hasCar && !stands && (sits || isFollowed))
    person.action = action(says: says)
    people.append(person)
    clause.append(index)
  }

  private func action(says: ([String]) -> Bool) -> Person.Action {
    if says(["run", "ran", "sprint", "flee", "race"]) { return .running }
    if says(["dance", "jump", "celebrate"]) { return .dancing }
    if says(["walk", "stroll", "stride"]) { return .walking }
    if words.has("hitchhike", "thumb") || words.has(["hitchhiker"]) && says(["hitchhiker"]) { return .hitching }
    if says(["point", "reach"]) { return .pointing }
    return words.has("phone", "smartphone", "cellphone", "mobile") ? .phoning : .standing
  }

  /// Where nobody has a name: by pronouns and by crowds.
  private mutating func addUnnamed(isOnStage: Bool) {
    var person = Person()
    person.isSeated = isInCar
    person.action = action { words.has($0) }
    let count = unnamedCount(isOnStage: isOnStage)
    people = (0..<count).map { index in
      person.isFemale = saysShe != (index % 2 == 1)
      return person
    }
    clause = Array(repeating: 0, count: count)
  }

  private func unnamedCount(isOnStage: Bool) -> Int {
    if words.has("couple", "lovers", "they", "friends", "duo", "twins", "both") { return 2 }
    if words.has("band", "group", "dancers", "gang", "family") { return 3 }
    // A crowd before a stage is the audience.
    if !isOnStage, words.has("crowd", "people") { return 3 }
    if words.has("person", "figure", "he", "she", "someone", "walk", "stand", "dance", "hitchhike") { return 1 }
    return hasCar && !isInCar ? 0 : 1
  }

  /// Gives a garment to whom the prompt named last before it.
  private mutating func dress(_ garment: Int, named: [Int]) {
    guard !people.isEmpty else { return }
    let wearer = named.isEmpty ? 0 : clause.lastIndex { $0 <= garment } ?? 0
    people[wearer].clothes = people[wearer].clothes ?? words.colour(at: garment)
    let word = words.words[garment]
    if PromptWords.is(word, one: ["dress", "gown"]) { people[wearer].outfit = .dress }
    guard PromptWords.is(word, one: ["raincoat", "coat", "trenchcoat", "parka", "cloak", "cape", "robe", "slicker"])
    else { return }
    people[wearer].outfit = .coat
    people[wearer].hasHood =
      PromptWords.is(word, one: ["raincoat", "parka", "cloak", "cape", "slicker"])
      && !words.has(["hood"], before: ["down", "off"], reach: 2)
  }
}
