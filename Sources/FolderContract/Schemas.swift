public import Foundation

/// The JSON Schemas (draft 2020-12) of the files that people and tools write or read.
///
/// Where a rule cannot be said in a schema, such as ids that are compared without case, the readers are stricter.
public struct Schemas: Sendable {
  /// What `starsend schema NAME` calls it.
  public let name: String
  /// The schema itself, as JSON.
  public let data: Data

  public static let all: [Schemas] = [
    Schemas(name: "configuration", data: Data(PackageResources.configuration_schema_json)),
    Schemas(name: "plan", data: Data(PackageResources.plan_schema_json)),
    Schemas(name: "project", data: Data(PackageResources.project_schema_json)),
    Schemas(name: "project-status", data: Data(PackageResources.project_status_schema_json)),
    Schemas(name: "receipt", data: Data(PackageResources.receipt_schema_json)),
    Schemas(name: "request", data: Data(PackageResources.request_schema_json)),
    Schemas(name: "status", data: Data(PackageResources.status_schema_json)),
  ]

  /// The schema called `name`, or nil where there is none.
  public static func named(_ name: String) -> Data? { all.first { $0.name == name }?.data }
}
