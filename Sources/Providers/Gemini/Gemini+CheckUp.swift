import Execution
import Foundation
import Terms

/// What `doctor` wants to know, without spending anything.
extension Gemini {
  /// Asks Google for the model by its name, which tells whether the address, the key and the model are good, and looks
  /// at what is known of its price.
  public func checkUp() async -> [ProviderFinding] { [await reach()] + figures() }

  private func reach() async -> ProviderFinding {
    guard let key else { return .problem(Self.keyMissing) }
    let request = HTTPRequest(
      "GET", modelURL, headers: [("x-goog-api-key", key.exposed)], secrets: [key], deadline: .seconds(30),
      idle: .seconds(30))
    do { return finding(try await client.send(request, limit: 1 << 20)) } catch {
      let problem = Problem.noAnswer(error, from: settings.url)
      return error.kind == .neverConnected || error.kind == .local ? .problem(problem) : .warning(problem)
    }
  }

  private func finding(_ response: HTTPResponse) -> ProviderFinding {
    guard response.isSuccess else {
      let problem = GeminiRefusal(response).problem(model: model, shown, at: clock.now())
      // What passes by itself is no reason to change anything.
      return [.rateLimited, .quotaDay, .providerDown].contains(problem.code) ? .warning(problem) : .problem(problem)
    }
    let answer = (try? JSONSerialization.jsonObject(with: response.body)) as? [String: Any]
    guard answer?["name"] is String else {
      return .warning(
        .providerAnswer, "Something answers at \(settings.url), but not as Google does.",
        hint: "Look at \"url\" of gemini in starsend.json, and at proxies in between.")
    }
    return .ok("Google takes the key and has the model \(model).")
  }

  private func figures() -> [ProviderFinding] {
    do { _ = try price() } catch { return [.problem(error)] }
    guard let known else { return [] }
    return [status(known), isPriced ? nil : age(known)].compactMap { $0 }
  }

  private func age(_ known: GeminiModel) -> ProviderFinding? {
    PriceAge.finding(of: known.id, dated: known.dated, source: known.source, at: clock.now())
  }

  private func status(_ known: GeminiModel) -> ProviderFinding? {
    guard known.status != .current else { return nil }
    return .warning(
      .modelGone, "\(known.id): \(known.note) (\(known.source), \(known.dated)).",
      hint: "Current ones are \(GeminiModel.currentIDs.joined(separator: ", ")).")
  }
}
