import FolderContract
import FolderWatch
import Foundation
import Sequences
import Terms
import Testing

@testable import HotFolder

/// Commands without a project around them.
enum Sample {
  static func sequence(_ text: String) throws -> SequenceID { try SequenceID(text) }

  static func command(_ request: Int, _ sequence: String, _ work: Command.Work) throws -> Command {
    let plan = try Plan.read(Data(Bench.plan.utf8))
    let brief = Brief(
      of: try plan.sequence(SequenceID(sequence)), in: plan, settings: ProjectSettings(),
      layout: ProjectLayout(root: FilePath("/nowhere")))
    return Command(
      request: try claim(request), subject: .sequence(brief), work: work, decider: Decider(at: time))
  }

  static func claim(_ number: Int) throws -> ULID {
    let digits = String(number)
    return try #require(ULID(String(repeating: "0", count: 26 - digits.count) + digits))
  }

  static func pick(_ request: Int, _ sequence: String = "SEQ05", _ cell: String = "top_left") throws -> Command {
    try command(request, sequence, .pick(PickOrder(cell: try #require(GridCell(cell)))))
  }

  static func grid(_ request: Int, _ sequence: String = "SEQ05") throws -> Command {
    try command(request, sequence, .explore(GridOrder()))
  }

  static let time = Timestamp(milliseconds: 1_795_179_845_678)

  static func ticket(_ commands: [Command]) throws -> Ticket {
    let receipt = Receipt(
      id: try RequestID("rain"), file: "rain.json", sequences: commands.compactMap(\.sequence), createdAt: time)
    return Ticket(receipt: receipt, commands: commands, claim: try claim(1), home: nil, at: time)
  }

  static let topic = Question.Topic(.priceAboveLimit, "It may cost a lot.")

  static func question(_ sequence: String) throws -> Question {
    Question(asking: [topic], of: try SequenceID(sequence))
  }

  static let problem = Problem(.system, "It rained.", hint: "Wait.")
}

@Suite struct WorkLinesTests {
  @Test("Nothing begins before the lines are open, and then one command for each sequence")
  func opening() throws {
    var lines = WorkLines(capacity: 8)
    let (first, second, other) = (try Sample.grid(1), try Sample.grid(2), try Sample.grid(3, "SEQ01"))
    for command in [first, second, other] { #expect(lines.add(command).isEmpty) }
    #expect(lines.open() == [.start(first), .start(other)])
    #expect(lines.ended(first.sequence) == [.start(second)])
    #expect(lines.ended(second.sequence).isEmpty)
  }

  @Test("No more begins than the machine carries, the earliest first; what waits for its place is still in its line")
  func capacity() throws {
    var lines = WorkLines(capacity: 2)
    let commands = try ["SEQ05", "SEQ05", "SEQ01", "SEQ02"].enumerated().map { try Sample.pick($0 + 1, $1) }
    for command in commands { _ = lines.add(command) }
    #expect(lines.open() == [.start(commands[1]), .start(commands[2])])
    let later = try Sample.pick(9, "SEQ02", "top_right")
    #expect(lines.add(later) == [.supersede(commands[3])])
    #expect(lines.ended(commands[2].sequence) == [.start(later)])
  }

  @Test("A later pick takes the place of those that wait, of its own sequence only")
  func superseding() throws {
    var lines = WorkLines(capacity: 8)
    let (first, other) = (try Sample.pick(1), try Sample.pick(2, "SEQ01"))
    let (grid, last) = (try Sample.grid(3), try Sample.pick(4, "SEQ05", "top_right"))
    _ = [first, other, grid].map { lines.add($0) }
    #expect(lines.add(last) == [.supersede(first)])
    #expect(lines.open() == [.start(other), .start(grid)])
    #expect(lines.ended(grid.sequence) == [.start(last)])
  }

  @Test("A pick that was begun, or that a person confirmed, does not give way")
  func notSuperseded() throws {
    var lines = WorkLines(capacity: 8)
    _ = lines.open()
    let begun = try Sample.pick(1)
    #expect(lines.add(begun) == [.start(begun)])
    var confirmed = try Sample.pick(2)
    confirmed.answered = [Sample.topic]
    #expect(lines.add(confirmed).isEmpty)
    let last = try Sample.pick(3)
    #expect(lines.add(last).isEmpty)
    #expect(lines.waiting(for: last.sequence) == [confirmed, last])
    let (waited, ran) = (lines.withdraw(confirmed), lines.withdraw(begun))
    #expect(waited && !ran)
    #expect(lines.ended(begun.sequence) == [.start(last)])
  }
}

@Suite struct TicketTests {
  private let two = ["SEQ01", "SEQ02"]

  @Test(
    "What several sequences come to is said by the least finished of them",
    arguments: [
      ([ReceiptState.queued, .queued], ReceiptState.queued), ([.done, .queued], .running), ([.done, .failed], .failed),
      ([.done, .superseded], .superseded), ([.waitingForConfirmation, .failed], .waitingForConfirmation),
      ([.outcomeUnknown, .waitingForConfirmation], .outcomeUnknown), ([.done, .cancelled], .cancelled),
      ([.done, .done], .done),
    ])
  func sums(parts: [ReceiptState], whole: ReceiptState) throws {
    var ticket = try Sample.ticket(try two.map { try Sample.grid(1, $0) })
    for (name, state) in zip(two, parts) {
      let sequence = try SequenceID(name)
      switch state {
      case .queued: break
      case .done: ticket.finish(sequence, Outcome(), at: Sample.time)
      default: ticket.end(sequence, state, Sample.problem, at: Sample.time)
      }
    }
    #expect(ticket.receipt.state == whole)
    #expect(ticket.isFinal == whole.isFinal)
    #expect((ticket.receipt.problem != nil) == parts.contains { ![.queued, .done].contains($0) })
  }

  @Test("Progress never falls, is never whole before the end, and counts every sequence")
  func progress() throws {
    var ticket = try Sample.ticket(try two.map { try Sample.grid(1, $0) })
    let first = try SequenceID("SEQ01")
    ticket.progress(first, 0.5, secondsLeft: nil, at: Sample.time)
    ticket.progress(first, 0.2, secondsLeft: nil, at: Sample.time)
    #expect(ticket.receipt.progress == 0.25)
    ticket.progress(first, 7, secondsLeft: nil, at: Sample.time)
    #expect(ticket.receipt.progress == 0.495)
    ticket.finish(first, Outcome(), at: Sample.time)
    ticket.progress(first, 0.1, secondsLeft: nil, at: Sample.time)
    #expect(ticket.receipt.progress == 0.5)
    #expect(ticket.receipt.state == .running)
  }

  @Test("A yes is for the part that it names and for just what was asked, and lets it go on")
  func confirming() throws {
    var ticket = try Sample.ticket(try two.map { try Sample.pick(1, $0) })
    for name in two { ticket.ask(try Sample.question(name), of: try SequenceID(name), at: Sample.time) }
    #expect(ticket.receipt.state == .waitingForConfirmation)
    #expect(ticket.questions.count == 2)
    let topics: Set = [Sample.topic]
    let command = try #require(ticket.confirm(try SequenceID("seq01"), topics, at: Sample.time))
    #expect(command.answered == topics && command.sequence?.text == "SEQ01")
    #expect(ticket.questions.compactMap(\.sequence?.text) == ["SEQ02"])
    #expect(ticket.ready == [command])
    #expect(ticket.confirm(try SequenceID("SEQ01"), topics, at: Sample.time) == nil)
  }

  @Test("Money and outputs are those of all parts")
  func outcomes() throws {
    var ticket = try Sample.ticket(try two.map { try Sample.grid(1, $0) })
    for name in two {
      var outcome = Outcome()
      outcome.outputs = ["grids/\(name)/a.png"]
      outcome.cost = Money(microUSD: 200_000)
      outcome.prompts = [PromptOrigin(shot: nil, source: "plan")]
      var preview = Preview()
      preview.price = Money(microUSD: 300_000)
      ticket.preview(try SequenceID(name), preview, at: Sample.time)
      ticket.finish(try SequenceID(name), outcome, at: Sample.time)
    }
    #expect(ticket.receipt.estimate == Money(microUSD: 600_000))
    #expect(ticket.receipt.cost == Money(microUSD: 400_000))
    #expect(ticket.receipt.prompts == two.map { _ in PromptOrigin(shot: nil, source: "plan") })
    #expect(ticket.receipt.outputs.map(\.text) == ["grids/SEQ01/a.png", "grids/SEQ02/a.png"])
  }
}

@Suite struct BacklogTests {
  private func item(_ path: String, changed: Int64, _ kind: SettledItem.Kind = .file) -> SettledItem {
    let parts = path.split(separator: "/").map { FileName(String($0)) }
    let place = ItemPlace(
      folder: FilePath("/p") / parts[0], subfolder: parts.count == 3 ? parts[1] : nil, name: parts[parts.count - 1])
    let identity = FileIdentity(device: 1, inode: 1, size: 1, modified: 1, changed: changed)
    return SettledItem(place: place, kind: kind, identity: identity, arrival: .found, isEmpty: false)
  }

  @Test("What gathered is taken as it was dropped, whichever folder it lies in, and folders before what is in them")
  func order() {
    let items = [
      item("picks/c", changed: 30), item("inbox/b", changed: 20), item("picks/F/a", changed: 10),
      item("picks/F", changed: 40, .folder), item("inbox/a", changed: 20),
    ]
    var backlog = Backlog(Set(items.map(\.path) + [FilePath("/p/inbox/gone")]))
    for item in items { backlog.add(item) }
    #expect(!backlog.isComplete)
    backlog.pass(FilePath("/p/inbox/gone"))
    #expect(backlog.isComplete)
    #expect(
      backlog.inOrder.map(\.path.display) == ["/p/picks/F", "/p/picks/F/a", "/p/inbox/a", "/p/inbox/b", "/p/picks/c"])
  }
}

@Suite struct PickItemTests {
  private let layout = ProjectLayout(root: FilePath("/p"))

  private func item(_ path: [String], contents: [String]? = nil, embedded: Product? = nil) throws -> PickItem {
    let facts = PickItem.Facts(
      path: path.map { FileName($0) }, contents: contents.map { $0.map { FileName($0) } }, embedded: embedded)
    let plan = [try SequenceID("SEQ05"), try SequenceID("SEQ06")]
    return PickItem(facts, layout: layout, sequences: plan, known: plan + [try SequenceID("OLD1")])
  }

  @Test("The agent's own files are products by their name, and by the id in them where that was changed")
  func products() throws {
    let option = Product.option(
      try SequenceID("SEQ05"), grid: 2, cell: try #require(GridCell("top_left")), layout: .quadrants)
    #expect(try item(["SEQ05_g02_top_left.png"]) == .product(option))
    #expect(try item(["SEQ05", "seq05_g02_top_left.PNG"]) == .product(option))
    #expect(try item(["liked.png"], embedded: option) == .product(option))
    #expect(try item(["OLD1_take001.mp4"]) == .product(.take(try SequenceID("OLD1"), 1)))
  }

  struct Dragged: Sendable {
    let name: String
    let contents: [String]
    let home: String?

    init(_ name: String, _ contents: [String], _ home: String?) {
      self.name = name
      self.contents = contents
      self.home = home
    }
  }

  private static let dragged = [
    Dragged("SEQ05", ["SEQ05_g01.png", "SEQ05_g01_top_left.png"], "/p/grids/SEQ05"),
    Dragged("liked", ["SEQ05_g01_top_left.png", "SEQ05_g01.png"], "/p/grids/SEQ05"),
    Dragged("SEQ05", ["SEQ05.again.txt", "SEQ05.top_left.txt"], "/p/grids/SEQ05"),
    Dragged("x", ["SEQ06_take001.mp4"], "/p/takes/SEQ06"),
    Dragged("x", ["SEQ06_take001.jpg"], "/p/takes/SEQ06"),
    Dragged("x", ["SEQ06_start01.png"], "/p/frames/SEQ06"),
    Dragged("grids", ["SEQ05"], "/p/grids"),
    Dragged("takes", ["anything"], "/p/takes"),
    Dragged("liked", ["SEQ05_g01_top_left.png"], nil),
  ]

  @Test("A folder with anything that nobody drops to pick is a folder of products", arguments: dragged)
  func folders(folder: Dragged) throws {
    let found = try item([folder.name], contents: folder.contents)
    #expect(found == .products(home: folder.home.map { FilePath($0) }))
  }

  @Test("A sequence's folder holds picks, empty or not; an empty folder that says something is a marker")
  func containers() throws {
    #expect(try item(["SEQ05"], contents: []) == .container)
    #expect(try item(["seq05"], contents: ["top_left"]) == .container)
    #expect(try item(["SEQ05"], contents: ["SEQ05_g01_top_left.png"]) == .container)
    #expect(isMarker(try item(["SEQ05.top_left"], contents: [])))
    #expect(isMarker(try item(["SEQ05", "top_left"], contents: [])))
    #expect(isUnknown(try item(["SEQ05.top_left"], contents: ["a.txt"])))
    #expect(isUnknown(try item(["New Folder"], contents: [])))
  }

  private func isMarker(_ item: PickItem) -> Bool { if case .marker = item { true } else { false } }

  private func isUnknown(_ item: PickItem) -> Bool { if case .unknown = item { true } else { false } }
}
