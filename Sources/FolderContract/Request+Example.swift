public import Foundation
public import Terms

extension Request {
  /// The names of the actions that this version knows, the default first.
  public static var actions: [String] { ActionForm.all.map(\.name) }

  /// A request for `action` that is accepted, as a file would hold it; for the default action where it is unknown.
  public static func example(for action: String) -> String {
    JSONNode.text(.object(members(of: ActionForm.all.first { $0.name == action } ?? .grid)))
  }

  /// A request that is accepted and keeps what can be kept of `refused`: misspelt fields under their proper names,
  /// what is right as it was, what is missing or wrong from the example. The example alone where nothing can be read.
  ///
  /// - Parameter sequences: those that the plan has; where there are some, the example names one of them.
  public static func correctedExample(for refused: Data, sequences: [SequenceID] = []) -> String {
    guard let node = try? JSONText.read(refused), case .object(let members) = node.value else {
      return JSONNode.text(.object(naming(sequences, in: members(of: .grid))))
    }
    let form = form(of: node)
    let names = form.ownFields + ["id", "action", "sequence", "sequences", "requested_by", "note"]
    var kept = Self.members(of: form)
    var written: Set<String> = ["action"]
    // A take's id can only be judged beside its sequence.
    for member in members.prefix(40).filter(isAddress) + members.prefix(40).filter({ !isAddress($0) }) {
      guard let name = names.first(where: { $0 == member.name }) ?? Spelling.nearest(to: member.name, among: names)
      else { continue }
      guard let next = adopting(JSONMember(name, at: member.position, member.node), in: kept) else { continue }
      kept = next
      written.insert(name)
    }
    return JSONNode.text(.object(naming(sequences, in: dropping(kept, but: written))))
  }

  /// `members` about a sequence that exists: the one that was meant, as far as that can be told.
  private static func naming(_ sequences: [SequenceID], in members: [JSONMember]) -> [JSONMember] {
    guard let first = sequences.first else { return members }
    let existing = { (text: String) in
      sequences.first { $0.text.lowercased() == text.lowercased() }.map { _ in text }
        ?? Spelling.nearest(to: text, among: sequences.map(\.text)) ?? first.text
    }
    return members.map { member in
      switch (member.name, member.node.value) {
      case ("sequence", .string(let text)):
        return JSONMember(member.name, at: member.position, JSONNode(.string(existing(text)), at: member.node.position))
      case ("sequences", .array(let items)):
        var seen: Set<String> = []
        let names = items.compactMap(\.string).map(existing).filter { seen.insert($0.lowercased()).inserted }
        let list = names.map { JSONNode(.string($0), at: member.node.position) }
        return JSONMember(member.name, at: member.position, JSONNode(.array(list), at: member.node.position))
      default: return member
      }
    }
  }

  private static func form(of node: JSONNode) -> ActionForm {
    let name = node["action"]?.string ?? ActionForm.grid.name
    let nearest = Spelling.nearest(to: name, among: actions)
    return ActionForm.all.first { $0.name == name } ?? ActionForm.all.first { $0.name == nearest } ?? .grid
  }

  private static func members(of form: ActionForm) -> [JSONMember] {
    let start = TextPosition(line: 1, column: 1)
    return form.example.map { JSONMember($0.name, at: start, JSONNode($0.value, at: start)) }
  }

  private static func isAddress(_ member: JSONMember) -> Bool { member.name.lowercased().hasPrefix("seq") }

  /// `members` with `member` in them, or nil where that is not accepted.
  private static func adopting(_ member: JSONMember, in members: [JSONMember]) -> [JSONMember]? {
    let rival = ["sequence": "sequences", "sequences": "sequence"][member.name]
    var next = members.filter { $0.name != rival }
    if let index = next.firstIndex(where: { $0.name == member.name }) {
      next[index] = member
    } else {
      next.append(member)
    }
    return isAccepted(next) ? next : nil
  }

  /// Takes out what only the example had, as far as it is not needed.
  private static func dropping(_ members: [JSONMember], but written: Set<String>) -> [JSONMember] {
    var kept = members
    for member in members where !written.contains(member.name) {
      let without = kept.filter { $0.name != member.name }
      if isAccepted(without) { kept = without }
    }
    return kept
  }

  private static func isAccepted(_ members: [JSONMember]) -> Bool {
    let node = JSONNode(.object(members), at: TextPosition(line: 1, column: 1))
    return (try? read(node)) != nil
  }
}
