import Terms

/// What the source is asked for.
extension WatchLoop {
  /// The source is asked at the next `fulfil`, together with everything else.
  func ask(for node: DirectoryTree.Node) {
    guard !node.isAskedFor, node.watched != node.wanted else { return }
    node.isAskedFor = true
    askedFor.append(node)
  }

  /// Asks the source, until everything is told that has to be. A directory that is missing raises what has to be told of
  /// the one above it, so that there may be as many rounds as a path has components.
  func fulfil() {
    while !askedFor.isEmpty {
      var nodes: [DirectoryTree.Node] = []
      for node in askedFor {
        node.isAskedFor = false
        if !node.isUnneeded, node.watched != node.wanted { nodes.append(node) }
      }
      askedFor = []
      let wishes = nodes.map { Wish(directory: $0.path, interest: $0.wanted) }
      for (index, error) in source.watch(wishes, for: subscriber).enumerated() {
        answer(nodes[index], wishes[index].interest, SystemError(error))
      }
    }
  }

  private func answer(_ node: DirectoryTree.Node, _ interest: Interest, _ error: SystemError) {
    let before = node.watched
    node.watched = error.number == 0 ? interest : nil
    node.refusal = error.number
    if node.isMissing != error.isAbsence {
      node.isMissing = error.isAbsence
      if let parent = node.parent { ask(for: parent) }
    }
    guard error.number == 0, interest > .itself, before.map({ $0 < interest }) ?? true else { return }
    // What is looked for in it may have come before its coming could be heard.
    for child in node.children where child.isMissing {
      for root in child.rootsFromHere { lookSoon(root) }
    }
  }
}
