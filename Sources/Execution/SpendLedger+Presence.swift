import DurableFiles
public import Terms

/// Whether a project is the one that the ledger knows: one that was deleted, restored or copied, or is present twice,
/// spends nothing before a person decided.
extension SpendLedger {
  /// How the project that lies at `home` stands to the ledger.
  public func presence(of project: ULID, in home: ProjectHome) throws -> Presence {
    try current { _ in try look(project, home) }
  }

  /// A person's word that the project is the right one as it is: its count is brought up to the ledger's.
  ///
  /// Throws `project_copied` where it is present twice: one of them needs an identity of its own.
  public func accept(_ project: ULID, in home: ProjectHome) throws {
    try current { _ in
      let presence = try look(project, home)
      if case .copied = presence { throw Self.refusal(presence, home) }
      try enter(project, home)
      let lines = book.lines.filter { $0.project == project }
      try LedgerMark(project: project, lines: lines.count, new: 0, last: lines.last).write(to: home.mark)
    }
  }

  /// Throws where a project may not spend; enters where it lies from now on.
  func admit(_ home: ProjectHome?, _ project: ULID) throws {
    guard let home else { return }
    let presence = try look(project, home)
    switch presence {
    case .fine, .moved: try enter(project, home)
    case .restored, .copied: throw Self.refusal(presence, home)
    }
  }

  /// Writes the count that `entries` will make into the project, and says whether that was done.
  ///
  /// A project that has not spent yet keeps none, and neither does one that works at no cost while a person has to
  /// decide: its count stays as it is.
  func mark(_ entries: [LedgerEntry], in home: ProjectHome?, isPaid: Bool) throws -> Bool {
    guard let home, let project = entries.first?.project else { return false }
    do {
      guard try ProjectRegister.read(register).home(of: project)?.root == home.place,
        try look(project, home) == .fine
      else { return false }
      let lines = book.lines.count { $0.project == project } + entries.count
      try LedgerMark(project: project, lines: lines, new: entries.count, last: entries.last).write(to: home.mark)
      return true
    } catch  where !isPaid {
      // What was spent is booked whatever the share says.
      return false
    }
  }

  /// Whether the project's own folder is another one, or nobody can tell: then what is set aside stays so for now.
  func isCopy(_ project: ULID, _ home: ProjectHome?) -> Bool {
    guard let home else { return false }
    guard let presence = try? look(project, home) else { return true }
    if case .copied = presence { return true }
    return false
  }

  private func look(_ project: ULID, _ home: ProjectHome) throws -> Presence {
    let register = try ProjectRegister.read(register)
    let known = register.home(of: project)
    let isMoved = known.map { $0.root != home.place && !$0.isSame(as: home) } ?? false
    if isMoved, let known, known.holds(project) { return .copied(other: known.root) }
    let lines = book.lines.filter { $0.project == project }
    // Where another project spent from this very folder, its state was deleted.
    let isNew = known == nil && !register.others(than: project, at: home.place).isEmpty
    guard !isNew, LedgerMark.fits(try LedgerMark.read(home.mark, of: project), lines) else { return .restored }
    return isMoved ? .moved : .fine
  }

  private func enter(_ project: ULID, _ home: ProjectHome) throws {
    let known = try ProjectRegister.read(register)
    var register = known
    for other in known.others(than: project, at: home.place) { register.projects[other] = nil }
    register.projects[project.text] = ProjectRegister.Place(path: home.place.display)
    guard register != known else { return }
    try DurableFile.replace(self.register, with: try PlainJSON.file(register))
  }

  private static func refusal(_ presence: Presence, _ home: ProjectHome) -> Problem {
    guard case .copied(let other) = presence else {
      return Problem(
        .projectRestored,
        "The state of \(home.root.name) is not the one that it last spent with: it was restored, deleted or comes from "
          + "another agent, so nothing is spent.",
        hint: "Look whether takes that were paid for are missing; then say that the project is to go on as it is.")
    }
    return Problem(
      .projectCopied,
      "The project in \(home.root.name) is there twice; it last spent in \(other), so nothing is spent.",
      hint: "Remove one of the two, or give one an identity of its own.")
  }
}

extension Problem.Code {
  /// A project whose state is not the one that the ledger knows.
  public static let projectRestored = Self(rawValue: "project_restored")
  /// A project that is present twice.
  public static let projectCopied = Self(rawValue: "project_copied")
}
