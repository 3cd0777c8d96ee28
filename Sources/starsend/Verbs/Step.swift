import Execution
import Foundation
import Terms

/// Single execution steps, with no sequence and no plan around them.
extension Verb {
  static let stepKeyframe = step(
    .keyframe, "keyframe", summary: "make one picture, for any shot id",
    help: """
      Makes a picture from a prompt; with --layout, a grid of options. It goes to frames/SHOT/SHOT_take001.png.

        starsend step keyframe . EP001_SH03 --prompt "A lone car on a desert road at dusk"
        starsend step keyframe . EP001_SH03 --prompt "She waits at the desk" --elements clerk,motel-key
        starsend step keyframe . EP001_SH03 --prompt "The same car, four camera angles" --layout 2x2
      """,
    options: [
      Option("--prompt", "TEXT", "what is to be seen"),
      Option("--layout", "ROWSxCOLUMNS", "make a grid of options (default: a single picture)"),
      Option("--size", "WIDTHxHEIGHT", "in pixels (default: the project's ratio and resolution)"), elements,
    ]
  ) { arguments in
    ShotOrder(
      prompts: [ShotPrompt(index: 1, prompt: try prompt(arguments), duration: 0)], layout: try arguments.layout(),
      size: try arguments.size(), startFrame: nil, elements: try arguments.elements() ?? [],
      model: arguments.value("--model"))
  }

  static let stepVideo = step(
    .video, "video", summary: "make the video of one shot, for any shot id",
    help: """
      Makes a video of one shot in the project's frame rate, ratio and resolution, without sound. It goes to
      takes/SHOT/SHOT_take001.mp4.

        starsend step video . EP001_SH03 --prompt "The car comes towards us" --duration 4
        starsend step video . EP001_SH03 --prompt "It drives off" --duration 3 --start-frame frames/EP001_SH03/a.png
        starsend step video . SEQ08_shot03 --prompt "He turns" --duration 5 --elements driver,car
      """,
    options: [
      Option("--prompt", "TEXT", "what is to be seen"), Option("--duration", "SECONDS", "how long it lasts"),
      startFrame, elements,
    ]
  ) { arguments in
    let duration = try seconds(try arguments.required("--duration"), "--duration", arguments)
    return ShotOrder(
      prompts: [ShotPrompt(index: 1, prompt: try prompt(arguments), duration: duration)], layout: nil, size: nil,
      startFrame: arguments.value("--start-frame"), elements: try arguments.elements() ?? [],
      model: arguments.value("--model"))
  }

  static let stepMultiShot = step(
    .multiShot, "multi-shot", summary: "make the video of several shots in one call, for any shot id",
    help: """
      Makes a video of several shots, in the order in which --shot is given, in the project's frame rate, ratio and
      resolution, without sound. It goes to takes/SHOT/SHOT_take001.mp4.

        starsend step multi-shot . EP001_SH03 --shot "4:Wide: the car comes towards us" --shot "2.5:Her eyes, close"
      """,
    options: [
      Option("--shot", "SECONDS:PROMPT", "a shot; give it once for each"), startFrame, elements,
    ]
  ) { arguments in
    let shots = arguments.all("--shot")
    guard !shots.isEmpty else { throw arguments.verb.usage("At least one --shot is needed.") }
    let prompts = try shots.enumerated().map { index, text in
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].allSatisfy(\.isWhitespace) else {
        throw arguments.verb.usage("--shot \(text.debugDescription) is not SECONDS:PROMPT, such as \"5:A car\".")
      }
      return ShotPrompt(
        index: index + 1, prompt: parts[1].trimmingCharacters(in: .whitespaces),
        duration: try seconds(String(parts[0]), "--shot", arguments))
    }
    return ShotOrder(
      prompts: prompts, layout: nil, size: nil, startFrame: arguments.value("--start-frame"),
      elements: try arguments.elements() ?? [], model: arguments.value("--model"))
  }

  private static let startFrame = Option("--start-frame", "FILE", "a picture in the project that the video begins on")

  private static let elements = Option(
    "--elements", "ID,ID", "characters and props of refs/ that it shows, the most important first")

  private static let model = Option("--model", "NAME", "one of the allowed models (default: the project's)")

  private static func step(
    _ operation: StepKey.Operation, _ name: String, summary: String, help: String, options: [Option],
    order: @escaping @Sendable (Arguments) throws -> ShotOrder
  ) -> Verb {
    Verb(
      name: "step \(name)", operands: "PROJECT SHOT", count: 2...2, summary: summary,
      help: """
        \(help)

        SHOT is any id, EP001_SH03 as well as SEQ08_shot03; no plan is needed. What the model does not take in one call is
        refused with the limit; `starsend doctor` lists them. A take of it that an earlier call left unfinished goes on first: the same
        command given again after a kill just finishes it. The project belongs to this command until it ends: where an
        agent has it, it is refused. Ctrl-C stops it cleanly. With --dry-run it only says what it would send, also where an
        agent has the project.
        """,
      options: options + [model, DryRun.option, .configuration]
    ) { arguments, terminal in
      let step = try ShotStep(operation, try order(arguments), arguments, terminal)
      return try await arguments.has("--dry-run") ? step.rehearse() : step.run()
    }
  }

  private static func prompt(_ arguments: Arguments) throws(Problem) -> String {
    let prompt = try arguments.required("--prompt")
    guard !prompt.allSatisfy(\.isWhitespace) else { throw arguments.verb.usage("The prompt is empty.") }
    return prompt
  }

  private static func seconds(_ text: String, _ option: String, _ arguments: Arguments) throws(Problem) -> Double {
    guard let seconds = Double(text.trimmingCharacters(in: .whitespaces)), seconds > 0, seconds <= 600 else {
      throw arguments.verb.usage(
        "\(option): \(text.debugDescription) is no length.", hint: "Use seconds above 0, at most 600. ")
    }
    return seconds
  }
}

/// What a step is asked to make, before the project says the rest.
struct ShotOrder: Sendable {
  let prompts: [ShotPrompt]
  let layout: GridLayout?
  let size: PixelSize?
  /// A path as it was given.
  let startFrame: String?
  /// In order of importance.
  let elements: [ElementID]
  /// Nil for the one that the project or the configuration chooses.
  let model: String?
}
