import DurableFiles
import Foundation
import Glibc
import Terms
import TestSupport
import Testing

@Suite("Files that outlive a kill")
struct DurableFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("A replaced file holds the new contents, and nothing else is left in the folder")
  func replace() throws {
    let file = try folder.write("old", to: "status.json")
    try DurableFile.replace(file, with: Data("new".utf8))
    #expect(try folder.read("status.json") == Data("new".utf8))
    #expect(try folder.names() == ["status.json"])
  }

  @Test("A move never replaces what is there")
  func moveRefuses() throws {
    let old = try folder.write("mine", to: "a")
    let new = try folder.write("theirs", to: "b")
    let problem = #expect(throws: Problem.self) { try Folder.move(old, to: new) }
    #expect(problem?.code == .alreadyExists)
    #expect(try folder.read("b") == Data("theirs".utf8))
    #expect(try folder.read("a") == Data("mine".utf8))
  }

  @Test("Filing under a taken name takes the next number, before the ending")
  func filing() throws {
    try folder.write("1", to: "done/request.json")
    let file = try folder.write("2", to: "request.json")
    let target = try Folder.file(file, into: folder.path / "done", as: FileName("request.json"))
    #expect(target.name.display == "request-2.json")
    #expect(try folder.names(in: "done") == ["request-2.json", "request.json"])
  }

  @Test("A name of 255 bytes can still be numbered")
  func longName() {
    let name = FileName(String(repeating: "x", count: 250) + ".json")
    let numbered = name.numbered(12)
    #expect(numbered.bytes.count <= 255)
    #expect(numbered.display.hasSuffix("-12.json"))
  }

  @Test("Names that are not UTF-8 are listed, moved and read as they are")
  func bytesAsNames() throws {
    let name = FileName(bytes: [0x66, 0xff, 0xfe])
    try DurableFile.create(folder.path / name, with: Data("x".utf8))
    #expect(try Folder.names(in: folder.path) == [name])
    try Folder.make(folder.path / "done")
    let target = try Folder.file(folder.path / name, into: folder.path / "done", as: name)
    #expect(try DurableFile.read(target) == Data("x".utf8))
  }

  @Test("Links, FIFOs and folders are not read")
  func notRegular() throws {
    let file = try folder.write("secret", to: "secret")
    let link = folder.path / "link"
    #expect(symlink(file.display, link.display) == 0)
    #expect(throws: Problem.self) { try DurableFile.read(link) }
    #expect(mkfifo((folder.path / "fifo").display, 0o600) == 0)
    #expect(throws: Problem.self) { try DurableFile.read(folder.path / "fifo") }
    #expect(throws: Problem.self) { try DurableFile.read(folder.path) }
  }

  @Test("A file over the limit is refused with both figures")
  func tooLarge() throws {
    let file = try folder.write(Data(count: 2000), to: "big.json")
    let problem = #expect(throws: Problem.self) { try DurableFile.read(file, limit: 1000) }
    #expect(problem?.code == .fileTooLarge)
    #expect(problem?.message.contains("2000") == true)
    #expect(problem?.message.contains("1000") == true)
  }

  @Test(
    "SHA-256 is the one that FIPS 180 prints",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func digest(text: String, expected: String) throws {
    #expect(Digest.sha256(Data(text.utf8)) == expected)
    let file = try folder.write(text, to: "file")
    #expect(try Digest.sha256(ofFile: file) == expected)
  }
}
