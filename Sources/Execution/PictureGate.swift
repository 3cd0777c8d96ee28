import Imaging
import Terms

/// Whether a picture is what was ordered: it decodes, has the size, is not blank, and is a grid where one was ordered.
struct PictureGate {
  private let take: TakeRecord
  private let thresholds: GateThresholds

  init(_ take: TakeRecord, _ thresholds: GateThresholds) {
    self.take = take
    self.thresholds = thresholds
  }

  /// Throws where the picture cannot be read at all; one that cannot be decoded gets its verdict.
  func judge(_ picture: FilePath) throws -> [GateVerdict] {
    do {
      let (info, statistics) = (try Picture.probe(picture), try Picture.statistics(picture))
      let decodes = GateVerdict("decodes", .pass, "It decodes from its first row to its last.")
      return [decodes, size(info), blank(statistics)] + (try take.layout.map { [try grid(picture, $0)] } ?? [])
    } catch let problem as Problem where problem.code != .pictureUnreadable {
      return [GateVerdict("decodes", .fail, problem.message)]
    }
  }

  private func size(_ info: PictureInfo) -> GateVerdict {
    guard take.isExact else { return .size(info.size, ordered: take.size, otherShape: .warn) }
    // Models round sizes to what they were trained on; the options are cropped to the aspect ratio all the same.
    return GateVerdict(
      "size", info.size == take.size ? .pass : .warn, figure: Double(info.size.height),
      "\(info.size) pixels; ordered are \(take.size).")
  }

  private func blank(_ statistics: PictureStatistics) -> GateVerdict {
    // The standard deviation: noise on a plain area alone spreads by one or two.
    let spread = statistics.standardDeviation
    return GateVerdict(
      "blank", thresholds.contrast.verdict(onLeast: spread), figure: spread,
      "The brightness spreads by \(GateBound.plain(spread)) of 255; "
        + "\(thresholds.contrast.saying(side: "under", GateBound.plain)).")
  }

  private func grid(_ picture: FilePath, _ layout: GridLayout) throws -> GateVerdict {
    let panels = try PanelFinder.find(in: picture, expecting: layout)
    let isRight = panels.isGrid && panels.rows == layout.rows && panels.columns == layout.columns
    let found = panels.isGrid ? "\(panels.rows)x\(panels.columns)" : "no grid"
    return GateVerdict(
      "grid", isRight ? .pass : .fail, figure: panels.confidence, "It is \(found); ordered is \(layout).")
  }
}
