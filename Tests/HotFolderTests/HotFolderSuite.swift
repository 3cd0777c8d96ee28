import Testing

/// Agents that run: one after the other, since each watches folders with threads of its own.
@Suite(.serialized, .timeLimit(.minutes(2))) enum HotFolderSuite {}
