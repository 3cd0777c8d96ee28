/// Numbers as the names of files have them: padded, so that they sort.
enum ProductNumber {
  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
