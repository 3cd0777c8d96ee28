/// One colour as the samples keep it.
struct SampleColor: Hashable {
  var y = 0
  var u = 0
  var v = 0

  @inline(__always)
  func apart(from other: SampleColor) -> Int { abs(y - other.y) + (abs(u - other.u) + abs(v - other.v)) / 2 }
}
