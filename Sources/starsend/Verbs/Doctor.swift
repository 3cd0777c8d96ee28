import FolderContract
import Terms

extension Verb {
  static let doctor = Verb(
    name: "doctor", operands: "[PROJECT]", count: 0...1,
    summary: "check the machine, and a project; say what to do",
    help: """
      Checks the programs and limits that the agent needs, its state folder and its configuration; with PROJECT also
      that project's folders, plan, settings, song and references, its file system, and who works on it. Says what the
      models take that are used, as of when and by which source, and from which figures on the gates warn or fail. Where
      Gemini or fal is configured, or its key is there, it is asked whether the key, the address and the model are good;
      nothing is spent on it, and without a network that is a warning after some seconds. It writes nothing that stays. Warnings leave the exit code at 0; a problem makes it 69, 73 or 65, whatever weighs most.

        starsend doctor
        starsend doctor ~/projects/driver-beware --json
      """,
    options: [.configuration]
  ) { arguments, terminal in
    var findings = await MachineCheckup(configuration: arguments.value("--config")).findings()
    var settings = ProjectSettings()
    var layout: ProjectLayout?
    if let operand = arguments.positional.first {
      let checkup = ProjectCheckup(root: FilePath(operand: operand))
      findings += await checkup.findings()
      settings = (try? checkup.layout.settings()) ?? settings
      layout = checkup.layout
    }
    // A configuration that cannot be read was told above.
    if let configuration = try? Wiring.configuration(arguments.value("--config")) {
      findings += LimitsCheckup(configuration: configuration, settings: settings).findings()
      findings += PriceCheckup(configuration: configuration, settings: settings).findings()
      findings += await ProviderCheckup(configuration: configuration, settings: settings, layout: layout).findings()
    }
    try terminal.show(findings)
    for finding in findings { for line in finding.lines { terminal.say(line) } }
    let problems = findings.count { $0.state == .problem }
    let warnings = findings.count { $0.state == .warning }
    terminal.say(
      problems + warnings == 0 ? "All is well." : "\(problems.counted("problem")), \(warnings.counted("warning")).")
    return Finding.exitCode(findings)
  }
}
