/// Fields that look as if they held a key, and what to say of them: keys are in no file that this program reads as JSON.
enum KeyFields {
  private static let names: Set = [
    "key", "keys", "api_key", "apikey", "gemini_key", "gemini_api_key", "fal_key", "secret", "token", "password",
  ]

  static func advice(_ field: String) -> String? {
    guard names.contains(field.lowercased().replacing("-", with: "_")) else { return nil }
    return
      "Take it out of this file: keys come from GEMINI_API_KEY and FAL_KEY in the agent's environment, or from files "
      + "of those names in $CREDENTIALS_DIRECTORY."
  }
}
