import Glibc

/// What the system calls an error number, such as "No space left on device".
func systemWords(_ number: Int32) -> String {
  // Safe between threads since glibc 2.32 (its manual page).
  strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
