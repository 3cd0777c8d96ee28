import Terms

/// Strings and numbers.
extension JSONParser {
  /// Reads a string from its opening quote on.
  mutating func string() throws(Problem) -> String {
    index += 1
    var text = String.UnicodeScalarView()
    while let scalar = current {
      switch scalar {
      case "\"":
        index += 1
        return String(text)
      case "\\": text.append(try escape())
      case "\n", "\r":
        throw failure(
          expected: "the closing quote", hint: "close the text with a double quote; write \\n for a new line")
      case "\u{0}"..."\u{1F}":
        throw failure(expected: "a printable character", hint: "remove it, or write it as \\t or \\u0009")
      default:
        text.append(scalar)
        index += 1
      }
    }
    throw failure(expected: "the closing quote", hint: "close the text with a double quote")
  }

  private mutating func escape() throws(Problem) -> Unicode.Scalar {
    let backslash = self
    index += 1
    let simple: [Unicode.Scalar: Unicode.Scalar] = [
      "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
    ]
    if let scalar = current.flatMap({ simple[$0] }) {
      index += 1
      return scalar
    }
    guard current == "u" else {
      throw backslash.failure(
        expected: "\\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\u", hint: "write \\\\ for a backslash")
    }
    let unit = try hexadecimal(backslash)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard 0xD800...0xDBFF ~= unit, current == "\\", index + 1 < scalars.count, scalars[index + 1] == "u" else {
      throw backslash.failure(
        expected: "a whole character", hint: "write both halves of the \\u pair, or the character")
    }
    index += 1
    let low = try hexadecimal(backslash)
    guard 0xDC00...0xDFFF ~= low,
      let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
    else {
      throw backslash.failure(
        expected: "a whole character", hint: "write both halves of the \\u pair, or the character")
    }
    return scalar
  }

  /// Reads the `u` that `index` stands on and four digits.
  private mutating func hexadecimal(_ backslash: JSONParser) throws(Problem) -> UInt16 {
    let digits = scalars[min(index + 1, scalars.count)...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }),
      let unit = UInt16(String(String.UnicodeScalarView(digits)), radix: 16)
    else { throw backslash.failure(expected: "\\u and four hexadecimal digits", hint: "write it like \\u00e9") }
    index += 5
    return unit
  }

  mutating func number() throws(Problem) -> JSONNumber {
    let start = self
    if current == "-" { index += 1 }
    let leading = digits()
    guard leading > 0 else { throw start.failure(expected: "a number", hint: "write a digit after the minus sign") }
    guard leading == 1 || scalars[index - leading] != "0" else {
      throw start.failure(expected: "a number without leading zeros", hint: "remove the zeros in front")
    }
    if current == "." {
      index += 1
      guard digits() > 0 else {
        throw start.failure(expected: "a digit after the point", hint: "write one, such as 1.0")
      }
    }
    if current == "e" || current == "E" {
      index += 1
      if current == "+" || current == "-" { index += 1 }
      guard digits() > 0 else { throw start.failure(expected: "an exponent with digits", hint: "write a plain number") }
    }
    let text = String(String.UnicodeScalarView(scalars[start.index..<index]))
    guard text.utf8.count <= 100, let value = Double(text), value.isFinite, value != 0 || isZero(text) else {
      throw start.failure(expected: "a number of ordinary size", hint: "write a plain number")
    }
    return JSONNumber(text: text, value: value)
  }

  /// Whether a number that came to zero was meant as zero, rather than too small to be kept.
  private func isZero(_ text: String) -> Bool {
    text.prefix { $0 != "e" && $0 != "E" }.allSatisfy { "-0.".contains($0) }
  }

  private mutating func digits() -> Int {
    let start = index
    while let scalar = current, ("0"..."9").contains(scalar) { index += 1 }
    return index - start
  }
}
