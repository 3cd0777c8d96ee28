import Foundation
import Terms

@testable import Imaging

/// What models and people do to grids besides putting pictures side by side.
extension Raster {
  subscript(at: Int) -> PixelColor {
    get { (bytes[at * 3], bytes[at * 3 + 1], bytes[at * 3 + 2]) }
    set { (bytes[at * 3], bytes[at * 3 + 1], bytes[at * 3 + 2]) = newValue }
  }

  mutating func tint(_ rect: PixelRect, by factors: [Double]) {
    let tables = factors.map { factor in (0..<256).map { UInt8(min(255, Double($0) * factor)) } }
    for y in rect.y..<(rect.y + rect.height) {
      for at in ((y * width + rect.x) * 3)..<((y * width + rect.x + rect.width) * 3) {
        bytes[at] = tables[at % 3][Int(bytes[at])]
      }
    }
  }

  /// A slope over the whole picture from one corner to the other, and noise.
  mutating func grain(slope: Double, noise: Double, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for y in 0..<height {
      for x in 0..<width {
        let way = Double(x) / Double(width) + Double(y) / Double(height) - 1
        let change = slope * way + (noise > 0 ? Double.random(in: -1.7...1.7, using: &random) * noise : 0)
        for at in ((y * width + x) * 3)..<((y * width + x) * 3 + 3) {
          bytes[at] = UInt8(min(255, max(0, Double(bytes[at]) + change)))
        }
      }
    }
  }

  /// A soft shadow to the right of `rect` and below it.
  mutating func shade(_ rect: PixelRect, by reach: Int) {
    for y in rect.y..<min(height, rect.y + rect.height + reach) {
      for x in rect.x..<min(width, rect.x + rect.width + reach) {
        let away = max(x - rect.x - rect.width, y - rect.y - rect.height) + 1
        guard away > 0, x - rect.x >= reach / 2, y - rect.y >= reach / 2 else { continue }
        let light = 0.55 + 0.45 * Double(away) / Double(reach + 1)
        for at in ((y * width + x) * 3)..<((y * width + x) * 3 + 3) { bytes[at] = UInt8(Double(bytes[at]) * light) }
      }
    }
  }

  /// The pixels that lie outside of `rect` when its corners are rounded, as they are now.
  func corners(_ rect: PixelRect, _ radius: Int) -> [(Int, PixelColor)] {
    (0..<radius).flatMap { dy in
      (0..<radius).flatMap { dx -> [(Int, PixelColor)] in
        let (u, v) = (radius - dx, radius - dy)
        guard u * u + v * v > radius * radius else { return [] }
        return [rect.x + dx, rect.x + rect.width - 1 - dx].flatMap { x in
          [rect.y + dy, rect.y + rect.height - 1 - dy].map { y in (y * width + x, self[y * width + x]) }
        }
      }
    }
  }

  /// A light box with a dark digit, in the upper left corner of `rect`.
  mutating func drawNumber(_ number: Int, in rect: PixelRect) {
    let unit = max(2, min(rect.width, rect.height) / 60)
    let place = { (x: Int, y: Int, wide: Int, high: Int) in
      PixelRect(x: rect.x + x * unit, y: rect.y + y * unit, width: wide * unit, height: high * unit)
    }
    fill(place(0, 0, 6, 8), (250, 250, 250))
    let bars = [(1, 1, 4, 1), (1, 1, 1, 3), (4, 1, 1, 3), (1, 3, 4, 1), (1, 4, 1, 3), (4, 4, 1, 3), (1, 6, 4, 1)]
    let digits = [0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110, 0b1101011, 0b1111011, 0b0100101, 0b1111111]
    let parts = digits[number % digits.count]
    for (index, bar) in bars.enumerated() where parts >> index & 1 == 1 {
      fill(place(bar.0, bar.1, bar.2, bar.3), (20, 20, 20))
    }
  }

  /// Enlarged a whole number of times, with colours blended between the pixels.
  func enlarged(_ times: Int) -> Raster {
    var large = Raster(width: width * times, height: height * times)
    let places = { (length: Int) in
      (0..<(length * times)).map { at -> (Int, Int, Int) in
        let twice = max(0, 2 * at + 1 - times)
        let first = twice / (2 * times)
        return (first, min(length - 1, first + 1), twice % (2 * times))
      }
    }
    let (across, down, whole) = (places(width), places(height), 2 * times)
    for (y, (top, bottom, low)) in down.enumerated() {
      for (x, (left, right, far)) in across.enumerated() {
        for channel in 0..<3 {
          let value = { (u: Int, v: Int) in Int(bytes[(v * width + u) * 3 + channel]) }
          let above = value(left, top) * (whole - far) + value(right, top) * far
          let below = value(left, bottom) * (whole - far) + value(right, bottom) * far
          large.bytes[(y * large.width + x) * 3 + channel] =
            UInt8((above * (whole - low) + below * low) / (whole * whole))
        }
      }
    }
    return large
  }
}
