import Dispatch
import Foundation
import Glibc
import Terms

/// `starsend-bench`: measures what the agent does on its own machine, beside what people would use instead.
@main
struct StarsendBench {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      if words.first == "child", words.count > 1, let role = ChildRole(rawValue: words[1]) {
        try await role.run(Array(words.dropFirst(2)))
      } else if words.contains("--help") {
        print(BenchOptions.manual)
      } else {
        try measure(try BenchOptions(words))
      }
    } catch {
      say("\(error)")
      exit(1)
    }
  }

  private static func measure(_ options: BenchOptions) throws {
    let workshop = try Workshop(on: options.folder)
    let stops = cleanUpWhenStopped(workshop)
    defer {
      workshop.remove()
      for stop in stops { stop.cancel() }
    }
    let setup = Setup(options: options, workshop: workshop, peers: Peers())
    let printer = ReportPrinter(format: options.format)
    printer.begin()
    for benchmark in options.benchmarks {
      if isatty(2) == 1 { say("measuring \(benchmark.rawValue) …") }
      printer.show(try benchmark.run(setup))
    }
    printer.end()
  }

  private static func cleanUpWhenStopped(_ workshop: Workshop) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        Children.killAll()
        workshop.remove()
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
