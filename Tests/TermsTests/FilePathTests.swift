import Foundation
import Terms
import Testing

@Suite("A path")
struct FilePathTests {
  @Test("keeps bytes that are no text, and shows them all the same")
  func bytes() {
    let path = FilePath("/p") / FileName(bytes: [0x61, 0xFF])
    #expect(path.bytes == Array("/p/a".utf8) + [0xFF])
    #expect(path.text == nil && path.name.text == nil && path.display == "/p/a\u{FFFD}")
    #expect(path.parent == FilePath("/p"))
  }

  @Test(
    "has a name and a folder",
    arguments: [
      ("/a/b", "b", "/a"), ("/a", "a", "/"), ("a", "a", "."), ("a/b/c", "c", "a/b"), ("/a/b/", "b", "/a/b"),
      ("/", "", "/"), ("", "", "."),
    ])
  func parts(path: String, name: String, parent: String) {
    #expect(FilePath(path).name == FileName(name))
    #expect(FilePath(path).parent == FilePath(parent))
  }

  @Test("is joined with one slash, and knows what lies below it")
  func joins() {
    #expect(FilePath("/a/") / "b" == FilePath("/a/b") && FilePath("/") / "b" == FilePath("/b"))
    #expect(FilePath("/a/b/c").relative(to: FilePath("/a")) == "b/c")
    #expect(FilePath("/a/b/c").relative(to: FilePath("/a/")) == "b/c")
    #expect(FilePath("/ab/c").relative(to: FilePath("/a")) == nil)
    #expect(FilePath("/a").relative(to: FilePath("/a")) == nil)
    #expect(FilePath("/a").isAbsolute && !FilePath("a").isAbsolute && !FilePath("").isAbsolute)
  }

  @Test("is given to C byte by byte")
  func toC() {
    for bytes in [[], [0x61], [0xFF, 0x2F, 0x80]] as [[UInt8]] {
      let seen = FilePath(bytes: bytes).withCString { pointer in
        (0..<bytes.count).map { UInt8(bitPattern: pointer[$0]) } + [UInt8(bitPattern: pointer[bytes.count])]
      }
      #expect(seen == bytes + [0])
    }
  }

  @Test("has a name that is the same composed and decomposed, and is kept as it is on the disk")
  func normalForms() {
    let composed = FileName("\u{E9}.json")
    let decomposed = FileName("e\u{301}.json")
    #expect(composed != decomposed && composed.text == decomposed.text)
  }
}
