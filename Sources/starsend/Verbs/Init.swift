import DurableFiles
import FolderContract
import Foundation
import Terms

extension Verb {
  static let initialise = Verb(
    name: "init", operands: "DIR", count: 1...1, summary: "lay out a project",
    help: """
      Makes the folders of a project in DIR, with a plan and settings to begin from and a START HERE.txt for those who
      only have a file manager. What is there already is left as it is.

        starsend init my-video
      """
  ) { arguments, terminal in
    let layout = ProjectLayout(root: FilePath(operand: arguments[0]))
    var made: [String] = []
    for folder in layout.folders { try Folder.make(folder) }
    for (file, text) in Beginning.files(layout) where FileStatus.of(file) == nil {
      try DurableFile.create(file, with: Data(text.utf8))
      made.append(layout.relative(file) ?? file.display)
    }
    try terminal.show(Laid(project: layout.root.display, wrote: made))
    terminal.say(
      "\(layout.root) is a project now. Wrote \(made.isEmpty ? "nothing new" : made.joined(separator: ", ")).")
    terminal.say("Next: put your sequences into plan.json, then run `starsend watch \(arguments[0])`.")
    return .done
  }
}

private struct Laid: Encodable {
  let project: String
  /// The files that were not there before.
  let wrote: [String]
}

/// What a new project begins with.
private enum Beginning {
  static func files(_ layout: ProjectLayout) -> [(FilePath, String)] {
    [(layout.project, project), (layout.plan, plan), (layout.startHere, startHere)]
  }

  private static let project = """
    {
      "title": "My video",
      "frame_rate": "24",
      "aspect_ratio": "16:9",
      "grid": {"rows": 2, "columns": 2},
      "auto_generate": true,
      "resolution": "720p"
    }

    """

  private static let plan = """
    {
      "project": "my-video",
      "title": "My video",
      "sequences": [
        {
          "id": "SEQ01",
          "title": "Opening",
          "grid_prompt": "A lone car on a desert road at dusk, headlights on, wide sky",
          "shots": [
            {"id": "1", "prompt": "Wide: the car comes out of the heat haze towards us", "duration": 4},
            {"id": "2", "prompt": "Close on the driver's eyes in the mirror", "duration": 3},
            {"id": "3", "prompt": "The tail lights shrink down the empty road", "duration": 3}
          ]
        }
      ]
    }

    """

  private static let startHere = """
    WHAT TO DROP WHERE

    1. Write down your sequences and shots in plan.json.

    2. To see options for a sequence, drop a small text file into the folder "inbox".
       Call it anything.json. In it write:

           {"sequence": "SEQ01"}

       A picture with four options appears in the folder "grids", with each option beside it.

    3. Drag the option that you like into the folder "picks".
       It goes back where it was, and the video appears in the folder "takes".

       A picture of your own, dropped there as "SEQ01.start.png", does the same.

    4. Like the video? Drag it into "picks" as well: that approves it. Not yet? Drop an empty file
       called "SEQ01.take" into "picks" for another one.

    5. When you are done, an empty file called "SEQ01.finalize" in "picks" puts what is approved
       under the song: look into the folder "final".

    None of the options any good? Drop an empty file called "SEQ01.again" into "picks", or drag the
    one that lies ready beside the options. Changed your mind? "SEQ01.reopen" takes back what was
    decided last, "SEQ01.cancel" stops what runs. Whatever you write into such a file is kept as
    your note.

    Every file that you drop gets an answer in the folder "results". What could not be understood
    is in a folder "rejected", with a text beside it that says why. Where an answer asks something,
    an empty file called "SEQ01.confirm" in "picks" says yes.

    The folder "status" says where everything stands. Nothing happens while no agent runs: whoever
    looks after it starts it with   starsend watch   and the path of this folder.
    While a file called "HOLD" lies here, nothing is spent.

    """
}
