import DurableFiles
import FolderContract
import Terms

/// The verbs that are a person's word on what was made or asked.
extension Verb {
  static let approve = requesting(
    "approve", summary: "decide that a take is used, or shots of several takes",
    help: """
      Approves a take. Its shots may come from other takes: with --shot-from 3:2, shot 3 is that of take 2.

        starsend approve . SEQ05
        starsend approve . SEQ08 --take 2 --note "the second one breathes"
        starsend approve . SEQ08 --take 3 --shot-from 3:2 --shot-from 5:1
      """,
    options: [takeOption, Option("--shot-from", "SHOT:TAKE", "take this shot from that take; once for each")]
  ) { arguments, sequences in
    .approve(
      Approval(take: try arguments.take(of: sequences), shots: try arguments.approvedShots(of: sequences)))
  }

  static let reject = requesting(
    "reject", summary: "decide that a take is not used",
    help: """
      Rejects a take. It is kept, and `starsend reopen` takes the word back. Nothing is spent.

        starsend reject . SEQ05 --take 1 --note "she looks away"
      """, options: [takeOption]
  ) { arguments, sequences in .reject(take: try arguments.take(of: sequences)) }

  static let reopen = requesting(
    "reopen", summary: "take back a decision",
    help: """
      Takes back what was decided on a take, or, without --take, that a sequence is approved or final.

        starsend reopen . SEQ05
        starsend reopen . SEQ05 --take 1
      """, options: [Option("--take", "NUMBER", "the take that is meant (default: the decision on the sequence)")]
  ) { arguments, sequences in .reopen(take: try arguments.take(of: sequences)) }

  static let cancel = requesting(
    "cancel", operands: "PROJECT [SEQ…]", count: 1...201, summary: "stop what runs or waits",
    help: """
      Stops what runs or waits for the sequences, or one request; the receipt says what may still be billed.

        starsend cancel . SEQ05
        starsend cancel . --request night-3
      """, options: [Option("--request", "ID", "stop this request, as its receipt is called")]
  ) { arguments, sequences in
    guard let request = arguments.value("--request") else {
      guard !sequences.isEmpty else {
        throw arguments.verb.usage("It does not say what to stop.", hint: "Name a sequence, or write --request ID. ")
      }
      return .cancel(request: nil)
    }
    return .cancel(request: try RequestID(request))
  }

  static let confirm = dropping(
    "confirm", operands: "PROJECT [SEQ|REQUEST]", count: 1...2, summary: "answer an open question with yes",
    help: """
      A receipt in the state waiting_for_confirmation asks something: whether a price is right, whether elements may be
      left out, whether a take may be split into calls, whether a new pick may replace approved work. A sequence means
      the question about it that is open; anything else is the id of the request that asks. With --wait, what goes on is
      followed to its end.

        starsend confirm . SEQ05
        starsend confirm . --request SEQ05.top_right --wait
      """, options: [Option("--request", "ID", "the request that asks, as its receipt is called")]
  ) { arguments, layout in
    if let request = arguments.value("--request") {
      let sequences = try arguments.sequences()
      return .request(.confirm(request: try RequestID(request)), sequences)
    }
    guard arguments.positional.count == 2 else {
      throw arguments.verb.usage(
        "It does not say what to confirm.", hint: "Name a sequence, or the request that asks: --request ID. ")
    }
    let plan = (try? DurableFile.read(layout.plan, limit: 8 << 20)).flatMap { try? Plan.read($0) }
    guard let id = try? SequenceID(arguments[1]), let sequence = try? plan?.sequence(id) else {
      return .request(.confirm(request: try RequestID(arguments[1])), [])
    }
    return .marker("\(sequence.id).confirm", sequence.id)
  }

  static let resubmit = requesting(
    "resubmit", summary: "pay again for a call whose outcome is unknown",
    help: """
      Where nobody can tell whether a call was made, the request waits for a person. This has it made again, which may be
      paid twice; `starsend abandon` gives it up.

        starsend resubmit . SEQ05 --wait
      """, options: [takeOption]
  ) { arguments, sequences in .resubmit(take: try arguments.take(of: sequences)) }

  static let abandon = requesting(
    "abandon", summary: "give up a call whose outcome is unknown",
    help: """
      Ends a call of which nobody can tell whether it was made; it is booked with its estimate.

        starsend abandon . SEQ05 --note "the provider's page shows nothing"
      """, options: [takeOption]
  ) { arguments, sequences in .abandon(take: try arguments.take(of: sequences)) }
}
