import Foundation

/// A point on the picture, in pixels from the top left.
struct Point: Hashable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  func toward(_ other: Point, _ share: Double) -> Point {
    Point(x + (other.x - x) * share, y + (other.y - y) * share)
  }
}

/// What an area is filled or a line is drawn with.
struct Paint {
  let css: String
  let opacity: Double

  init(_ colour: Colour, _ opacity: Double = 1) {
    css = colour.css
    self.opacity = opacity
  }

  init(gradient id: String, _ opacity: Double = 1) {
    css = "url(#\(id))"
    self.opacity = opacity
  }

  static func colour(_ colour: Colour, _ opacity: Double = 1) -> Paint { Paint(colour, opacity) }
}

/// One colour of a gradient.
struct Stop {
  let at: Double
  let colour: Colour
  let opacity: Double

  init(_ at: Double, _ colour: Colour, _ opacity: Double = 1) {
    self.at = at
    self.colour = colour
    self.opacity = opacity
  }
}

/// An SVG picture in the making. Every text passes `SVGText`, every number `number`, so that nothing from outside
/// reaches the markup as markup.
struct Canvas {
  private(set) var markup = ""
  private var names = 0

  /// The whole file, `width` by `height` pixels.
  func document(width: Int, height: Int) -> String {
    let size = "width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\""
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size)>\(markup)</svg>\n"
  }

  /// Two decimals, finite and within what rasterisers take.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((min(max(value, -90_000), 90_000) * 100).rounded())
    return hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
  }

  private mutating func name(_ prefix: String) -> String {
    names += 1
    return "\(prefix)\(names)"
  }

  private mutating func add(_ shape: String, fill: Paint?, stroke: Paint? = nil, width: Double = 0) {
    var style = " fill=\"\(fill?.css ?? "none")\""
    if let fill, fill.opacity < 1 { style += " fill-opacity=\"\(Self.number(fill.opacity))\"" }
    if let stroke {
      style += " stroke=\"\(stroke.css)\" stroke-width=\"\(Self.number(width))\""
      style += " stroke-linecap=\"round\" stroke-linejoin=\"round\""
      if stroke.opacity < 1 { style += " stroke-opacity=\"\(Self.number(stroke.opacity))\"" }
    }
    markup += "<\(shape)\(style)/>"
  }
}

// MARK: Shapes

extension Canvas {
  mutating func polygon(_ points: [Point], _ fill: Paint) {
    guard points.count > 2 else { return }
    add("polygon points=\"\(Self.list(points))\"", fill: fill)
  }

  mutating func line(_ points: [Point], _ stroke: Paint, width: Double) {
    guard points.count > 1 else { return }
    add("polyline points=\"\(Self.list(points))\"", fill: nil, stroke: stroke, width: width)
  }

  mutating func circle(_ center: Point, _ radius: Double, _ fill: Paint) {
    ellipse(center, radius, radius, fill)
  }

  mutating func ellipse(_ center: Point, _ radiusX: Double, _ radiusY: Double, _ fill: Paint) {
    let numbers = [center.x, center.y, max(radiusX, 0), max(radiusY, 0)].map(Self.number)
    add("ellipse cx=\"\(numbers[0])\" cy=\"\(numbers[1])\" rx=\"\(numbers[2])\" ry=\"\(numbers[3])\"", fill: fill)
  }

  mutating func rect(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ fill: Paint, radius: Double = 0
  ) {
    let numbers = [x, y, max(width, 0), max(height, 0), radius].map(Self.number)
    let size = "width=\"\(numbers[2])\" height=\"\(numbers[3])\""
    add(
      "rect x=\"\(numbers[0])\" y=\"\(numbers[1])\" \(size) rx=\"\(numbers[4])\"",
      fill: fill)
  }

  /// A smooth closed outline through `points`.
  mutating func blob(_ points: [Point], _ fill: Paint, stroke: Paint? = nil, width: Double = 0) {
    guard points.count > 2 else { return }
    add("path d=\"\(Self.smooth(points, closed: true))\"", fill: fill, stroke: stroke, width: width)
  }

  /// A smooth open line through `points`.
  mutating func curve(_ points: [Point], _ stroke: Paint, width: Double) {
    guard points.count > 1 else { return }
    add("path d=\"\(Self.smooth(points, closed: false))\"", fill: nil, stroke: stroke, width: width)
  }

