import Foundation

/// A place in the scene, in metres: x to the right of the road, y up, z along it. The subject stands at the origin.
struct Place3 {
  var x: Double
  var y: Double
  var z: Double

  init(_ x: Double, _ y: Double, _ z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }
}

/// Where a panel is seen from.
struct Camera {
  /// How a camera stands to its subject.
  struct Setup {
    /// Around the subject, in degrees: 0 behind it, looking along the road, 90 to its right, 180 before it.
    var orbit: Double
    /// Metres.
    var distance: Double
    /// Above the ground, in metres.
    var height: Double
    /// Downwards, in degrees.
    var pitch = 0.0
    /// Where on the picture the horizon of a level camera lies, from 0 at the top to 1.
    var horizon = 0.55
    /// Where on the picture the subject stands, from 0 at the left to 1.
    var aside = 0.5
    /// The focal length, in shares of the picture's mean side.
    var focal = 1.1
  }

  /// Nothing nearer than this is seen, in metres.
  private static let nearest = 0.35

  let setup: Setup
  let width: Double
  let height: Double
  let position: Place3
  private let subject: Place3
  private let mirrored: Bool
  private let focal: Double
  private let yaw: (sine: Double, cosine: Double)
  private let pitch: (sine: Double, cosine: Double)

  init(_ setup: Setup, on subject: Place3, width: Double, height: Double, mirrored: Bool) {
    self.setup = setup
    self.width = width
    self.height = height
    self.subject = subject
    self.mirrored = mirrored
    let orbit = setup.orbit * .pi / 180
    yaw = (sin(-orbit), cos(-orbit))
    pitch = (sin(setup.pitch * .pi / 180), cos(setup.pitch * .pi / 180))
    position = Place3(
      subject.x + setup.distance * sin(orbit), setup.height, subject.z - setup.distance * cos(orbit))
    focal = setup.focal * (width * height).squareRoot()
  }

  /// The same view, told from something that stands `x` to the right and `z` along the road and is turned by `turn`
  /// degrees: what is drawn there as if at the origin appears in its place.
  func standing(at x: Double, _ z: Double, turned turn: Double) -> Camera {
    let angle = turn * .pi / 180
    let (dx, dz) = (subject.x - x, subject.z - z)
    var setup = setup
    setup.orbit += turn
    return Camera(
      setup, on: Place3(dx * cos(angle) - dz * sin(angle), subject.y, dx * sin(angle) + dz * cos(angle)), width: width,
      height: height, mirrored: mirrored)
  }

  /// Where the horizon lies, in pixels from the top.
  var horizon: Double { height * setup.horizon - focal * pitch.sine / max(pitch.cosine, 0.05) }

  /// Pixels per metre at `place`; 0 where it is not before the camera.
  func scale(at place: Place3) -> Double {
    let depth = turned(place).z
    return depth > Self.nearest ? focal / depth : 0
  }

  func depth(of place: Place3) -> Double { turned(place).z }

  /// Nil where `place` is not before the camera.
  func project(_ place: Place3) -> Point? {
    let seen = turned(place)
    return seen.z > Self.nearest ? flat(seen) : nil
  }

  /// The outline on the picture of a flat area, cut off behind the camera; empty where nothing of it is seen.
  func project(_ area: [Place3]) -> [Point] {
    let corners = area.map(turned)
    var kept: [Place3] = []
    for (index, corner) in corners.enumerated() {
      let next = corners[(index + 1) % corners.count]
      if corner.z > Self.nearest { kept.append(corner) }
      if (corner.z > Self.nearest) != (next.z > Self.nearest) {
        let share = (Self.nearest + 0.001 - corner.z) / (next.z - corner.z)
        kept.append(
          Place3(
            corner.x + (next.x - corner.x) * share, corner.y + (next.y - corner.y) * share,
            corner.z + (next.z - corner.z) * share))
      }
    }
    return kept.map(flat)
  }

  private func turned(_ place: Place3) -> Place3 {
    let (x, y, z) = (place.x - position.x, place.y - position.y, place.z - position.z)
    let ahead = x * yaw.sine + z * yaw.cosine
    return Place3(
      x * yaw.cosine - z * yaw.sine, y * pitch.cosine + ahead * pitch.sine, ahead * pitch.cosine - y * pitch.sine)
  }

  private func flat(_ seen: Place3) -> Point {
    let x = width * setup.aside + focal * seen.x / max(seen.z, Self.nearest)
    let y = height * setup.horizon - focal * seen.y / max(seen.z, Self.nearest)
    return Point(mirrored ? width - x : x, y)
  }
}
