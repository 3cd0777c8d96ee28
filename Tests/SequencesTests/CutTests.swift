import DurableFiles
import Editorial
import Execution
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

@testable import Sequences

@Suite("The cut of the song")
struct CutTests {
  let studio: Studio
  let editing: ScriptedEditingRoom

  init() throws {
    studio = try Studio()
    editing = ScriptedEditingRoom(project: studio.layout.root)
  }

  private static let song = "song/track.wav"

  private static func other() throws -> Brief {
    let brief = try Studio.brief(needsGrid: false)
    return Brief(
      sequence: try SequenceID("SEQ06"), title: "Sun", gridPrompt: "sun", needsGrid: false,
      shots: [ShotPrompt(index: 1, prompt: "it shines", duration: 4)], shotFrames: [:], elements: [],
      takeMode: .multiShot, layout: brief.layout, aspectRatio: brief.aspectRatio, videoSize: brief.videoSize,
      frameRate: brief.frameRate, audio: nil, generatesAfterPick: true)
  }

  private func cut(_ work: Command.Work, _ number: Int, chosen: [String] = []) throws -> Command {
    let first = try Studio.brief(needsGrid: false)
    let brief = CutBrief(
      title: "Driver Beware", frameRate: first.frameRate, size: first.videoSize, song: Self.song,
      sections: [CutBrief.Section(name: "Verse", start: 0, end: 30)],
      sequences: [
        CutBrief.Stretch(brief: first, start: 10, end: 15.04),
        CutBrief.Stretch(brief: try Self.other(), start: 20, end: 24),
      ], chosen: try chosen.map { try SequenceID($0) })
    return Command(
      request: try Studio.request(number), subject: .cut(brief), work: work,
      decider: Decider(name: "Anna", file: "cut.json", at: Timestamp(milliseconds: 1)))
  }

  /// Two takes of SEQ05, the first approved with its second shot from the other.
  private func approved() async throws -> ClientSequenceRunner {
    let runner = studio.runner(editing: editing)
    let brief = try Studio.brief(needsGrid: false)
    for number in 1...2 { _ = try await runner.carryOut(try Studio.command(Studio.generate, number, brief: brief)) }
    let approval = Command.Work.approve(Approval(take: 1, shots: [2: 2]))
    _ = try await runner.carryOut(try Studio.command(approval, 3, brief: brief, by: "Anna", note: "lovely"))
    return runner
  }

  @Test("The approved shots go into the cut from the takes they were taken from, the rest of the song is a gap")
  func plan() async throws {
    let outcome = try await approved().carryOut(try cut(.finalize, 4))
    #expect(outcome.outputs == ["final/cut001.mp4", "final/cut001/cut001.otio"])
    let plan = try #require(editing.book.plans.last)
    #expect(plan.song == CutPlan.Song(file: Self.song, seconds: 60))
    #expect(plan.sequences.map(\.id.text) == ["SEQ05", "SEQ06"])
    let shots = plan.sequences[0].shots
    #expect(shots.map(\.offset) == [0, 2.04])
    let sources = shots.compactMap { shot -> CutPlan.Source? in
      if case .source(let source) = shot.content { source } else { nil }
    }
    #expect(sources.map(\.take) == [1, 2])
    #expect(sources.first?.start == 0 && sources.last.map { $0.start < $0.frames } == true)
    #expect(shots[0].notes == [CutPlan.Note(author: "Anna", text: "lovely")])
    guard case .gap(let reason) = plan.sequences[1].shots[0].content else {
      Issue.record("SEQ06 is no gap")
      return
    }
    #expect(reason.contains("not_started"))
    let record = try await studio.record()
    #expect(record.state == .final && record.finalCut == "final/cut001.mp4")
  }

  @Test("Nothing is cut while nothing is approved, and what is named has to be")
  func nothing() async throws {
    let runner = studio.runner(editing: editing)
    #expect(await runner.problem(try cut(.finalize, 1))?.code == .nothingApproved)
    let named = await runner.problem(try cut(.finalize, 2, chosen: ["SEQ06"]))
    #expect(named?.code == .transitionRefused && named?.message.contains("SEQ06") == true)
    #expect(editing.book.plans.isEmpty)
  }

  @Test("A cut is not made of work whose files are gone")
  func gone() async throws {
    let runner = try await approved()
    let clip = try #require(try await studio.record().take(2)?.shot(2)?.clip)
    studio.remove(clip)
    let problem = await runner.problem(try cut(.finalize, 4))
    #expect(problem?.code == .artifactMissing && problem?.message.contains(clip) == true)
    #expect(try await studio.record().state == .approved)
  }

  @Test("Work that is reopened while the cut is made does not become final")
  func reopened() async throws {
    let (opened, open) = AsyncStream<ClientSequenceRunner>.makeStream()
    var editing = editing
    let brief = try Studio.brief(needsGrid: false)
    editing.meanwhile = {
      for await runner in opened {
        _ = try await runner.carryOut(try Studio.command(.reopen(take: nil), 9, brief: brief))
        return
      }
    }
    _ = try await approved()
    let runner = studio.runner(editing: editing)
    open.yield(runner)
    let outcome = try await runner.carryOut(try cut(.finalize, 4))
    #expect(outcome.warnings.contains { $0.contains("SEQ05 was decided on anew") })
    let record = try await studio.record()
    #expect(record.state == .review && record.finalCut == nil)
  }

  @Test("What is final stays in the next cut, and a reopened sequence leaves it")
  func next() async throws {
    let runner = try await approved()
    _ = try await runner.carryOut(try cut(.finalize, 4))
    let other = try Self.other()
    _ = try await runner.carryOut(try Studio.command(Studio.generate, 5, brief: other))
    _ = try await runner.carryOut(try Studio.command(.approve(Approval(take: 1)), 6, brief: other))
    _ = try await runner.carryOut(try cut(.finalize, 7, chosen: ["SEQ06"]))
    #expect(editing.book.plans.last?.sources == 3)
    let brief = try Studio.brief(needsGrid: false)
    _ = try await runner.carryOut(try Studio.command(.reopen(take: nil), 8, brief: brief))
    #expect(try await studio.record().state == .review)
    _ = try await runner.carryOut(try cut(.finalize, 9))
    #expect(editing.book.plans.last?.sources == 1)
  }

  @Test("The animatic is drawn from what is picked, says what is not, and is never overwritten")
  func animatic() async throws {
    let runner = studio.runner(editing: editing)
    let brief = try Studio.brief()
    _ = try await runner.carryOut(try Studio.command(Studio.explore, 1, brief: brief))
    _ = try await runner.carryOut(try Studio.command(try Studio.pick("tl"), 2, brief: brief))
    let outcome = try await runner.carryOut(try cut(.animatic, 3))
    #expect(outcome.outputs == ["final/driver-beware_animatic001.mp4"])
    #expect(outcome.warnings.contains { $0.contains("SEQ06") && !$0.contains("SEQ05") })
    #expect(try await runner.carryOut(try cut(.animatic, 4)).outputs == ["final/driver-beware_animatic002.mp4"])
    #expect(try studio.folder.names(in: "state").filter { $0.hasPrefix("animatic") }.isEmpty)
    #expect(try await studio.balance() == Balance())
  }
}

extension CutPlan {
  /// How many shots of it have a source.
  fileprivate var sources: Int {
    sequences.flatMap(\.shots).count { if case .source = $0.content { true } else { false } }
  }
}
