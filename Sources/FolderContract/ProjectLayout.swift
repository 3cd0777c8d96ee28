public import Terms

/// Where everything lies in a project.
///
/// Ids are compared without case but folders are not: give the id as the plan spells it (`Plan.sequence`).
public struct ProjectLayout: Hashable, Sendable {
  public let root: FilePath

  public init(root: FilePath) { self.root = root }
}

/// What people write.
extension ProjectLayout {
  public var project: FilePath { root / "project.json" }
  public var plan: FilePath { root / "plan.json" }
  /// The names of the files above, and of those that hold back what costs something.
  public static let papers: Set<FileName> = {
    let layout = ProjectLayout(root: FilePath("/"))
    return Set(([layout.plan, layout.project] + layout.holds).map(\.name))
  }()
  public var refs: FilePath { root / "refs" }
  public var characters: FilePath { refs / "characters" }
  public var props: FilePath { refs / "props" }
  public var song: FilePath { root / "song" }
  /// While one of these lies in the project, nothing is spent.
  public var holds: [FilePath] { [root / "HOLD", root / "HOLD.txt"] }
  public var startHere: FilePath { root / "START HERE.txt" }
}

/// Where people drop things.
extension ProjectLayout {
  public var inbox: FilePath { root / "inbox" }
  public var inboxDone: FilePath { inbox / "done" }
  public var inboxRejected: FilePath { inbox / "rejected" }
  public var picks: FilePath { root / "picks" }
  public var picksDone: FilePath { picks / "done" }
  public var picksRejected: FilePath { picks / "rejected" }
}

/// What the agent makes for people.
extension ProjectLayout {
  public var grids: FilePath { root / "grids" }
  public var frames: FilePath { root / "frames" }
  public var takes: FilePath { root / "takes" }
  public var status: FilePath { root / "status" }
  public var results: FilePath { root / "results" }
  public var final: FilePath { root / "final" }
  public var board: FilePath { root / "board.html" }
  public var dailies: FilePath { root / "dailies.html" }

  /// The folder of a sequence's grids, options and ready-made markers.
  public func grids(of sequence: SequenceID) -> FilePath { grids / sequence.text }
  public func frames(of sequence: SequenceID) -> FilePath { frames / sequence.text }
  public func takes(of sequence: SequenceID) -> FilePath { takes / sequence.text }
  public func status(of sequence: SequenceID) -> FilePath { status / "\(sequence.text).json" }
  public var projectStatus: FilePath { status(of: Self.projectName) }
  /// What the status of the whole project is called; no sequence may have that name.
  static let projectName = SequenceID(unchecked: "project")
  public func receipt(_ id: RequestID) -> FilePath { results / "\(id.text).json" }

  /// The folder that `product` goes back to.
  public func home(of product: Product) -> FilePath {
    switch product.kind {
    case .grid, .gridSidecar, .option, .cell, .original, .marker, .again: grids(of: product.sequence)
    case .startFrame, .continuation: frames(of: product.sequence)
    case .take, .poster, .sidecar, .slice, .sliceSidecar, .call, .callSidecar: takes(of: product.sequence)
    }
  }

  /// Where `product` lies under the name that the agent gave it.
  public func path(of product: Product) -> FilePath { home(of: product) / product.fileName }
}

/// What the agent remembers.
extension ProjectLayout {
  public var state: FilePath { root / "state" }
  public var sequencesState: FilePath { state / "client/sequences.json" }
  public var shots: FilePath { state / "starsend/shots" }
  public func shot(_ id: ShotID) -> FilePath { shots / "\(id.text).json" }
  public var spend: FilePath { state / "starsend/spend.jsonl" }
  public var journal: FilePath { state / "journal.jsonl" }
  /// One folder per claimed file, named by its ULID.
  public var intake: FilePath { state / "intake" }
  public func intake(_ claim: ULID) -> FilePath { intake / claim.text }
  /// Held by the one agent that works on the project.
  public var lock: FilePath { state / "lock" }
}

extension ProjectLayout {
  /// Every folder that has to exist, parents before children. A missing one is made again.
  public var folders: [FilePath] {
    [
      refs, characters, props, song, inbox, inboxDone, inboxRejected, picks, picksDone, picksRejected, grids, frames,
      takes, status, results, final, state, state / "client", state / "starsend", shots, intake,
    ]
  }

  /// `path` as files of the project write it, with plain slashes; nil where it does not lie in the project.
  public func relative(_ path: FilePath) -> String? { path.relative(to: root) }
}
