/// What can be measured.
enum Benchmark: String, CaseIterable {
  case watch, accept, burst, overflow, projects, crop, panels

  func run(_ setup: Setup) throws -> Report {
    switch self {
    case .watch: try WatchBenchmark(setup).run()
    case .accept: try AcceptBenchmark(setup).run()
    case .burst: try BurstBenchmark(setup).run()
    case .overflow: try OverflowBenchmark(setup).run()
    case .projects: try ProjectsBenchmark(setup).run()
    case .crop: try CropBenchmark(setup).run()
    case .panels: try PanelsBenchmark(setup).run()
    }
  }
}

/// What every benchmark is given.
struct Setup {
  let options: BenchOptions
  let workshop: Workshop
  let peers: Peers

  func runs(_ usual: Int) -> Int { options.runs ?? (options.isQuick ? 1 : usual) }
}
