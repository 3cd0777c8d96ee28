import Foundation
import Glibc

/// Finds some byte strings in data and puts a mask in their place.
struct ByteMask {
  private let forms: [[UInt8]]
  private let mask: [UInt8]

  init(_ forms: [[UInt8]], mask: [UInt8]) {
    self.forms = forms
    self.mask = mask
  }

  func masking(_ data: Data) -> Data { forms.reduce(data) { data, form in masking(form, in: data) } }

  private func masking(_ form: [UInt8], in data: Data) -> Data {
    let places = data.withUnsafeBytes { bytes in self.places(of: form, in: bytes) }
    guard !places.isEmpty else { return data }
    var masked = Data()
    var rest = data[...]
    for place in places {
      let start = data.startIndex + place
      masked.append(rest[rest.startIndex..<start])
      masked.append(contentsOf: mask)
      rest = data[(start + form.count)...]
    }
    masked.append(rest)
    return masked
  }

  /// Where `form` begins, without overlaps. memchr does the walking: bodies have megabytes.
  private func places(of form: [UInt8], in bytes: UnsafeRawBufferPointer) -> [Int] {
    guard let base = bytes.baseAddress, let first = form.first else { return [] }
    var places: [Int] = []
    var from = 0
    while from + form.count <= bytes.count,
      let hit = memchr(base + from, CInt(first), bytes.count - from - form.count + 1)
    {
      let place = base.distance(to: UnsafeRawPointer(hit))
      let isHere = memcmp(hit, form, form.count) == 0
      if isHere { places.append(place) }
      from = place + (isHere ? form.count : 1)
    }
    return places
  }
}
