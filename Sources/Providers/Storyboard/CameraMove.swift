import Foundation

/// What the camera does during one shot of an animatic.
enum CameraMove: CaseIterable {
  case pushIn, panRight, pullOut, panLeft, tiltUp, tiltDown, hold

  /// The move that `prompt` asks for, or else the next one in turn, so that neighbours differ.
  init(for prompt: String, index: Int) {
    let text = " " + prompt.prefix(2000).lowercased().map { $0.isLetter ? String($0) : " " }.joined() + " "
    let asked = Self.phrases.first { _, words in words.contains { text.contains(" " + $0) } }?.0
    let inTurn: [CameraMove] = [.pushIn, .panRight, .pullOut, .tiltUp, .panLeft, .hold]
    self = asked ?? inTurn[index % inTurn.count]
  }

  private static let phrases: [(CameraMove, [String])] = [
    (.hold, ["static", "locked off", "locked", "still camera", "holds on", "tripod"]),
    (.panLeft, ["pan left", "pans left", "panning left", "to the left", "track left", "tracking left"]),
    (.panRight, ["pan ", "pans ", "panning ", "to the right", "track ", "tracking "]),
    (.tiltUp, ["crane up", "crane ", "tilt up", "tilts up", "rises", "looking up"]),
    (.tiltDown, ["tilt down", "tilts down", "crane down", "descends", "looking down"]),
    (.pullOut, ["pull ", "pulls ", "pull back", "zoom out", "zooms out", "dolly out", "reveal", "widens"]),
    (.pushIn, ["push ", "pushes ", "pushing ", "zoom ", "zooms ", "dolly ", "creeps in", "close up"]),
  ]
}

/// A part of a picture, in shares of its width and height, with the picture's own aspect ratio.
struct Crop: Hashable {
  let x: Double
  let y: Double
  /// The share of the picture's width and of its height that it shows: 1 for all of it.
  let side: Double

  static let whole = Crop(x: 0, y: 0, side: 1)

  private init(x: Double, y: Double, side: Double) {
    self.x = x
    self.y = y
    self.side = side
  }

  /// Around a point, moved inside the picture where it would leave it.
  init(around center: (x: Double, y: Double), zoom: Double) {
    side = min(1 / zoom, 1)
    x = min(max(center.x - side / 2, 0), 1 - side)
    y = min(max(center.y - side / 2, 0), 1 - side)
  }

  /// The smallest crop that holds both.
  func union(_ other: Crop) -> Crop {
    let (left, top) = (min(x, other.x), min(y, other.y))
    let wide = max(x + side, other.x + other.side) - left
    let tall = max(y + side, other.y + other.side) - top
    let whole = min(max(wide, tall), 1)
    return Crop(x: min(left, 1 - whole), y: min(top, 1 - whole), side: whole)
  }

  /// This crop, measured in shares of `outer`, which holds it.
  func within(_ outer: Crop) -> Crop {
    Crop(x: (x - outer.x) / outer.side, y: (y - outer.y) / outer.side, side: side / outer.side)
  }
}

extension CameraMove {
  /// What the shot begins and ends on. The first shot begins on the whole picture; every other one elsewhere and
  /// closer, so that each cut is seen.
  func path(index: Int) -> (from: Crop, to: Crop) {
    guard index > 0 else { return (.whole, opening) }
    let anchors = [(0.34, 0.42), (0.66, 0.46), (0.5, 0.64), (0.38, 0.62), (0.64, 0.34), (0.5, 0.4)]
    let anchor = anchors[(index - 1) % anchors.count]
    let zoom = [1.5, 1.8, 1.35, 1.65][(index - 1) % 4]
    let reach = 0.11
    let at = { (dx: Double, dy: Double, zoom: Double) in Crop(around: (anchor.0 + dx, anchor.1 + dy), zoom: zoom) }
    switch self {
    case .pushIn: return (at(0, 0, zoom), at(0, 0, zoom * 1.2))
    case .pullOut: return (at(0, 0, zoom * 1.22), at(0, 0, zoom))
    case .panRight: return (at(-reach, 0, zoom), at(reach, 0, zoom))
    case .panLeft: return (at(reach, 0, zoom), at(-reach, 0, zoom))
    case .tiltUp: return (at(0, reach, zoom), at(0, -reach, zoom))
    case .tiltDown: return (at(0, -reach, zoom), at(0, reach, zoom))
    case .hold: return (at(0, 0, zoom), at(0.008, 0.004, zoom * 1.035))
    }
  }

  /// Where the first shot, which begins on the whole picture, goes.
  private var opening: Crop {
    switch self {
    case .pushIn, .pullOut: Crop(around: (0.5, 0.48), zoom: 1.22)
    case .panRight: Crop(around: (0.75, 0.5), zoom: 1.25)
    case .panLeft: Crop(around: (0.25, 0.5), zoom: 1.25)
    case .tiltUp: Crop(around: (0.5, 0.2), zoom: 1.25)
    case .tiltDown: Crop(around: (0.5, 0.8), zoom: 1.25)
    case .hold: Crop(around: (0.51, 0.5), zoom: 1.04)
    }
  }
}
