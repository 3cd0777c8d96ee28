// swift-tools-version: 6.2
import PackageDescription

/// One set of settings for every target, so that no room is laxer than another.
let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
]

/// Loops over pixels are forty times slower in debug builds without this, and every room's tests would wait.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"])]

/// A room of the house: a library target with the rooms that it may import.
func room(_ name: String, _ imports: [String], embedding resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: imports.map { .byName(name: $0) }, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ imports: [String]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: ([name, "TestSupport"] + imports).map { .byName(name: $0) },
    swiftSettings: settings)
}

let package = Package(
  name: "starsend",
  products: [.executable(name: "starsend", targets: ["starsend"])],
  targets: [
    .systemLibrary(name: "CInotifyTools", providers: [.apt(["libinotifytools0-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .target(
      name: "CPNG", cSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: [.linkedLibrary("isal"), .linkedLibrary("png"), .linkedLibrary("z")]),
    .target(name: "CLinux"),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .target(name: "CBaseline", linkerSettings: [.linkedLibrary("png"), .linkedLibrary("z"), .linkedLibrary("m")]),

    room("Terms", []),
    room("DurableFiles", ["CLinux", "CNettle", "Terms"]),
    room("FolderContract", ["Terms"], embedding: [.embedInCode("Schemas")]),
    room("FolderWatch", ["CInotifyTools", "CLinux", "Terms"]),
    .target(name: "Imaging", dependencies: ["CPNG", "Terms"], swiftSettings: settings + optimised),
    room("Media", ["CLinux", "Imaging", "Terms"]),
    room("Execution", ["Imaging", "Media", "DurableFiles", "Terms"]),
    room("Providers", ["CCurl", "Execution", "Media", "Imaging", "Terms"]),
    room("Editorial", ["Media", "Imaging", "DurableFiles", "Terms"]),
    room("Sequences", ["Editorial", "Execution", "Media", "Imaging", "FolderContract", "DurableFiles", "Terms"]),
    room("HotFolder", ["FolderWatch", "Sequences", "Execution", "FolderContract", "DurableFiles", "Terms"]),
    .executableTarget(
      name: "starsend",
      dependencies: [
        "HotFolder", "Sequences", "Providers", "Execution", "Media", "Imaging", "FolderWatch", "FolderContract",
        "DurableFiles", "Terms",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "starsend-bench",
      dependencies: ["starsend", "FolderWatch", "Imaging", "FolderContract", "CBaseline", "CLinux", "Terms"],
      resources: [.embedInCode("Readers")], swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["Execution", "Terms"], path: "Tests/TestSupport", swiftSettings: settings),
    tests("Terms", []),
    tests("DurableFiles", ["Terms"]),
    tests("FolderContract", ["Terms"]),
    tests("FolderWatch", ["Terms"]),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging", "TestSupport", "Terms"], swiftSettings: settings + optimised),
    tests("Media", ["Imaging", "Terms"]),
    tests("Execution", ["DurableFiles", "FolderContract", "Imaging", "Media", "Terms"]),
    tests("Providers", ["Execution", "Media", "Imaging", "Terms"]),
    .testTarget(
      name: "EditorialTests", dependencies: ["Editorial", "Media", "Imaging", "DurableFiles", "TestSupport", "Terms"],
      exclude: ["Golden"], swiftSettings: settings),
    tests("Sequences", ["DurableFiles", "Editorial", "Execution", "FolderContract", "Imaging", "Media", "Terms"]),
    tests(
      "HotFolder",
      [
        "FolderWatch", "Sequences", "Execution", "Media", "Imaging", "FolderContract", "DurableFiles", "Terms",
      ]),
    .testTarget(name: "BenchmarkTests", dependencies: ["starsend-bench"], swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "starsend", "TestSupport", "FolderWatch", "FolderContract", "Execution", "Imaging", "Media", "DurableFiles",
        "Terms",
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
