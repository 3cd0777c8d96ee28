public import Execution
public import Foundation
import Glibc
import Media
public import Terms

/// What is done with an answer that has arrived.
extension Gemini {
  /// Reads the kept answer and returns what matters of it.
  /// - Throws: `CallFailure` where the answer says that there is no picture, `CallPause` where this machine cannot read
  ///   it now, and `provider_answer` where it is not whole.
  public func outcome(
    of handle: CallHandle, _ call: Call, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Data {
    let answer = try await read(call)
    let picture = try picture(in: answer)
    progress(1)
    return try PlainJSON.line(answer.summary(picture))
  }

  /// Decodes the picture out of the kept answer. A PNG stays as it came, byte for byte; a JPEG or WebP is kept beside it.
  ///
  /// The kept answer is read again, so that `answer` need not be believed: people can write where takes lie.
  /// - Throws: `CallFailure` where what came is no picture, `CallPause` where this machine cannot write or convert it.
  public func collect(
    _ answer: Data, _ call: Call, to destination: FilePath, progress: @escaping @Sendable (Double) -> Void
  ) async throws -> Collected {
    let kept = try await read(call)
    let picture = try picture(in: kept)
    let cost = try settledPrice().cost(kept.usage)
    let partial = PartialFile(for: destination)
    let kind = try await decode(picture, of: call.answer, to: partial.path)
    progress(0.5)
    defer { progress(1) }
    guard let kind else { throw CallFailure(Self.noPicture(picture), cost: cost) }
    if kind == .png {
      try await pausing { try partial.commit() }
      return Collected(cost: cost)
    }
    let original = FilePath(bytes: destination.bytes + Array(".original.\(kind.ending)".utf8))
    try await pausing { try Self.move(partial.path, to: original) }
    guard try await convert(original, to: destination) else { throw CallFailure(Self.noPicture(picture), cost: cost) }
    return Collected(cost: cost, original: original)
  }

  private func picture(in answer: GeminiAnswer) throws -> GeminiAnswer.Picture {
    if let picture = answer.picture { return picture }
    let cost = answer.isFree ? .zero : try settledPrice().costOfNothing(answer.usage)
    throw CallFailure(answer.problem(shown), cost: cost)
  }

  func read(_ call: Call) async throws -> GeminiAnswer {
    do { return try await besideThePool { try GeminiAnswer(call.answer.path) } } catch {
      if error is AnswerParser.Malformed || !call.answer.isThere { throw Self.unreadable(call.answer, error) }
      throw Self.pause(error)
    }
  }
}

extension Gemini {
  /// What kind of picture it is; nil where it is none, or no base64.
  private func decode(
    _ picture: GeminiAnswer.Picture, of answer: AnswerFile, to file: FilePath
  ) async throws -> PictureBytes? {
    try await pausing {
      do { try Base64Decoding.decode(picture.place, of: answer.path, to: file) } catch is Base64Decoding.Malformed {
        return nil
      }
      return PictureBytes(try AnswerBytes(file).run(upTo: [], most: PictureBytes.count))
    }
  }

  /// Writes `original` as PNG; false where it is damaged.
  private func convert(_ original: FilePath, to destination: FilePath) async throws -> Bool {
    do {
      try await tools.asPNG(original, to: destination)
      return true
    } catch {
      // ffmpeg fails alike for a damaged picture and for a full disk: decoded to nowhere, only the picture counts.
      guard let problem = error as? Problem, [.mediaFailed, .mediaUnreadable].contains(problem.code) else {
        throw Self.pause(error)
      }
      let decoding = ["-xerror"] + (try MediaTools.input(picture: original)) + ["-frames:v", "1", "-f", "null", "-"]
      do { try await tools.run(decoding, to: "read the picture") } catch let problem as Problem
        where problem.code == .mediaFailed
      {
        _ = original.withCString { unlink($0) }
        return false
      }
      throw Self.pause(error)
    }
  }

  private static func move(_ file: FilePath, to name: FilePath) throws {
    let partial = PartialFile(for: name)
    guard file.withCString({ from in partial.path.withCString { rename(from, $0) } }) == 0 else {
      throw Problem(
        .system, "The system would not name the picture \(name.name).", hint: "Look at the disk.",
        cause: String(cString: strerror(errno)))
    }
    try partial.commit()
  }

  /// What a finished call costs, even where the configuration says another size by now.
  private func settledPrice() throws(CallPause) -> GeminiPrice {
    do { return try price() } catch { throw CallPause(error) }
  }

  /// Works beside the pool; trouble of this machine's decides nothing about a call that has come back.
  private func pausing<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    do { return try await besideThePool(work) } catch { throw Self.pause(error) }
  }

  private static func pause(_ error: any Error) -> CallPause {
    CallPause(
      error as? Problem
        ?? Problem(
          .system, "The picture that has arrived could not be written.", hint: "Look at the disk and its free space.",
          cause: "\(error)"))
  }

  private static func unreadable(_ answer: AnswerFile, _ error: any Error) -> Problem {
    Problem(
      .providerAnswer, "Gemini's answer \(answer.path.name) is not whole, or is no JSON.",
      hint: "It may have been billed: look at the usage in Google AI Studio before you pay again.", cause: "\(error)")
  }

  private static func noPicture(_ picture: GeminiAnswer.Picture) -> Problem {
    Problem(
      .providerAnswer,
      "What Gemini sent as \(picture.mimeType?.prefix(40).debugDescription ?? "a picture") cannot be read as one.",
      hint: "Try again; the answer is kept in state/starsend/answers.")
  }
}
