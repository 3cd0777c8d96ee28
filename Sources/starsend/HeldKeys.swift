import Foundation
import Glibc
import Providers
import Terms

/// The keys of this process: taken out of its environment once, before it has a second thread or starts a program.
enum HeldKeys {
  /// What was found; reading it first is what takes the keys out.
  static let found: Result<ProviderKeys, Problem> = take()

  private static let names = ["GEMINI_API_KEY", "FAL_KEY"]

  /// Whether a provider can be called. Throws where a key is there and cannot be used.
  static func keys() throws(Problem) -> ProviderKeys { try found.get() }

  private static func take() -> Result<ProviderKeys, Problem> {
    let environment = ProcessInfo.processInfo.environment
    let found = Result { () throws(Problem) in try ProviderKeys.find(environment: environment) }
    for name in names { forget(name) }
    if case .success(let keys) = found, keys.gemini == nil, keys.fal == nil { return found }
    // A core dump would hold the keys.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    return found
  }

  /// The bytes too: what a process was started with stays readable in /proc by its own user.
  private static func forget(_ name: String) {
    if let value = getenv(name) { explicit_bzero(value, strlen(value)) }
    unsetenv(name)
  }
}