  private static func list(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// Catmull-Rom through the points, as cubic Béziers.
  private static func smooth(_ points: [Point], closed: Bool) -> String {
    let count = points.count
    let at = { (index: Int) in
      closed ? points[(index + count) % count] : points[min(max(index, 0), count - 1)]
    }
    var path = "M\(number(points[0].x)) \(number(points[0].y))"
    for index in 0..<(closed ? count : count - 1) {
      let (before, from, to, after) = (at(index - 1), at(index), at(index + 1), at(index + 2))
      let numbers = [
        from.x + (to.x - before.x) / 6, from.y + (to.y - before.y) / 6, to.x - (after.x - from.x) / 6,
        to.y - (after.y - from.y) / 6, to.x, to.y,
      ]
      path += "C" + numbers.map(number).joined(separator: " ")
    }
    return closed ? path + "Z" : path
  }
}

// MARK: Gradients, groups and text

extension Canvas {
  /// Runs from `from` to `to`, both in pixels.
  mutating func linear(_ from: Point, _ to: Point, _ stops: [Stop]) -> Paint {
    let id = name("g")
    let numbers = [from.x, from.y, to.x, to.y].map(Self.number)
    markup += "<linearGradient id=\"\(id)\" gradientUnits=\"userSpaceOnUse\" x1=\"\(numbers[0])\" y1=\"\(numbers[1])\""
    markup += " x2=\"\(numbers[2])\" y2=\"\(numbers[3])\">\(Self.list(stops))</linearGradient>"
    return Paint(gradient: id)
  }

  /// A soft disc of light that ends at `radius`.
  mutating func glow(_ center: Point, _ radius: Double, _ colour: Colour, _ strength: Double, flat: Double = 1) {
    guard radius > 0.5 else { return }
    let id = name("g")
    let stops = [Stop(0, colour, strength), Stop(0.35, colour, strength * 0.38), Stop(1, colour, 0)]
    markup += "<radialGradient id=\"\(id)\">\(Self.list(stops))</radialGradient>"
    ellipse(center, radius, radius * flat, Paint(gradient: id))
  }

  private static func list(_ stops: [Stop]) -> String {
    stops.map { stop in
      let opacity = stop.opacity < 1 ? " stop-opacity=\"\(number(stop.opacity))\"" : ""
      return "<stop offset=\"\(number(stop.at))\" stop-color=\"\(stop.colour.css)\"\(opacity)/>"
    }.joined()
  }

  /// Everything that `draw` adds, moved, and cut off at a rectangle of `width` by `height`.
  mutating func framed(
    x: Double, y: Double, width: Double, height: Double, _ draw: (inout Canvas) -> Void
  ) {
    let id = name("c")
    let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    markup += "<clipPath id=\"\(id)\"><rect x=\"0\" y=\"0\" \(size)/></clipPath>"
    markup += "<g transform=\"translate(\(Self.number(x)) \(Self.number(y)))\"><g clip-path=\"url(#\(id))\">"
    draw(&self)
    markup += "</g></g>"
  }

  /// Everything that `draw` adds, mirrored left to right within `width`.
  mutating func mirrored(within width: Double, if mirrored: Bool, _ draw: (inout Canvas) -> Void) {
    guard mirrored else { return draw(&self) }
    markup += "<g transform=\"translate(\(Self.number(width)) 0) scale(-1 1)\">"
    draw(&self)
    markup += "</g>"
  }

  /// Fills a rectangle with a tile of `side` pixels that `draw` fills.
  mutating func tiled(width: Double, height: Double, side: Double, _ draw: (inout Canvas) -> Void) {
    let id = name("p")
    let edge = Self.number(side)
    markup += "<pattern id=\"\(id)\" patternUnits=\"userSpaceOnUse\" width=\"\(edge)\" height=\"\(edge)\">"
    draw(&self)
    markup += "</pattern>"
    rect(0, 0, width, height, Paint(gradient: id))
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, at point: Point, size: Double, _ fill: Paint, bold: Bool = false, anchor: Anchor = .start,
    family: String = "DejaVu Sans, sans-serif", spacing: Double = 0
  ) {
    let place = "x=\"\(Self.number(point.x))\" y=\"\(Self.number(point.y))\""
    let face =
      "font-family=\"\(family)\" font-size=\"\(Self.number(size))\" font-weight=\"\(bold ? "bold" : "normal")\""
    let set = "text-anchor=\"\(anchor.rawValue)\" letter-spacing=\"\(Self.number(spacing))\""
    let paint = "fill=\"\(fill.css)\" fill-opacity=\"\(Self.number(fill.opacity))\""
    markup += "<text \(place) \(face) \(set) \(paint)>\(SVGText(text).escaped)</text>"
  }
}
