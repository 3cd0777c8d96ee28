public import Terms

/// Whether a picture is a grid of panels, and where they lie.
///
/// As JSON: `{"rows", "columns", "confidence", "is_grid", "cells": [{"name", "x", "y", "width", "height"}]}`.
public struct PanelVerdict: Hashable, Sendable, Codable {
  /// What was found; 1 and 1 for a picture that is no grid at all. It can differ from what was expected, and then
  /// `isGrid` is false.
  public let rows: Int
  public let columns: Int
  /// From 0 to 1: how sure it is that the picture is the grid that was looked for; `isGrid` is true from 0.5 on.
  public let confidence: Double
  public let isGrid: Bool
  /// From left to right, then top to bottom; gutters, borders and captions are not part of any. Empty where nothing
  /// like a grid was found.
  public let cells: [Cell]

  public init(rows: Int, columns: Int, confidence: Double, isGrid: Bool, cells: [Cell]) {
    self.rows = rows
    self.columns = columns
    self.confidence = confidence
    self.isGrid = isGrid
    self.cells = cells
  }

  private enum CodingKeys: String, CodingKey {
    case rows, columns, confidence, cells
    case isGrid = "is_grid"
  }

  /// One panel; x and y are counted from 0 at the top left corner of the picture.
  public struct Cell: Hashable, Sendable, Codable {
    /// As `GridLayout.name(of:)` gives it.
    public let name: String
    public let x: Int
    public let y: Int
    public let width: Int
    public let height: Int

    public init(name: String, rect: PixelRect) {
      self.name = name
      x = rect.x
      y = rect.y
      width = rect.width
      height = rect.height
    }

    public var rect: PixelRect { PixelRect(x: x, y: y, width: width, height: height) }
  }

  /// What was found, or nil for no grid.
  public var layout: GridLayout? { rows * columns > 1 ? GridLayout(rows: rows, columns: columns) : nil }

  /// The panel with that place, or nil.
  public func rect(of cell: GridCell) -> PixelRect? {
    guard let name = layout?.name(of: cell) else { return nil }
    return cells.first { $0.name == name }?.rect
  }
}
