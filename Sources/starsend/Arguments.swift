import Terms

/// The words after `starsend VERB`: options and what they belong to, checked against what the verb knows.
struct Arguments {
  let verb: Verb
  private(set) var positional: [String] = []
  private var values: [String: [String]] = [:]
  private var flags: Set<String> = []

  /// Reads `--name value`, `--name=value`, `-o value` and flags; everything after `--` is taken as it is.
  init(_ words: [String], for verb: Verb) throws(Problem) {
    self.verb = verb
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-" else {
        positional.append(word)
        continue
      }
      if word == "--" {
        positional += rest
        break
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let option = try verb.option(String(parts[0]))
      guard option.value != nil else {
        guard parts.count == 1 else { throw verb.usage("\(option.name) takes no value.") }
        flags.insert(option.name)
        continue
      }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
        throw verb.usage("\(option.name) needs a value.")
      }
      values[option.name, default: []].append(value)
    }
    try verb.checkCount(positional)
  }

  func has(_ flag: String) -> Bool { flags.contains(flag) }

  /// The last value that was given for an option, or nil.
  func value(_ option: String) -> String? { values[option]?.last }

  /// Every value that was given for an option.
  func all(_ option: String) -> [String] { values[option] ?? [] }

  /// The value of an option that has to be there.
  func required(_ option: String) throws(Problem) -> String {
    guard let value = value(option) else { throw verb.usage("`starsend \(verb.name)` needs \(option).") }
    return value
  }

  subscript(index: Int) -> String { index < positional.count ? positional[index] : "" }
}
