import FolderContract
import Terms

/// The verbs that have something made.
extension Verb {
  static let grid = requesting(
    "grid", summary: "make a grid of start-frame options",
    help: """
      Asks for a grid of options for the start frame of each sequence, or with --shot for that of one shot. Pick one with
      `starsend pick`, or by dragging its picture into picks/.

        starsend grid . SEQ05 --wait
        starsend grid . SEQ05 --wish "more rain, and darker"
        starsend grid . SEQ08 --shot 3 --rows 2 --columns 3
        starsend grid . SEQ05 --dry-run
      """,
    options: [
      Option("--wish", "TEXT", "added to the plan's prompt"),
      Option("--prompt", "TEXT", "instead of the plan's prompt"),
      Option("--shot", "NUMBER", "for the own start frame of this shot, counted from 1"),
      Option("--rows", "NUMBER", "rows of options, with --columns instead of the project's layout"),
      Option("--columns", "NUMBER", "options in a row"),
      Option("--layout", "ROWSxCOLUMNS", "both in one"),
      Option("--model", "NAME", "one of the allowed models"),
    ], canRehearse: true
  ) { arguments, _ in
    .grid(
      GridOrder(
        prompt: arguments.value("--prompt"), wish: arguments.value("--wish"), model: arguments.value("--model"),
        layout: try arguments.gridLayout(), shot: try arguments.number("--shot")))
  }

  static let pick = dropping(
    "pick", operands: "PROJECT SEQ CELL", count: 3...3,
    summary: "make an option the start frame, and the video from it",
    help: """
      Crops the option, makes it the start frame and, unless project.json says "auto_generate": false, makes the video.
      CELL is top_left, top_right, bottom_left, bottom_right, or r2c3 for row 2, column 3.

        starsend pick . SEQ05 top_left --wait
        starsend pick . SEQ05 r1c2 --grid 1
        starsend pick . SEQ08 tl --shot 3
        starsend pick . SEQ05 top_left --dry-run
      """,
    options: [
      Option("--grid", "NUMBER", "pick from an older grid (default: the newest)"),
      Option("--shot", "NUMBER", "from the grid of this shot, for its own start frame"),
    ], canRehearse: true
  ) { arguments, _ in
    guard let cell = GridCell(arguments[2]) else {
      throw Problem(
        .usage, "\(arguments[2].debugDescription) is no cell of a grid.",
        hint: "Use top_left, top_right, bottom_left, bottom_right, or r2c3 for row 2, column 3.")
    }
    let order = PickOrder(cell: cell, grid: try arguments.number("--grid"), shot: try arguments.number("--shot"))
    return .request(.pick(order), [try SequenceID(arguments[1])])
  }

  static let generate = requesting(
    "generate", summary: "make a take from the start frame that stands",
    help: """
      Makes a take of each sequence. Its prompts come from --take, or else from the plan; then from --prompt-from; then
      from --shot-override. In individual mode --shots makes only those anew, and the others stay as in --take.

        starsend generate . SEQ05 --wait
        starsend generate . SEQ08 --take 1 --shot-override 3:"The key falls, slower"
        starsend generate . SEQ08 --take 2 --prompt-from 5:1 --prompt-from 4:1
        starsend generate . SEQ08 --mode individual --take 1 --shots 3,5 --yes
        starsend generate . SEQ08 --count 2 --elements driver,car --start-frame frames/SEQ08/mine.png
        starsend generate . SEQ08 --model fal-ai/kling-video/o3/pro --dry-run
      """,
    options: [
      Option("--mode", "MODE", "multi_shot (one call for all) or individual (a call for each shot)"),
      Option("--shot-override", "SHOT:PROMPT", "a new prompt for a shot; once for each"),
      Option("--prompt-from", "SHOT:TAKE", "the prompt that the shot had in that take; once for each"),
      Option("--take", "NUMBER", "start from this take's prompts (default: the plan's)"),
      Option("--shots", "SHOT,SHOT", "make only these anew, in individual mode"),
      Option("--count", "NUMBER", "how many takes, 1 to 8"),
      Option("--start-frame", "PATH", "a picture in the project, instead of the one that was picked"),
      Option("--elements", "ID,ID", "instead of the plan's, the most important first; none for none"),
      Option("--model", "NAME", "one of the allowed models"),
    ], canRehearse: true
  ) { arguments, sequences in .generate(try takeOrder(arguments, sequences)) }

  private static func takeOrder(_ arguments: Arguments, _ sequences: [SequenceID]) throws -> TakeOrder {
    let (mode, shots, count) = (try arguments.mode(), try arguments.shots(), try arguments.number("--count") ?? 1)
    guard shots == nil || mode != .multiShot else {
      throw arguments.verb.usage(
        "--shots stands beside --mode multi_shot, which makes all shots in one call.",
        hint: "Write --mode individual, or leave out --shots. ")
    }
    guard count <= TakeOrder.mostTakes else {
      throw arguments.verb.usage(
        "--count \(count) is too many; one request makes \(TakeOrder.mostTakes) takes at most.",
        hint: "Write --count 2. ")
    }
    return TakeOrder(
      mode: shots == nil ? mode : .individual, overrides: try arguments.overrides(),
      promptsFrom: try arguments.promptSources(of: sequences), take: try arguments.take(of: sequences), shots: shots,
      count: count, startFrame: try arguments.projectPath("--start-frame"), elements: try arguments.elements(),
      model: arguments.value("--model"))
  }

  static let finalize = requesting(
    "finalize", operands: "PROJECT [SEQ…]", count: 1...201,
    summary: "write the final cut and the editor's files",
    help: """
      Joins what is approved to one video with the song, and writes an editor's package beside it, into final/. Without
      sequences, all that are approved are meant.

        starsend finalize .
        starsend finalize . SEQ05 SEQ08 --wait
      """
  ) { _, _ in .finalize }

  static let animatic = requesting(
    "animatic", operands: "PROJECT", count: 1...1, summary: "the whole song from stills and prompts, at no cost",
    help: """
      Makes a video of the whole song from the plan, the frames that were picked and the prompts. It costs nothing.

        starsend animatic .
        starsend animatic . --wait --json
      """
  ) { _, _ in .animatic }
}
