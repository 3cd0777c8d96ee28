/// A small thing that an insert can show.
enum ObjectShape: CaseIterable {
  case key, dial, stag, phone, glass, photograph, cigarette

  /// In the order in which the prompt names them.
  static func found(in words: PromptWords) -> [ObjectShape] {
    known.compactMap { shape, stems in words.indices(of: stems).first.map { (shape, $0) } }
      .sorted { $0.1 < $1.1 }.map(\.0)
  }

  var caption: String {
    switch self {
    case .key: "KEY"
    case .dial: "RADIO DIAL"
    case .stag: "DASHBOARD STAG"
    case .phone: "PHONE"
    case .glass: "GLASS"
    case .photograph: "PHOTOGRAPH"
    case .cigarette: "CIGARETTE"
    }
  }

  private static let known: [(ObjectShape, [String])] = [
    (.key, ["key", "fob"]), (.dial, ["dial", "radio", "tuner", "speedometer", "gauge", "clock", "watch"]),
    (.stag, ["stag", "deer", "figurine", "ornament", "statuette", "bobblehead"]),
    (.phone, ["phone", "smartphone", "cellphone", "mobile", "telephone"]),
    (.glass, ["glass", "tumbler", "whisky", "whiskey", "drink", "cocktail"]),
    (.photograph, ["photograph", "photo", "polaroid", "postcard", "picture", "letter", "map", "ticket"]),
    (.cigarette, ["cigarette", "ashtray", "lighter", "match"]),
  ]
}
