public import Terms

extension Product {
  /// What the agent's own file called `name` is, or nil where no product of these sequences has exactly this name.
  ///
  /// Upper and lower case are the same, as they are on a share; a copy mark makes it another file. Where the id of one
  /// sequence begins with that of another, the longer one that makes sense is meant.
  public static func parse(_ name: FileName, sequences: [SequenceID]) -> Product? {
    guard let text = name.text else { return nil }
    let lowered = text.lowercased()
    let byLength = sequences.sorted { $0.text.utf8.count > $1.text.utf8.count }
    for id in byLength where lowered.hasPrefix(id.text.lowercased()) {
      let rest = String(lowered.dropFirst(id.text.count))
      let product = of(rest).map { Product(sequence: id, kind: $0) } ?? ofShot(rest, id)
      if let product, product.fileName.lowercased() == lowered { return product }
    }
    return nil
  }

  private static func ofShot(_ rest: String, _ sequence: SequenceID) -> Product? {
    guard rest.hasPrefix("_shot") else { return nil }
    let word = rest.dropFirst().prefix { $0 != "_" && $0 != "." }
    guard let shot = number(after: "shot", in: String(word)), let kind = of(String(rest.dropFirst(word.count + 1)))
    else { return nil }
    switch kind {
    case .slice, .sliceSidecar, .continuation: return nil
    default: return Product(sequence: sequence, shot: shot, kind: kind)
    }
  }

  private static func of(_ rest: String) -> Kind? {
    guard let dot = rest.lastIndex(of: "."), let separator = rest.first else { return nil }
    let stem = String(rest[..<dot].dropFirst())
    switch (separator, rest[dot...]) {
    case (".", ".txt"):
      return stem == "again" ? .again : cell(stem).map { .marker(cell: $0, name: stem) }
    case ("_", ".png"): return number(after: "start", in: stem).map { .startFrame($0) } ?? pictureOfGrid(stem)
    case ("_", ".mp4"): return video(stem)
    case ("_", let ending) where stem.hasSuffix("_original"):
      return original(String(stem.dropLast("_original".count)), ending: String(ending.dropFirst()))
    case ("_", ".jpg"): return number(after: "take", in: stem).map { .poster(take: $0) }
    case ("_", ".json"): return sidecar(stem)
    default: return nil
    }
  }

  private static func pictureOfGrid(_ stem: String) -> Kind? {
    let parts = parts(stem)
    if let take = number(after: "take", in: parts[0]), parts.count == 2, parts[1].hasSuffix("_start") {
      return number(after: "shot", in: String(parts[1].dropLast(6))).map { .continuation(take: take, shot: $0) }
    }
    guard let grid = number(after: "g", in: parts[0]) else { return nil }
    guard parts.count == 2 else { return .grid(grid) }
    if let number = number(after: "cell", in: parts[1]) { return .cell(grid: grid, number: number) }
    return cell(parts[1]).map { .option(grid: grid, cell: $0, name: parts[1]) }
  }

  private static func original(_ stem: String, ending: String) -> Kind? {
    guard ["jpg", "webp"].contains(ending) else { return nil }
    switch pictureOfGrid(stem) {
    case .grid(let grid): return .original(grid: grid, cell: nil, ending: ending)
    case .cell(let grid, let number): return .original(grid: grid, cell: number, ending: ending)
    default: return nil
    }
  }

  private static func video(_ stem: String) -> Kind? {
    let parts = parts(stem)
    guard let take = number(after: "take", in: parts[0]) else { return nil }
    guard parts.count == 2 else { return .take(take) }
    if let shot = number(after: "shot", in: parts[1]) { return .slice(take: take, shot: shot) }
    return number(after: "call", in: parts[1]).map { .call(take: take, number: $0) }
  }

  private static func sidecar(_ stem: String) -> Kind? {
    switch video(stem) {
    case .take(let take): .sidecar(take: take)
    case .slice(let take, let shot): .sliceSidecar(take: take, shot: shot)
    case .call(let take, let number): .callSidecar(take: take, number: number)
    default: number(after: "g", in: stem).map { .gridSidecar($0) }
    }
  }

  /// One or two: what stands before the first `_`, and all behind it.
  private static func parts(_ stem: String) -> [String] {
    stem.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  }

  /// A cell under one of the two names that the agent itself gives it.
  private static func cell(_ name: String) -> GridCell? {
    GridCell(name).flatMap { $0.description == name || GridLayout.quadrants.name(of: $0) == name ? $0 : nil }
  }

  static func number(after word: String, in text: String) -> Int? {
    guard text.hasPrefix(word) else { return nil }
    let digits = text.dropFirst(word.count)
    guard 1...6 ~= digits.count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(digits).flatMap { $0 > 0 ? $0 : nil }
  }
}
