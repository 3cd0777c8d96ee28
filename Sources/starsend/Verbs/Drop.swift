import DurableFiles
import FolderContract
import Foundation
import Terms

/// The verbs that drop a request, as a person would, and follow its receipt.
extension Verb {
  static let grid = requesting(
    "grid", operands: "PROJECT SEQ", count: 2...2, summary: "make a grid of start-frame options",
    help: """
      Asks for a grid of options for the start frame of a sequence. Pick one with `starsend pick`, or by dragging its
      picture into picks/.

        starsend grid . SEQ05 --wait
        starsend grid . SEQ05 --wish "more rain, and darker"
      """,
    options: [
      Option("--wish", "TEXT", "added to the plan's prompt"),
      Option("--prompt", "TEXT", "instead of the plan's prompt"),
      Option("--layout", "ROWSxCOLUMNS", "instead of the project's layout"),
    ]
  ) { arguments in
    .grid(
      GridOrder(
        prompt: arguments.value("--prompt"), wish: arguments.value("--wish"), layout: try arguments.layout()))
  }

  static let pick = requesting(
    "pick", operands: "PROJECT SEQ CELL", count: 3...3,
    summary: "make an option the start frame, and the video from it",
    help: """
      Crops the option, makes it the start frame and, unless project.json says "auto_generate": false, makes the video.
      CELL is top_left, top_right, bottom_left, bottom_right, or r2c3 for row 2, column 3.

        starsend pick . SEQ05 top_left --wait
        starsend pick . SEQ05 r1c2 --grid 1
      """,
    options: [Option("--grid", "NUMBER", "pick from an older grid (default: the newest)")]
  ) { arguments in
    guard let cell = GridCell(arguments[2]) else {
      throw Problem(
        .usage, "\(arguments[2].debugDescription) is no cell of a grid.",
        hint: "Use top_left, top_right, bottom_left, bottom_right, or r2c3 for row 2, column 3.")
    }
    return .pick(PickOrder(cell: cell, grid: try arguments.number("--grid")))
  }

  static let generate = requesting(
    "generate", operands: "PROJECT SEQ", count: 2...2, summary: "make a take from the start frame that stands",
    help: """
      Makes another take of a sequence from the start frame that was picked, with the prompts of the plan.

        starsend generate . SEQ05 --wait
      """
  ) { _ in .generate(TakeOrder()) }

  static let confirm = dropping(
    "confirm", operands: "PROJECT SEQ|REQUEST", count: 2...2, summary: "answer an open question with yes",
    help: """
      A receipt in the state waiting_for_confirmation asks something, such as whether a new pick may replace approved
      work. A sequence means the question about it that is open; anything else is the id of the request that asks.
      With --wait, what goes on is followed to its end.

        starsend confirm . SEQ05
        starsend confirm . SEQ05.top_right --wait
      """
  ) { arguments, layout in
    let plan = (try? DurableFile.read(layout.plan, limit: 8 << 20)).flatMap { try? Plan.read($0) }
    guard let id = try? SequenceID(arguments[1]), let sequence = try? plan?.sequence(id) else {
      return .request(.confirm(request: try RequestID(arguments[1])), [])
    }
    return .marker("\(sequence.id).confirm", sequence.id)
  }

  private static func requesting(
    _ name: String, operands: String, count: ClosedRange<Int>, summary: String, help: String, options: [Option] = [],
    work: @escaping @Sendable (Arguments) throws -> Request.Work
  ) -> Verb {
    dropping(name, operands: operands, count: count, summary: summary, help: help, options: options) { arguments, _ in
      .request(try work(arguments), [try SequenceID(arguments[1])])
    }
  }

  private static func dropping(
    _ name: String, operands: String, count: ClosedRange<Int>, summary: String, help: String, options: [Option] = [],
    drop: @escaping @Sendable (Arguments, ProjectLayout) throws -> Delivery.Drop
  ) -> Verb {
    Verb(
      name: name, operands: operands, count: count, summary: summary,
      help: help + "\n\nWhere no agent runs on the project, this command is the agent until the request has ended.",
      options: options + [
        Option("--wait", nil, "wait for the end although another agent does the work"),
        Option("--note", "TEXT", "kept with the request"), Option("--id", "ID", "what to call the request"),
        .configuration,
      ]
    ) { arguments, terminal in
      let layout = try arguments.project()
      return try await Delivery(try drop(arguments, layout), layout, arguments, terminal).run()
    }
  }
}
