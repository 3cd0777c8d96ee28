import Imaging
import Terms

/// Whether a picture is what was ordered: it decodes, has the size, is not blank, and is a grid where one was ordered.
struct PictureGate {
  private let take: TakeRecord

  /// The standard deviation of the brightness, of 255, under which a picture shows nothing.
  static let leastContrast = 4.0

  init(_ take: TakeRecord) { self.take = take }

  /// Throws where the picture cannot be decoded at all.
  func judge(_ picture: FilePath) throws -> [GateVerdict] {
    let info = try Picture.probe(picture)
    let statistics = try Picture.statistics(picture)
    let isRight = info.size == take.size
    return [
      GateVerdict("decodes", .pass, "It decodes from its first row to its last."),
      GateVerdict(
        "size", isRight ? .pass : .warn, figure: Double(info.size.height),
        "\(info.size) pixels; ordered are \(take.size)."),
      GateVerdict(
        "blank", statistics.standardDeviation >= Self.leastContrast ? .pass : .fail,
        figure: statistics.standardDeviation,
        "The brightness spreads by \(Int(statistics.standardDeviation.rounded())) of 255; under \(Int(Self.leastContrast)) it shows nothing."
      ),
    ] + (try take.layout.map { [try grid(picture, $0)] } ?? [])
  }

  private func grid(_ picture: FilePath, _ layout: GridLayout) throws -> GateVerdict {
    let panels = try PanelFinder.find(in: picture, expecting: layout)
    let isRight = panels.isGrid && panels.rows == layout.rows && panels.columns == layout.columns
    let found = panels.isGrid ? "\(panels.rows)x\(panels.columns)" : "no grid"
    return GateVerdict(
      "grid", isRight ? .pass : .fail, figure: panels.confidence, "It is \(found); ordered is \(layout).")
  }
}
