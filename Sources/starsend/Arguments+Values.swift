import Terms

/// Values of options as what they mean; what cannot be read is a misuse.
extension Arguments {
  /// A number from `first` on, or nil where the option was not given.
  func number(_ option: String, from first: Int = 1) throws(Problem) -> Int? {
    guard let text = value(option) else { return nil }
    guard let number = Int(text), number >= first else {
      throw verb.usage("\(option) \(text) is not a whole number from \(first) on.")
    }
    return number
  }

  /// `--layout`.
  func layout() throws(Problem) -> GridLayout? {
    guard let text = value("--layout") else { return nil }
    guard let pair = pair(text), let layout = GridLayout(rows: pair.0, columns: pair.1) else {
      throw verb.usage("--layout \(text) is no layout.", hint: "Use 1x1 to 6x6, rows first. ")
    }
    return layout
  }

  /// `--size`, in pixels.
  func size() throws(Problem) -> PixelSize? {
    guard let text = value("--size") else { return nil }
    guard let pair = pair(text), 16...8192 ~= pair.0, 16...8192 ~= pair.1 else {
      throw verb.usage("--size \(text) is no size in pixels.", hint: "Use 16x16 to 8192x8192, width first. ")
    }
    return PixelSize(width: pair.0, height: pair.1)
  }

  /// Two numbers joined by an `x`.
  private func pair(_ text: String) -> (Int, Int)? {
    let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let first = parts[0], let second = parts[1] else { return nil }
    return (first, second)
  }
}
