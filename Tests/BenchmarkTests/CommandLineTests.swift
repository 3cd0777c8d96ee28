import Testing

@testable import starsend_bench

@Suite struct CommandLineTests {
  @Test("Each benchmark can be asked for by its name, several at once", arguments: Benchmark.allCases)
  func names(benchmark: Benchmark) throws {
    #expect(try BenchOptions([benchmark.rawValue, "crop"]).benchmarks == [benchmark, .crop])
    #expect(BenchOptions.manual.contains(benchmark.rawValue))
  }

  @Test("Without a name all are measured")
  func all() throws {
    let options = try BenchOptions(["--quick", "--runs", "3", "--markdown", "--photo", "a.png"])
    #expect(options.benchmarks == Benchmark.allCases)
    #expect(options.isQuick && options.runs == 3 && options.format == .markdown && options.photo == "a.png")
  }

  @Test(
    "What is not known is refused",
    arguments: [["wach"], ["--runs"], ["--runs", "0"], ["--runs", "many"], ["--photo"]])
  func refused(words: [String]) { #expect(throws: (any Error).self) { try BenchOptions(words) } }
}
