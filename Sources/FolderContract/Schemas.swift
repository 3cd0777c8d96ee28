public import Foundation

/// A JSON Schema (draft 2020-12) of a file that people and tools write or read.
///
/// Where a rule cannot be said in a schema, such as that ids are compared without case, the readers are stricter.
public struct Schema: Sendable {
  /// What `starsend schema NAME` calls it.
  public let name: String
  /// The schema itself, as JSON.
  public let data: Data
}

public enum Schemas {
  public static let all: [Schema] = [
    Schema(name: "configuration", data: Data(PackageResources.configuration_schema_json)),
    Schema(name: "plan", data: Data(PackageResources.plan_schema_json)),
    Schema(name: "project", data: Data(PackageResources.project_schema_json)),
    Schema(name: "project-status", data: Data(PackageResources.project_status_schema_json)),
    Schema(name: "receipt", data: Data(PackageResources.receipt_schema_json)),
    Schema(name: "request", data: Data(PackageResources.request_schema_json)),
    Schema(name: "sequences", data: Data(PackageResources.sequences_schema_json)),
    Schema(name: "shot", data: Data(PackageResources.shot_schema_json)),
    Schema(name: "sidecar", data: Data(PackageResources.sidecar_schema_json)),
    Schema(name: "status", data: Data(PackageResources.status_schema_json)),
  ]

  /// The schema called `name`, or nil where there is none.
  public static func named(_ name: String) -> Data? { all.first { $0.name == name }?.data }
}
