/// Words for colours, and what may have one.
enum ColourWords {
  /// `word` as a colour; `before` is the word that it follows: the petrol of petrol blue, the dark of dark red.
  static func colour(_ word: String, after before: String) -> Colour? {
    let parts = word.split(separator: "-").map(String.init)
    guard let last = parts.last else { return nil }
    let first = parts.count > 1 ? parts[parts.count - 2] : before
    if let hex = compound["\(first) \(last)"] { return Colour(hex) }
    guard let hex = named[last] else { return nil }
    switch first {
    case "dark", "deep", "midnight": return Colour(hex).darker(0.3)
    case "light", "pale", "pastel", "baby": return Colour(hex).lighter(0.4)
    default: return Colour(hex)
    }
  }

  static let named: [String: UInt32] = [
    "amber": 0xf0a030, "apricot": 0xf2b27a, "aqua": 0x45c4c0, "beige": 0xd8c6a5, "black": 0x1d1d24, "blue": 0x2f62b5,
    "brass": 0xc39a4a, "bronze": 0x9a6b3c, "brown": 0x7a5236, "burgundy": 0x6d1a34, "camel": 0xb98d5a,
    "charcoal": 0x3a3d44, "copper": 0xb5683c, "coral": 0xf2735f, "cream": 0xf0e4c8, "crimson": 0xa8203a,
    "cyan": 0x3fc6dc, "emerald": 0x1f8a5c, "gold": 0xd9a441, "golden": 0xd9a441, "gray": 0x80868c, "green": 0x3d8a55,
    "grey": 0x80868c, "indigo": 0x3a3a8c, "ivory": 0xeee6d2, "khaki": 0x9a8f62, "lavender": 0xb3a1d6,
    "lilac": 0xb899d0, "lime": 0x9fcf3f, "magenta": 0xd03a9a, "maroon": 0x6e1f2a, "mauve": 0xa3809e, "mint": 0x8fd6b4,
    "mustard": 0xcf9f2c, "navy": 0x24365f, "ochre": 0xc08a36, "olive": 0x74763c, "orange": 0xe07b2f, "peach": 0xf2b79a,
    "pink": 0xe27a9c, "plum": 0x6c2f5a, "purple": 0x7a4a9e, "red": 0xc8323c, "rose": 0xd9748a, "ruby": 0xa3162f,
    "rust": 0xa5492a, "salmon": 0xee8f7c, "sapphire": 0x24479e, "scarlet": 0xd8302c, "silver": 0xb9c0c6,
    "tan": 0xc2a075, "teal": 0x2a8583, "turquoise": 0x35a7a0, "vermilion": 0xdd4a2c, "violet": 0x7352a8,
    "white": 0xe6e2da, "yellow": 0xe8b830,
  ]

  private static let compound: [String: UInt32] = [
    "petrol blue": 0x1f6a80, "baby blue": 0x93bfe0, "electric blue": 0x2d6bff, "ice blue": 0xa9cfe0,
    "midnight blue": 0x1b2450, "powder blue": 0xa3bfd6, "royal blue": 0x2b4bb5, "sky blue": 0x6bb1e0,
    "steel blue": 0x4f7897, "navy blue": 0x24365f, "teal blue": 0x24778c, "neon blue": 0x3a8bff,
    "neon green": 0x4dff7a, "neon pink": 0xff4fa3, "neon red": 0xff3b4e, "neon orange": 0xff8a30,
    "neon purple": 0xb45cff, "neon yellow": 0xf5f03a, "hot pink": 0xf0468c, "dusty pink": 0xc98b98,
    "blood red": 0x8c1420, "brick red": 0xa5432f, "cherry red": 0xb8172f, "wine red": 0x6d1a34,
    "forest green": 0x1f5a38, "racing green": 0x1a4a33, "bottle green": 0x1c5540, "sea green": 0x3a9a82,
    "off white": 0xe8e2d2, "rose gold": 0xcf9488, "sodium orange": 0xf29a3a, "burnt orange": 0xbf5a24,
  ]

  static let garments = [
    "raincoat", "coat", "dress", "jacket", "suit", "shirt", "hoodie", "sweater", "gown", "clothes", "cardigan", "parka",
    "trenchcoat", "uniform", "blazer", "cloak", "cape", "anorak", "blouse", "jumper", "vest", "robe", "slicker",
  ]
  static let cars = [
    "car", "coupe", "coupé", "taxi", "cab", "truck", "convertible", "sedan", "saloon", "mustang", "van", "vehicle",
    "pickup", "cadillac", "hatchback", "roadster", "limousine", "limo",
  ]
  static let lamps = ["lamp", "lantern", "sconce", "chandelier", "bulb", "lampshade", "candle"]
  static let signs = ["neon", "sign", "vacancy", "light", "glow", "tube"]
  static let carpets = ["carpet", "rug", "floor", "runner", "linoleum"]
  static let walls = ["wall", "wallpaper", "panelling", "paneling", "plaster", "tile"]
  static let skies = ["sky", "dawn", "dusk", "cloud", "twilight"]

  /// Everything that a colour may belong to.
  static let bearers =
    garments + cars + lamps + signs + carpets + walls + skies + ["horizon", "key", "fob", "dial", "hair"]
}
