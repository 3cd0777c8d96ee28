import Terms

/// What a call of a model costs: the picture by its size, and tokens where their prices are known.
struct GeminiPrice {
  let picture: Money
  let tokens: GeminiModel.TokenPrices?

  /// A Gemini 3 model takes 560 to 1,120 tokens for a picture that it is shown, by the resolution it is read in.
  static let tokensPerReference = 1_120
  /// What is reckoned for thoughts and for words beside the picture; what they really were is booked.
  static let tokensOfWords = 4_096

  /// The most that a request can be expected to cost: no token is shorter than a byte.
  func worst(of request: GeminiRequest) -> Money {
    guard let tokens else { return picture }
    let prompt = request.textBytes + request.references.count * Self.tokensPerReference
    return picture + Self.price(prompt, tokens.input) + Self.price(Self.tokensOfWords, tokens.output)
  }

  /// What a call cost that brought a picture. Tokens of pictures are in the picture's price, and drafts are free.
  func cost(_ usage: GeminiUsage) -> Money {
    // Without details, what came back is taken for the picture.
    let words = usage.images.map { max(usage.candidates - $0, 0) } ?? 0
    return picture + price(usage, words: words)
  }

  /// What a call cost that brought none. A picture that was made and then held back counts.
  func costOfNothing(_ usage: GeminiUsage) -> Money {
    let images = usage.images ?? 0
    return (images > 0 ? picture : .zero) + price(usage, words: max(usage.candidates - images, 0))
  }

  private func price(_ usage: GeminiUsage, words: Int) -> Money {
    guard let tokens else { return .zero }
    return Self.price(usage.prompt, tokens.input) + Self.price(usage.thoughts + words, tokens.output)
  }

  /// Rounded up to the next millionth of a dollar.
  private static func price(_ count: Int, _ perMillion: Money) -> Money {
    let (product, overflows) = Int64(count).multipliedReportingOverflow(by: perMillion.microUSD)
    return Money(microUSD: overflows ? .max / 4 : (product + 999_999) / 1_000_000)
  }
}
