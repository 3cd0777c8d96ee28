import Terms

/// The directories that matter: watched folders, their sub-folders, and everything on the way to them.
struct DirectoryTree {
  private var nodes: [FilePath: Node] = [:]

  subscript(path: FilePath) -> Node? { nodes[path] }

  /// How many directories there are.
  var count: Int { nodes.count }

  var roots: some Sequence<Root> { nodes.values.lazy.compactMap(\.root) }

  /// The node of a directory, made with all above it where it is new.
  mutating func make(_ path: FilePath) -> Node {
    if let node = nodes[path] { return node }
    let above = path.parent
    let node = Node(path, parent: above == path ? nil : make(above))
    nodes[path] = node
    node.parent?.adopt(node)
    return node
  }

  /// Forgets everything: nodes and watched folders hold each other.
  mutating func dismantle() {
    for node in nodes.values {
      node.root = nil
      node.holder = nil
    }
    nodes = [:]
  }

  /// Forgets a directory that nothing needs any more, and those above it that were only there for its sake. Returns
  /// their paths.
  mutating func prune(_ node: Node) -> [FilePath] {
    var pruned: [FilePath] = []
    var next: Node? = node
    while let node = next, node.isUnneeded {
      nodes[node.path] = nil
      pruned.append(node.path)
      next = node.parent
      node.abandon()
    }
    return pruned
  }
}

extension DirectoryTree {
  final class Node {
    let path: FilePath
    private(set) weak var parent: Node?
    private(set) var children: [Node] = []
    /// Where it stands among its parent's children.
    private var slot = 0
    /// What the source tells of it; nil while it is not watched.
    var watched: Interest?
    /// Why it is not watched; 0 where it is or was not tried.
    var refusal: CInt = 0
    /// Whether it is among those that the source is to be asked for.
    var isAskedFor = false
    /// The watched folder that it is.
    var root: Root? { didSet { recount() } }
    /// The watched folder whose sub-folder it is.
    var holder: Root?
    /// It was looked for and is not there.
    var isMissing = false { didSet { recount() } }
    private var isCounted = false
    /// How many children are watched folders or missing: their coming and going has to be heard here.
    private var notableChildren = 0

    init(_ path: FilePath, parent: Node?) {
      self.path = path
      self.parent = parent
    }

    /// What is to be heard of it.
    var wanted: Interest {
      guard root == nil, holder == nil else { return .contents }
      return notableChildren > 0 ? .names : .itself
    }

    /// It is there, and something keeps it from being watched.
    var isRefused: Bool { refusal != 0 && !SystemError(refusal).isAbsence }

    var isUnneeded: Bool { root == nil && holder == nil && children.isEmpty }

    /// It and all above it.
    func forEachUpwards(_ body: (Node) -> Void) {
      var next: Node? = self
      while let node = next {
        body(node)
        next = node.parent
      }
    }

    /// The watched folders that are it or lie below it.
    var rootsFromHere: [Root] {
      var (found, open) = ([Root](), [self])
      while let node = open.popLast() {
        if let root = node.root { found.append(root) }
        open += node.children
      }
      return found
    }

    private func recount() {
      let counts = root != nil || isMissing
      guard counts != isCounted else { return }
      isCounted = counts
      parent?.notableChildren += counts ? 1 : -1
    }

    fileprivate func adopt(_ child: Node) {
      child.slot = children.count
      children.append(child)
    }

    fileprivate func abandon() {
      isMissing = false
      guard let parent, parent.children.indices.contains(slot), let last = parent.children.popLast() else { return }
      if last !== self {
        parent.children[slot] = last
        last.slot = slot
      }
      self.parent = nil
    }
  }
}
