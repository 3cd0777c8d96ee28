import FolderContract
import Terms

/// The words that go to the image model for a grid, and for a single picture where no grid came of them.
struct GridPrompt: Hashable, Sendable {
  /// As people asked for it: what the plan or the request says, and the wish.
  let text: String
  /// `plan` or `request`.
  let source: String

  /// Throws `no_such_shot`.
  init(_ order: GridOrder, brief: Brief) throws(Problem) {
    let planned: String
    if let index = order.shot {
      guard let shot = brief.shots.first(where: { $0.index == index }) else {
        throw PromptSheet.noSuchShot(index, in: brief.sequence.text, brief.shots.count)
      }
      planned = shot.prompt
    } else {
      planned = brief.gridPrompt
    }
    text = ([order.prompt ?? planned] + (order.wish.map { [$0] } ?? [])).joined(separator: "\n")
    source = order.prompt == nil ? "plan" : "request"
  }

  /// How often a whole grid is tried before it is put together from single pictures.
  static let attempts = 3

  /// What the model is told for a grid; each further attempt says more plainly what a grid is.
  static func grid(_ text: String, _ layout: GridLayout, attempt: Int) -> String {
    guard layout.cells.count > 1 else { return text }
    let (rows, columns) = (layout.rows, layout.columns)
    let plain =
      "One image divided into a \(rows)x\(columns) grid of \(rows * columns) different options for this frame."
    let stronger =
      "It has to be a grid: exactly \(rows) rows and \(columns) columns of panels of equal size, with straight plain "
      + "white gutters between them and no text. Every panel shows the whole scene in another composition."
    let strongest =
      "Do not draw one single picture and do not merge panels: the gutters run straight through the whole image, "
      + "from edge to edge."
    return ([text, plain] + [stronger, strongest].prefix(max(attempt, 0))).joined(separator: "\n")
  }

  /// What the model is told for one option by itself.
  static func single(_ text: String, _ number: Int, of count: Int) -> String {
    "\(text)\nOption \(number) of \(count): another composition of this frame than the others. One single picture, no "
      + "panels, no borders, no text."
  }
}
