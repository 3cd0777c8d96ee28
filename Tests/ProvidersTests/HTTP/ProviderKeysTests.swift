import Foundation
import Terms
import TestSupport
import Testing

@testable import Providers

@Suite("The agent's keys")
struct ProviderKeysTests {
  @Test("come from the environment")
  func environment() throws {
    let keys = try ProviderKeys.find(environment: ["GEMINI_API_KEY": "AIza-1234_x", "FAL_KEY": "id:secret\n"])
    #expect(keys.gemini?.exposed == "AIza-1234_x")
    #expect(keys.fal?.exposed == "id:secret")
  }

  @Test("come from the service's credentials where the environment has none, without the new line at the end")
  func credentials() throws {
    let folder = try TemporaryFolder()
    try folder.write("from-file\r\n", to: "GEMINI_API_KEY")
    try folder.write("other-file", to: "FAL_KEY")
    let environment = ["CREDENTIALS_DIRECTORY": folder.path.display, "FAL_KEY": "from-environment"]
    let keys = try ProviderKeys.find(environment: environment)
    #expect(keys.gemini?.exposed == "from-file")
    #expect(keys.fal?.exposed == "from-environment")
  }

  @Test("may be missing, or empty, and then there are none")
  func none() throws {
    let folder = try TemporaryFolder()
    try folder.write("\n", to: "GEMINI_API_KEY")
    let environment = ["CREDENTIALS_DIRECTORY": folder.path.display, "FAL_KEY": "", "GEMINI_API_KEY": ""]
    for keys in [try ProviderKeys.find(environment: environment), try ProviderKeys.find(environment: [:])] {
      #expect(keys.gemini == nil)
      #expect(keys.fal == nil)
    }
  }

  @Test(
    "that cannot be one are refused, with the place and the reason, and never with the key",
    arguments: [
      ("abc def0", "space"), (" abcdef0", "space"), ("abc\tdef0", "space"), ("abc\ndef0", "more than one line"),
      ("abcdef0ü", "not ASCII"), ("abcdef0\u{7F}", "control"), (String(repeating: "abcdef0", count: 1000), "longer"),
    ])
  func malformed(value: String, reason: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(value, to: "FAL_KEY")
    for (environment, place) in [
      (["FAL_KEY": value], "$FAL_KEY"), (["CREDENTIALS_DIRECTORY": folder.path.display], "\(folder.path)/FAL_KEY"),
    ] {
      let problem = #expect(throws: Problem.self) { try ProviderKeys.find(environment: environment) }
      #expect(problem?.code == .keyMalformed)
      #expect(problem?.message.contains(reason) == true)
      #expect(problem?.message.contains(place) == true)
      #expect(problem?.logLine.contains("def0") == false)
    }
  }

  @Test("in a file that cannot be read are said to be there")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: (folder.path / "FAL_KEY").display, withIntermediateDirectories: false)
    let problem = #expect(throws: Problem.self) {
      try ProviderKeys.find(environment: ["CREDENTIALS_DIRECTORY": folder.path.display])
    }
    #expect(problem?.code == .keyUnreadable)
    #expect(problem?.message.contains("FAL_KEY") == true)
  }
}
