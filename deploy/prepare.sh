# Sourced by the scripts beside it: finds Swift and installs what is missing. Says nothing when nothing is missing.
# shellcheck shell=bash

# Swift is looked for on the PATH first, then here.
swift_folder=${STARSEND_SWIFT:-/opt/swift/usr/bin}

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  shift
  if (($#)); then printf '  %s\n' "$@" >&2; fi
  exit 1
}

# A word to a person who waits; nothing where nobody looks on.
say() { if [[ -t 2 ]]; then printf '%s\n' "$1" >&2; fi; }

# Runs a command and shows what it printed only if it failed.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if ((status)); then cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}

missing_packages() {
  local package status
  while read -r package; do
    status=$(dpkg-query -W -f '${db:Status-Status} ' "$package" 2>/dev/null || true)
    [[ " $status" == *" installed "* ]] || printf '%s\n' "$package"
  done < <(sed 's/#.*//' "$1" | tr -s '[:space:]' '\n' | sed '/^$/d')
}

# Installs the packages listed in the file $1 that are not there yet.
install_packages() {
  local list=$1 missing as_root=()
  command -v dpkg-query >/dev/null || fail "This is no Debian system: dpkg-query is missing." \
    "Install by hand what $list names, then run 'swift build' and 'swift test'."
  mapfile -t missing < <(missing_packages "$list")
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "These packages are missing, and neither root nor sudo is here to install them:" \
      "${missing[*]}" "As root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  printf 'Installing %s\n' "${missing[*]}" >&2
  local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends
    -o DPkg::Lock::Timeout=120 "${missing[@]}")
  # Package lists that are old or were never fetched are the usual reason for a first failure.
  "${install[@]}" >/dev/null 2>&1 && return 0
  quietly "${as_root[@]}" apt-get update || fail "The package lists could not be fetched; is there a network?"
  quietly "${install[@]}" || fail "These packages could not be installed: ${missing[*]}" \
    "Starsend is built on Debian 12 (bookworm)."
}

swift_major() { "$1" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\)\..*/\1/p' | head -n 1; }

# Puts a Swift 6 on the PATH.
find_swift() {
  local candidate major
  for candidate in "$(command -v swift || true)" "$swift_folder/swift"; do
    [[ -x $candidate ]] || continue
    major=$(swift_major "$candidate")
    if ((${major:-0} >= 6)); then
      PATH="$(dirname "$candidate"):$PATH"
      export PATH
      return 0
    fi
  done
  fail "No Swift 6 was found on the PATH or in $swift_folder." \
    "Get a toolchain for Debian 12 from https://www.swift.org/install/linux and unpack it to /opt/swift," \
    "or set STARSEND_SWIFT to the folder that holds its 'swift'."
}
