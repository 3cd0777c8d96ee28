import CLinux
import Foundation
import Glibc
import Terms

/// One running child, on the thread that waits for its end.
struct ChildWatch {
  enum Result {
    case ended(ChildProcess.Output)
    case cancelled
    case late
  }

  private enum Ending { case cancelled, late }

  /// How long a child that was asked to end may take over it.
  private static let grace = Duration.seconds(1)

  private let pid: pid_t
  private let endsAt: ContinuousClock.Instant?
  private let cancel: CInt
  private var sink: StdoutSink
  private var stderr = ByteTail(limit: 64 << 10)
  private var ending: Ending?
  private var killsAt: ContinuousClock.Instant?

  init(pid: pid_t, endsAt: ContinuousClock.Instant?, stdout: StdoutSink, cancel: CInt) {
    self.pid = pid
    self.endsAt = endsAt
    self.cancel = cancel
    sink = stdout
  }

  /// Returns when the child has ended and been reaped, and nothing of its group is left. The end of the child counts,
  /// not that of its pipes: a grandchild may hold those open for ever.
  mutating func wait(stdout: borrowing OutputPipe, stderr: borrowing OutputPipe) throws(Problem) -> Result {
    let raw = starsend_pidfd(pid)
    guard raw >= 0 else {
      let problem = Problem.system("watch a child process")
      _ = try reap()
      throw problem
    }
    let end = Descriptor(raw: raw)
    var open = [stdout.reading, stderr.reading]
    while true {
      var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      polled.append(pollfd(fd: end.raw, events: Int16(POLLIN), revents: 0))
      polled.append(pollfd(fd: ending == nil ? cancel : -1, events: Int16(POLLIN), revents: 0))
      let ready = poll(&polled, nfds_t(polled.count), pollTimeout)
      if ready > 0 {
        if polled[0].revents != 0, !readOnce(from: open[0], isStdout: true) { open[0] = -1 }
        if polled[1].revents != 0, !readOnce(from: open[1], isStdout: false) { open[1] = -1 }
        if polled[2].revents != 0 { break }
        if polled[3].revents != 0 { askToEnd(.cancelled) }
      }
      actOnTime()
    }
    let status = try reap()
    drain(open)
    sink.finish()
    switch ending {
    case .cancelled: return .cancelled
    case .late: return .late
    case nil: return .ended(ChildProcess.Output(status: status, stdout: sink.kept, stderr: self.stderr.bytes))
    }
  }

  /// False at the end of the pipe.
  private mutating func readOnce(from descriptor: CInt, isStdout: Bool) -> Bool {
    var failure: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      let got = read(descriptor, buffer.baseAddress, buffer.count)
      failure = got < 0 ? errno : 0
      count = max(got, 0)
    }
    if failure != 0 { return failure == EAGAIN || failure == EINTR }
    if isStdout { sink.take(bytes[...]) } else { stderr.append(bytes[...]) }
    return !bytes.isEmpty
  }

  /// What the child had written before it ended: a pipe's capacity at most, since its group is gone.
  private mutating func drain(_ open: [CInt]) {
    for (index, descriptor) in open.enumerated() where descriptor >= 0 {
      for _ in 0..<32 {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, 0) > 0, readOnce(from: descriptor, isStdout: index == 0) else { break }
      }
    }
  }
}

extension ChildWatch {
  private mutating func askToEnd(_ reason: Ending) {
    ending = reason
    killsAt = .now + Self.grace
    _ = kill(-pid, SIGTERM)
  }

  private mutating func actOnTime() {
    let now = ContinuousClock.now
    if ending == nil, let endsAt, now >= endsAt { askToEnd(.late) }
    if let killsAt, now >= killsAt {
      _ = kill(-pid, SIGKILL)
      self.killsAt = nil
    }
  }

  /// Milliseconds until something is due, rounded up; -1 where nothing is.
  private var pollTimeout: CInt {
    guard let due = killsAt ?? (ending == nil ? endsAt : nil) else { return -1 }
    let left = ContinuousClock.now.duration(to: due) / Duration.milliseconds(1)
    return CInt(min(max(left.rounded(.up), 0), 3_600_000))
  }

  /// Ends what is left of the group and takes the child's status. Until it is reaped its pid, and so the group's id,
  /// belongs to nobody else.
  private func reap() throws(Problem) -> ChildProcess.Status {
    _ = kill(-pid, SIGKILL)
    var status: CInt = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { throw .system("wait for a child process") }
    }
    return status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
  }
}
