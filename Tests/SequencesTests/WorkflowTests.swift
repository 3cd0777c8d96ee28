import Execution
import Foundation
import Terms
import Testing

@testable import Sequences

@Suite("The workflow's table")
struct WorkflowTests {
  /// CONTRACT.md's table, a row per event: the states that it is allowed in, and where it leads.
  private static func expected(_ state: WorkflowState, _ event: WorkflowEvent) -> WorkflowState? {
    let idle: Set<WorkflowState> = [.notStarted, .gridReview, .startFrameApproved, .review, .approved, .final]
    let decided: Set<WorkflowState> = [.approved, .final]
    switch event {
    case .explore: return idle.subtracting(decided).contains(state) ? .gridExploring : nil
    case .gridReady: return state == .gridExploring ? .gridReview : nil
    case .gridLost(let before): return state == .gridExploring ? before : nil
    case .gridAdopted: return idle.contains(state) ? (state == .notStarted ? .gridReview : state) : nil
    case .pick: return idle.subtracting([.notStarted]).contains(state) ? .startFrameApproved : nil
    case .bringStartFrame: return idle.contains(state) ? .startFrameApproved : nil
    case .generate(let needsGrid):
      let allowed: Set<WorkflowState> = [.startFrameApproved, .review]
      return (needsGrid ? allowed : allowed.union([.notStarted, .gridReview])).contains(state) ? .generating : nil
    case .takeReady: return state == .generating ? .review : nil
    case .takeLost(let before): return state == .generating ? before : nil
    case .approve: return state == .review ? .approved : nil
    case .reject(let left):
      let back: WorkflowState = left.undecidedTakes ? .review : left.startFrame ? .startFrameApproved : .notStarted
      return state == .review ? back : nil
    case .finalize: return state == .approved ? .final : nil
    case .reopen: return decided.contains(state) ? .review : nil
    case .reconsider: return idle.subtracting(decided).contains(state) ? .review : nil
    case .unpick(let left):
      return state == .startFrameApproved && !left.undecidedTakes ? (left.grid ? .gridReview : .notStarted) : nil
    }
  }

  /// Each event as the table calls it.
  private static let events: [(String, WorkflowEvent)] = [
    ("a grid is asked for", .explore), ("the grid is there", .gridReady),
    ("the grid failed, was cancelled, or its outcome is unknown", .gridLost(before: .review)),
    ("a grid of unknown outcome turns up", .gridAdopted), ("an option is picked", .pick),
    ("a person brings a start frame", .bringStartFrame),
    ("a take is asked for, and the plan wants a grid", .generate(needsGrid: true)),
    ("a take is asked for that needs no grid", .generate(needsGrid: false)), ("the take is there", .takeReady),
    ("the take failed or was cancelled", .takeLost(before: .review)), ("a take is approved", .approve),
    ("a take is rejected, others are undecided", .reject(left: .init(undecidedTakes: true, startFrame: true))),
    ("the last take is rejected, with a start frame", .reject(left: .init(startFrame: true, grid: true))),
    ("the last take is rejected, without one", .reject(left: .init(grid: true))), ("the cut is written", .finalize),
    ("a decision is taken back", .reopen), ("a rejection is taken back", .reconsider),
    ("a pick is taken back, with a grid", .unpick(left: .init(grid: true))),
    ("a pick is taken back, without one", .unpick(left: .init())),
  ]

  @Test("Every event leads where the contract says, and is refused everywhere else", arguments: WorkflowState.allCases)
  func table(state: WorkflowState) throws {
    let sequence = try SequenceID("SEQ05")
    for (_, event) in Self.events {
      guard let expected = Self.expected(state, event) else {
        let problem = #expect(throws: Problem.self, "\(state), \(event)") { try state.after(event, of: sequence) }
        #expect(problem?.code == .transitionRefused)
        #expect(problem?.message.contains("SEQ05 is \(state.rawValue)") == true)
        #expect(problem?.hint.isEmpty == false)
        continue
      }
      #expect(try state.after(event, of: sequence) == expected, "\(state), \(event)")
    }
  }

  @Test("A failure leads back to wherever it began", arguments: WorkflowState.allCases.filter(\.isIdle))
  func back(before: WorkflowState) throws {
    let sequence = try SequenceID("SEQ05")
    #expect(try WorkflowState.gridExploring.after(.gridLost(before: before), of: sequence) == before)
    #expect(try WorkflowState.generating.after(.takeLost(before: before), of: sequence) == before)
  }

  /// The table as CONTRIBUTING.md prints it: a row for each event, with the states that it may come in.
  private static func markdown() throws -> String {
    let sequence = try SequenceID("SEQ05")
    var lines = ["| what happens | in | leads to |", "|---|---|---|"]
    for (name, event) in events {
      var targets: [(to: String, from: [String])] = []
      for state in WorkflowState.allCases {
        guard let next = try? state.after(event, of: sequence) else { continue }
        let to = event.leadsBack ? "the state before" : "`\(next.rawValue)`"
        if let index = targets.firstIndex(where: { $0.to == to }) {
          targets[index].from.append("`\(state.rawValue)`")
        } else {
          targets.append((to, ["`\(state.rawValue)`"]))
        }
      }
      lines += targets.map { "| \(name) | \($0.from.joined(separator: ", ")) | \($0.to) |" }
    }
    return lines.joined(separator: "\n")
  }

  @Test("CONTRIBUTING.md prints the table that the code goes by")
  func printed() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../CONTRIBUTING.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let parts = text.components(separatedBy: "workflow table -->")
    try #require(parts.count == 3)
    let table = parts[1].replacingOccurrences(of: "<!-- /", with: "").trimmingCharacters(in: .whitespacesAndNewlines)
    let expected = try Self.markdown()
    #expect(table == expected, "Between its two comments the table has to be:\n\(expected)")
  }
}

extension WorkflowEvent {
  fileprivate var leadsBack: Bool {
    switch self {
    case .gridLost, .takeLost: true
    default: false
    }
  }
}
