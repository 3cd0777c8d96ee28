import Foundation
import Terms

@testable import Imaging

/// Pictures with the habits of photographs, made from numbers: light that changes slowly, texture at every size, things
/// with edges in front of it. The same seed draws the same scene.
enum Scenery {
  static func draw(width: Int, height: Int, seed: UInt64) -> Raster {
    var random = SeededRandom(seed: seed)
    var picture = Raster(width: width, height: height)
    let bottom = (0..<3).map { _ in Double.random(in: 20...230, using: &random) }
    let top = (0..<3).map { _ in Double.random(in: 20...230, using: &random) }
    let things = (0..<9).map { _ in Thing(width, height, &random) }
    let octaves = [96, 37, 13, 5].enumerated().map { Octave(cell: $1, strength: 44 / Double($0 + 1), &random) }
    for y in 0..<height {
      for x in 0..<width {
        let noise = octaves.reduce(0) { $0 + $1.value(x, y) }
        let thing = things.last { $0.covers(x, y) }
        for channel in 0..<3 {
          let light = Double(y) / Double(height)
          let base = thing?.color[channel] ?? (top[channel] * (1 - light) + bottom[channel] * light)
          picture.bytes[(y * width + x) * 3 + channel] = UInt8(min(255, max(0, base + noise)))
        }
      }
    }
    return picture
  }

  /// A slanted ellipse of one colour.
  private struct Thing {
    let color: [Double]
    private let (x, y, wide, high, slant): (Double, Double, Double, Double, Double)

    init(_ width: Int, _ height: Int, _ random: inout SeededRandom) {
      color = (0..<3).map { _ in Double.random(in: 0...255, using: &random) }
      x = Double.random(in: 0...Double(width), using: &random)
      y = Double.random(in: 0...Double(height), using: &random)
      wide = Double.random(in: 0.03...0.2, using: &random) * Double(width)
      high = Double.random(in: 0.03...0.3, using: &random) * Double(height)
      slant = Double.random(in: -0.6...0.6, using: &random)
    }

    func covers(_ px: Int, _ py: Int) -> Bool {
      let dy = Double(py) - y
      let dx = Double(px) - x - slant * dy
      return dx * dx / (wide * wide) + dy * dy / (high * high) < 1
    }
  }

  /// Smooth noise with bumps of about one size.
  private struct Octave {
    private let cell: Int
    private let strength: Double
    private let heights: [Double]

    init(cell: Int, strength: Double, _ random: inout SeededRandom) {
      self.cell = cell
      self.strength = strength
      heights = (0..<1024).map { _ in Double.random(in: -1...1, using: &random) }
    }

    func value(_ x: Int, _ y: Int) -> Double {
      let (column, row) = (x / cell, y / cell)
      let (u, v) = (Double(x % cell) / Double(cell), Double(y % cell) / Double(cell))
      let at = { (c: Int, r: Int) in heights[(c &* 73 &+ r &* 151) & 1023] }
      let above = at(column, row) * (1 - u) + at(column + 1, row) * u
      let below = at(column, row + 1) * (1 - u) + at(column + 1, row + 1) * u
      return strength * (above * (1 - v) + below * v)
    }
  }
}
