/// A colour of light, each part from 0 to 1.
struct Colour: Hashable {
  let red: Double
  let green: Double
  let blue: Double

  static let black = Colour(0x000000)
  static let white = Colour(0xffffff)

  init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Reads `0xrrggbb`.
  init(_ hex: UInt32) {
    let part = { (shift: UInt32) in Double((hex >> shift) & 0xff) / 255 }
    self.init(red: part(16), green: part(8), blue: part(0))
  }

  /// This colour with `share` of `other`, from 0 to 1.
  func mixed(_ share: Double, with other: Colour) -> Colour {
    let mix = { (a: Double, b: Double) in a + (b - a) * share }
    return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }

  func lighter(_ share: Double) -> Colour { mixed(share, with: .white) }
  func darker(_ share: Double) -> Colour { mixed(share, with: .black) }

  /// The same colour as bright as can be, so that two can be compared by their hue.
  var hue: Colour {
    let most = max(red, green, blue, 0.01)
    return Colour(red: red / most, green: green / most, blue: blue / most)
  }

  /// As SVG writes it: `#rrggbb`.
  var css: String {
    let digits = { (part: Double) in
      let text = String(UInt8(clamping: Int((part * 255).rounded())), radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    return "#" + digits(red) + digits(green) + digits(blue)
  }
}
