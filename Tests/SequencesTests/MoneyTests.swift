import DurableFiles
import Execution
import FolderContract
import Foundation
import Synchronization
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("The money of a sequence")
struct MoneyTests {
  var studio: Studio

  init() throws { studio = try Studio() }

  /// What is set aside while the first call runs.
  private func reserved(during command: Command, _ studio: Studio) async throws -> Money {
    let seen = Mutex<[Money]>([])
    var provider = studio.provider(isRepeatable: false)
    provider.meanwhile = { call in
      guard call == .outcome else { return }
      let reserved = try await studio.balance().reserved
      seen.withLock { $0.append(reserved) }
    }
    try await studio.runner(provider).agreed(command)
    return seen.withLock { $0.first ?? .zero }
  }

  private var runner: ClientSequenceRunner { studio.runner(studio.provider(isRepeatable: false)) }

  @Test("A grid is priced with its retries and a picture for every cell, set aside whole, and the rest given back")
  func grid() async throws {
    let command = try Studio.command(Studio.explore, 1)
    #expect(try await runner.price(command) == Studio.price * 7)
    let wide = Command.Work.explore(GridOrder(layout: GridLayout(rows: 3, columns: 2)))
    #expect(try await runner.price(try Studio.command(wide, 2)) == Studio.price * 9)
    let single = Command.Work.explore(GridOrder(layout: GridLayout(rows: 1, columns: 1)))
    #expect(try await runner.price(try Studio.command(single, 3)) == Studio.price)
    #expect(try await reserved(during: command, studio) == Studio.price * 7)
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero)
  }

  @Test("References that cost something are part of the price of a grid, as far as the model takes them")
  func references() async throws {
    for id in ["car", "driver"] {
      try studio.folder.write(
        PlainPNG.data(PixelSize(width: 2, height: 2)) { _, _ in (9, 9, 9) }, to: "refs/props/\(id)/front.png")
    }
    var provider = studio.provider(isRepeatable: false)
    provider.elementPrice = Money(microUSD: 1000)
    let command = try Studio.command(Studio.explore, 1, brief: try Studio.brief(elements: ["car", "driver"]))
    let whole = (Studio.price + Money(microUSD: 2000)) * 7
    #expect(try await studio.runner(provider).price(command) == whole)
    provider.limits.elementsWithoutStartFrame = 1
    #expect(try await studio.runner(provider).price(command) == (Studio.price + Money(microUSD: 1000)) * 7)
  }

  @Test(
    "A take is priced with all of its calls and as often as it is wanted",
    arguments: [
      (TakeOrder(), 2), (TakeOrder(count: 3), 6), (TakeOrder(mode: .individual), 5),
      (TakeOrder(mode: .individual, count: 2), 10),
    ])
  func take(order: TakeOrder, calls: Int) async throws {
    var studio = studio
    studio.limits = .klingO3
    let command = try Studio.command(.generate(order), 1, brief: try Studio.five())
    #expect(try await reserved(during: command, studio) == Studio.price * calls)
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price * calls && balance.reserved == .zero && studio.submits.count == calls)
  }

  @Test("Above the threshold nothing is sent or set aside before a yes to exactly that price")
  func threshold() async throws {
    var studio = studio
    studio.confirmAbove = Studio.price * 6
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let command = try Studio.command(Studio.explore, 1)
    let question = try #require(await runner.ending(command)?.question)
    #expect(question.topics.map(\.code) == [.priceAboveLimit])
    #expect(
      question.problem.message.contains("\(Studio.price * 7)")
        && question.problem.message.contains("\(Studio.price * 6)"))
    #expect(question.problem.hint.contains("SEQ05.confirm"))
    #expect(try await studio.balance() == Balance() && studio.submits == [])
    let cheaper = Question.Topic(.priceAboveLimit, "grid for SEQ05 may cost $0.01.")
    let other = try Studio.command(Studio.explore, 1, answered: [cheaper])
    #expect(await runner.ending(other)?.question == question)
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1, answered: Set(question.topics)))
    #expect(try await studio.record().state == .gridReview)
  }

  @Test("Split, dropped elements and price are asked together, and one yes answers all of it")
  func together() async throws {
    var studio = studio
    studio.limits = .klingO3
    studio.confirmAbove = Studio.price
    for id in ["a", "b", "c", "d", "e"] {
      try studio.folder.write(
        PlainPNG.data(PixelSize(width: 2, height: 2)) { _, _ in (9, 9, 9) }, to: "refs/props/\(id)/front.png")
    }
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let brief = try Studio.five(elements: ["a", "b", "c", "d", "e"])
    let question = try #require(await runner.ending(try Studio.command(Studio.generate, 1, brief: brief))?.question)
    #expect(question.topics.map(\.code) == [.callSplit, .elementsDropped, .priceAboveLimit])
    let preview = try await runner.preview(try Studio.command(Studio.generate, 1, brief: brief))
    #expect(preview.price == Studio.price * 2 && preview.droppedElements.map(\.text) == ["d", "e"])
    #expect(preview.calls.map(\.shots) == [[1, 2, 3], [4, 5]])
    #expect(preview.calls.map(\.startFrame) == ["none", "the last frame of shot 3"])
    let outcome = try await runner.carryOut(
      try Studio.command(Studio.generate, 1, brief: brief, answered: Set(question.topics)))
    #expect(outcome.droppedElements.map(\.text) == ["d", "e"])
    #expect(outcome.warnings.contains { $0.contains("d, e") && $0.contains("takes no more elements") })
    let calls = try #require(try await studio.record().takes.first?.calls)
    var used: [[String]] = []
    for key in calls { used.append(try await studio.call(key)?.elements.map(\.id.text) ?? []) }
    #expect(used == [["a", "b", "c", "d"], ["a", "b", "c"]])
  }

  @Test(
    "A request that a cap stops is refused with the figures before anything is sent or set aside",
    arguments: [true, false])
  func cap(isGrid: Bool) async throws {
    var studio = studio
    studio.cap = Studio.price * 2
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let brief = try Studio.brief(needsGrid: false)
    let work = isGrid ? Studio.explore : .generate(TakeOrder(count: 3))
    let problem = await runner.problem(try Studio.command(work, 1, brief: brief))
    #expect(problem?.code == .capReached && problem?.message.contains("\(Studio.price * 2)") == true)
    #expect(studio.submits == [])
    #expect(try await studio.balance() == Balance())
    #expect(try await studio.record().operation == nil)
    _ = try await runner.carryOut(try Studio.command(.generate(TakeOrder(count: 2)), 2, brief: brief))
    #expect(studio.submits.count == 2)
  }

  @Test("A request over several sequences is set aside whole, or not at all")
  func several() async throws {
    var studio = studio
    studio.cap = Studio.price * 13
    let runner = studio.runner(studio.provider(isRepeatable: false))
    let commands = try [1, 2].map { try Studio.command(Studio.explore, $0) }
    await #expect(throws: Problem.self) { try await runner.setAside(commands) }
    #expect(try await studio.balance() == Balance())
    try await runner.setAside([commands[0]])
    #expect(try await studio.balance().reserved == Studio.price * 7)
    _ = try await runner.carryOut(commands[0])
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero)
  }

  @Test("While HOLD lies there nothing that costs begins, and nothing is left behind")
  func hold() async throws {
    try studio.folder.write("", to: "HOLD.txt")
    let problem = await runner.problem(try Studio.command(Studio.explore, 1))
    #expect(problem?.code == .onHold)
    #expect(try await studio.record() == SequenceRecord())
    #expect(studio.submits == [])
    _ = try await studio.runner().carryOut(try Studio.command(Studio.explore, 2))
    #expect(try await studio.record().state == .gridReview)
  }

  @Test("A HOLD in the middle leaves the work standing with its money, and it goes on when HOLD is taken away")
  func holdInTheMiddle() async throws {
    var provider = studio.provider(isRepeatable: false)
    let folder = studio.folder
    provider.meanwhile = { call in if call == .collect { try folder.write("", to: "HOLD") } }
    let command = try Studio.command(
      Studio.generate, 1, brief: try Studio.brief(needsGrid: false, mode: .individual))
    #expect(await studio.runner(provider).problem(command)?.code == .onHold)
    var record = try await studio.record()
    #expect(record.state == .generating && record.operation != nil && studio.submits.count == 1)
    var balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == Studio.price)
    #expect(await runner.problem(command)?.code == .onHold)
    studio.remove("HOLD")
    _ = try await runner.carryOut(command)
    record = try await studio.record()
    #expect(record.state == .review && record.takes.first?.isComplete == true && studio.submits.count == 2)
    balance = try await studio.balance()
    #expect(balance.spent == Studio.price * 2 && balance.reserved == .zero)
  }

  @Test("A provider that fails is not asked again by itself", arguments: [true, false])
  func noRetry(isGrid: Bool) async throws {
    var provider = studio.provider(isRepeatable: false)
    provider.failures = [.outcome: CallFailure(Problem(.system, "Refused.", hint: "Other words."), cost: Studio.price)]
    let work = isGrid ? Studio.explore : Studio.generate
    let problem = await studio.runner(provider).problem(
      try Studio.command(work, 1, brief: try Studio.brief(needsGrid: false)))
    #expect(problem?.message == "Refused." && studio.submits.count == 1)
    let balance = try await studio.balance()
    #expect(balance.spent == Studio.price && balance.reserved == .zero)
  }

  @Test("Another model than the agent's is refused before anything is asked", arguments: [true, false])
  func model(isGrid: Bool) async throws {
    let work: Command.Work = isGrid ? .explore(GridOrder(model: "dall-e")) : .generate(TakeOrder(model: "veo"))
    let problem = await runner.problem(try Studio.command(work, 1, brief: try Studio.brief(needsGrid: false)))
    #expect(problem?.code == .modelNotAllowed && problem?.message.contains("it is any") == true)
    #expect(try await studio.record() == SequenceRecord())
  }

  @Test("Elements without a picture are named before anything is set aside", arguments: [true, false])
  func element(isGrid: Bool) async throws {
    let brief = try Studio.brief(needsGrid: false, elements: ["driver"])
    let problem = await runner.problem(
      try Studio.command(isGrid ? Studio.explore : Studio.generate, 1, brief: brief))
    #expect(problem?.code == .elementMissing && problem?.message.contains("driver") == true)
    #expect(try await studio.balance() == Balance() && studio.submits == [])
  }
}
