import Terms

/// What the command line asks for.
struct BenchOptions {
  enum Format { case text, markdown, json }

  var benchmarks: [Benchmark] = []
  /// How often each contestant is measured; the figures are medians.
  var runs: Int?
  var isQuick = false
  var format = Format.text
  /// A photograph for `crop` instead of the one that is drawn.
  var photo: String?
  /// Where the temporary folder on a disk is made.
  var folder = "/var/tmp"

  init(_ words: [String]) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--quick": isQuick = true
      case "--json": format = .json
      case "--markdown": format = .markdown
      case "--runs":
        guard let runs = rest.popFirst().flatMap({ Int($0) }), 1...100 ~= runs else {
          throw Self.usage("--runs needs a number from 1 to 100.")
        }
        self.runs = runs
      case "--photo": photo = try Self.value(of: word, &rest)
      case "--folder": folder = try Self.value(of: word, &rest)
      default:
        guard let benchmark = Benchmark(rawValue: word) else { throw Self.usage("\(word) is not known.") }
        benchmarks.append(benchmark)
      }
    }
    if benchmarks.isEmpty { benchmarks = Benchmark.allCases }
  }

  private static func value(of word: String, _ rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst(), !value.isEmpty else { throw usage("\(word) needs a path.") }
    return value
  }

  static func usage(_ sentence: String) -> Problem {
    Problem(.badValue, sentence, hint: Self.manual)
  }

  static let manual = """
    starsend-bench [\(Benchmark.allCases.map(\.rawValue).joined(separator: "|"))] …
        --runs N      how often each is measured (figures are medians)
        --quick       few runs, small sizes: whether all of it works, not how fast it is
        --json        for programs
        --markdown    as it stands in CONTRIBUTING
        --photo FILE  cut this PNG picture instead of the one that is drawn
        --folder DIR  make the files that have to lie on a disk in there (default: /var/tmp)
    """
}
