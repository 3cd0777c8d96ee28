public import Terms

/// A character or prop as a model is shown it: reference pictures, and words where the plan has some.
public struct Element: Hashable, Sendable {
  public let id: ElementID
  public let description: String?
  /// The picture that shows it from the front.
  public let frontal: FilePath
  /// Further pictures of it.
  public let views: [FilePath]

  public init(id: ElementID, description: String? = nil, frontal: FilePath, views: [FilePath] = []) {
    self.id = id
    self.description = description
    self.frontal = frontal
    self.views = views
  }
}

/// An element as takes keep it; paths are relative to the project.
public struct TakeElement: Hashable, Sendable, Codable {
  public let id: ElementID
  public let description: String?
  public let frontal: String
  public let views: [String]

  /// Nil where one of the pictures does not lie in the project.
  init?(_ element: Element, root: FilePath) {
    let views = element.views.compactMap { $0.relative(to: root) }
    guard let frontal = element.frontal.relative(to: root), views.count == element.views.count else { return nil }
    id = element.id
    description = element.description
    self.frontal = frontal
    self.views = views
  }

  /// As a call takes it; `root` is the project's folder.
  public func element(root: FilePath) -> Element {
    Element(id: id, description: description, frontal: root / frontal, views: views.map { root / $0 })
  }
}
