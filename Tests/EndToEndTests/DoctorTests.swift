import DurableFiles
import FolderContract
import Foundation
import Terms
import TestSupport
import Testing

/// What the doctor finds on a machine and in a project.
@Suite("starsend doctor")
struct DoctorTests {
  private let studio: Studio
  private let starsend: Executable

  init() throws {
    studio = try Studio()
    starsend = try Executable(home: studio.folder.path / "home")
  }

  private struct Finding: Decodable {
    let check: String
    let state: String
    let message: String
    let hint: String
  }

  private func findings(
    _ words: [String] = [], environment: [String: String] = [:], code: Int32
  ) async throws -> [String: Finding] {
    let ended = try await starsend.run(["doctor"] + words + ["--json"], environment: environment)
    #expect(ended.status == code, "\(ended.stdout)")
    let findings: [Finding] = try ended.json()
    for finding in findings {
      #expect(["ok", "warning", "problem"].contains(finding.state))
      #expect(!finding.message.isEmpty && finding.hint.isEmpty == (finding.state == "ok"), "\(finding)")
    }
    return Dictionary(findings.map { ($0.check, $0) }) { first, _ in
      Issue.record("\(first.check) stands there twice")
      return first
    }
  }

  private var project: String { studio.layout.root.display }

  @Test("A good project on a good machine has no problem, and nothing stays behind in it")
  func good() async throws {
    let before = try FileManager.default.subpathsOfDirectory(atPath: project).sorted()
    let findings = try await findings([project], code: 0)
    for check in ["programs", "librsvg", "font", "state_folder", "plan", "project_settings", "write_inbox", "lock"] {
      #expect(findings[check]?.state == "ok", "\(check)")
    }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: project).sorted() == before)
    let spoken = try await starsend.run("doctor", project)
    #expect(spoken.status == 0 && spoken.stderr.isEmpty)
  }

  @Test("The limits of the models are told with their source and date, and the gates as the project has them")
  func limits() async throws {
    try studio.folder.write(#"{"gates": {"black": {"warn": 0.25, "fail": 0.75}}}"#, to: "project/project.json")
    try studio.folder.write(#"{"models": {"storyboard": {"shots_per_call": 4}}}"#, to: "starsend.json")
    let config = (studio.folder.path / "starsend.json").display
    let findings = try await findings([project, "--config", config], code: 0)
    let video = try #require(findings["video_limits"]?.message)
    #expect(video.contains("4 shots") && video.contains("3 elements with a start frame"))
    #expect(video.contains("2026-11-20") && video.contains("changed in starsend.json"))
    #expect(findings["picture_limits"]?.message.contains("gemini-3-pro-image") == true)
    #expect(findings["gates"]?.message.contains("black warns over 0.25, fails over 0.75") == true)
  }

  @Test("A broken plan is shown with line and column")
  func brokenPlan() async throws {
    try studio.folder.write("{\n  \"sequences\": [\n    {\"id\": }\n  ]\n}", to: "project/plan.json")
    let plan = try #require(try await findings([project], code: 65)["plan"])
    #expect(plan.state == "problem")
    #expect(plan.message.contains("plan.json") && plan.message.contains("line 3, column 12"))
  }

  @Test("A misspelt setting is shown with what was probably meant")
  func brokenSettings() async throws {
    try studio.folder.write("{\"frame_rat\": \"24\"}", to: "project/project.json")
    let settings = try #require(try await findings([project], code: 65)["project_settings"])
    #expect(settings.hint.contains("frame_rate"))
  }

  @Test("What the plan names and the folder lacks is a warning: reference pictures, the song, times that do not add up")
  func incomplete() async throws {
    try studio.folder.write("picture", to: "project/refs/props/Car/01.png")
    try studio.folder.write(
      #"""
      {"song": {"file": "song/track.wav"}, "sequences": [
        {"id": "SEQ01", "start": 0, "end": 8, "elements": ["driver", "car"],
         "shots": [{"prompt": "a", "duration": 5, "start_frame": "refs/none.png"}]},
        {"id": "SEQ02", "start": 8, "end": 13, "shots": [{"prompt": "a", "duration": 5}]}]}
      """#, to: "project/plan.json")
    let findings = try await findings([project], code: 0)
    for check in ["song", "times", "references", "start_frames"] {
      #expect(findings[check]?.state == "warning", "\(check)")
    }
    #expect(findings["references"]?.message.contains("driver") == true)
    #expect(findings["references"]?.message.contains("car") == false)
    #expect(findings["times"]?.message.contains("SEQ01") == true)
    #expect(findings["times"]?.message.contains("SEQ02") == false)
  }

  @Test("A song that is no sound is a problem")
  func strangeSong() async throws {
    try studio.folder.write("not a sound", to: "project/song/track.wav")
    try studio.folder.write(#"{"song": {"file": "song/track.wav"}, "sequences": []}"#, to: "project/plan.json")
    #expect(try await findings([project], code: 65)["song"]?.state == "problem")
  }

  @Test("Missing folders and a HOLD are told")
  func holdAndFolders() async throws {
    try FileManager.default.removeItem(atPath: studio.layout.takes.display)
    try studio.folder.write("", to: "project/HOLD.txt")
    let findings = try await findings([project], code: 0)
    #expect(findings["folders"]?.message.contains("takes") == true)
    #expect(findings["hold"]?.message.contains("HOLD.txt") == true)
  }

  @Test("Without its programs the code says so, whatever else is wrong")
  func withoutPrograms() async throws {
    let findings = try await findings(["/nowhere/at/all"], environment: ["PATH": "/nowhere"], code: 69)
    #expect(findings["programs"]?.hint.contains("apt install") == true)
    #expect(findings["project"]?.state == "problem")
  }

  @Test("A state folder that cannot be written and a broken configuration are problems")
  func ownFiles() async throws {
    try studio.folder.write("a file", to: "blocked")
    let state = ["XDG_STATE_HOME": (studio.folder.path / "blocked").display]
    #expect(try await findings(environment: state, code: 73)["state_folder"]?.state == "problem")
    try Folder.make(starsend.configurationFile.parent)
    try DurableFile.create(starsend.configurationFile, with: Data("{\"imges\": \"storyboard\"}".utf8))
    let configuration = try #require(try await findings(code: 65)["configuration"])
    #expect(configuration.message.contains(starsend.configurationFile.display))
    #expect(configuration.hint.contains("images"))
  }
}
