import FolderContract
import Foundation
import Terms

/// The fields of requests as flags. What cannot be read is a misuse, told with the flag and an example.
extension Arguments {
  /// `--take`: its number, or the id that its files have, which has to be one of `sequences`.
  func take(_ option: String = "--take", of sequences: [SequenceID]) throws(Problem) -> Int? {
    guard let text = value(option) else { return nil }
    guard let take = Self.take(text, of: sequences) else {
      throw verb.usage("\(option) \(text.debugDescription) is no take.", hint: "Write \(option) 2, or its id. ")
    }
    return take
  }

  /// A number from 1 on, or such as `SEQ08_take002`.
  private static func take(_ text: String, of sequences: [SequenceID]) -> Int? {
    if let number = Int(text) { return number >= 1 ? number : nil }
    guard sequences.count == 1, let sequence = sequences.first, let mark = text.range(of: "_take"),
      text[..<mark.lowerBound].lowercased() == sequence.text.lowercased(), let number = Int(text[mark.upperBound...])
    else { return nil }
    return number >= 1 ? number : nil
  }

  /// `--mode`, spelled as in requests or with a hyphen.
  func mode() throws(Problem) -> TakeMode? {
    guard let text = value("--mode") else { return nil }
    guard let mode = TakeMode(rawValue: text.lowercased().replacing("-", with: "_")) else {
      let modes = TakeMode.allCases.map(\.rawValue).joined(separator: " or ")
      throw verb.usage("--mode \(text.debugDescription) is no mode.", hint: "Write --mode \(modes). ")
    }
    return mode
  }

  /// `--shot-override 2:"new prompt"`, once for each shot.
  func overrides() throws(Problem) -> [Int: String] {
    try pairs("--shot-override", example: "2:\"The car, closer\"") { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  /// `--prompt-from 3:1`, once for each shot.
  func promptSources(of sequences: [SequenceID]) throws(Problem) -> [PromptSource] {
    let takes = try pairs("--prompt-from", example: "3:1") { Self.take($0, of: sequences) }
    return takes.sorted { $0.key < $1.key }.map { PromptSource(shot: $0.key, take: $0.value) }
  }

  /// `--shot-from 3:2`, once for each shot that does not come from the take that is approved.
  func approvedShots(of sequences: [SequenceID]) throws(Problem) -> [Int: Int] {
    try pairs("--shot-from", example: "3:2") { Self.take($0, of: sequences) }
  }

  /// `--shots 3,5`.
  func shots() throws(Problem) -> [Int]? {
    guard let words = try list("--shots", example: "3,5") else { return nil }
    var shots: [Int] = []
    for word in words {
      guard let shot = Int(word), shot >= 1 else {
        throw verb.usage(
          "--shots: \(word.debugDescription) is no shot; they are counted from 1.", hint: "Write --shots 3,5. ")
      }
      shots.append(shot)
    }
    return shots
  }

  /// `--elements driver,car`, or `--elements none`.
  func elements() throws(Problem) -> [ElementID]? {
    if value("--elements")?.lowercased() == "none" { return [] }
    guard let words = try list("--elements", example: "driver,car") else { return nil }
    var elements: [ElementID] = []
    for word in words {
      do { elements.append(try ElementID(word)) } catch {
        throw verb.usage("--elements: \(error.message)", hint: "Write --elements driver,car, or --elements none. ")
      }
    }
    return elements
  }

  /// A path inside the project, as requests write it.
  func projectPath(_ option: String) throws(Problem) -> ProjectPath? {
    guard let text = value(option) else { return nil }
    guard let path = ProjectPath(text) else {
      throw verb.usage(
        "\(option) \(text.debugDescription) is no path inside the project.",
        hint: "Write it from the project's folder on: \(option) frames/SEQ08/mine.png. ")
    }
    return path
  }

  /// `--rows` and `--columns`, or `--layout 2x3`, which says both.
  func gridLayout() throws(Problem) -> GridLayout? {
    let (rows, columns) = (try number("--rows"), try number("--columns"))
    guard rows != nil || columns != nil else { return try layout() }
    guard value("--layout") == nil else {
      throw verb.usage("--layout says rows and columns already.", hint: "Keep one of them. ")
    }
    guard let rows, let columns else {
      throw verb.usage("--rows and --columns belong together.", hint: "Write --rows 2 --columns 3. ")
    }
    guard let layout = GridLayout(rows: rows, columns: columns) else {
      throw verb.usage("--rows \(rows) --columns \(columns) is no layout.", hint: "Both go from 1 to 6. ")
    }
    return layout
  }

  // MARK: the shapes

  /// `SHOT:VALUE`, none of the shots twice.
  private func pairs<Value>(
    _ option: String, example: String, _ read: (String) -> Value?
  ) throws(Problem) -> [Int: Value] {
    var pairs: [Int: Value] = [:]
    for text in all(option) {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let shot = Int(parts[0]), shot >= 1, let value = read(parts[1]) else {
        throw verb.usage(
          "\(option) \(text.debugDescription) cannot be read.", hint: "Write \(option) \(example), once for each shot. "
        )
      }
      guard pairs.updateValue(value, forKey: shot) == nil else {
        throw verb.usage("\(option) names shot \(shot) twice.", hint: "Name each shot once. ")
      }
    }
    return pairs
  }

  /// Words between commas, none of them empty or there twice.
  private func list(_ option: String, example: String) throws(Problem) -> [String]? {
    guard value(option) != nil else { return nil }
    let words = all(option).flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .map { $0.trimmingPrefix { $0.isWhitespace } }.map { String($0) }
    var seen: Set<String> = []
    for word in words {
      guard !word.isEmpty else {
        throw verb.usage("\(option) names nothing between two commas.", hint: "Write \(option) \(example). ")
      }
      guard seen.insert(word.lowercased()).inserted else {
        throw verb.usage("\(option) names \(word) twice.", hint: "Name each once. ")
      }
    }
    return words
  }
}
