#!/usr/bin/env bash
# Makes the folder that benchmarks/gpu/run.sh takes to a machine without the .NET SDK. Usage: publish.sh OUT
set -euo pipefail
root=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
out=${1:?usage: publish.sh OUT}
# shellcheck source=scripts/state.sh
source "$root/scripts/state.sh"

publish() {
  dotnet publish "$root/benchmarks/Regen.Scale" -c Release -o "$out" --nologo -v quiet "$@"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The packages of the runtime are not in the lock files, which pin what the program itself is made of.
if publish -r linux-x64 --self-contained true -p:RestoreLockedMode=false >"$log" 2>&1; then
  echo "self-contained: the other machine needs no .NET"
else
  grep -m1 'error' "$log" >&2 || tail -n 3 "$log" >&2
  rm -rf "$out"
  publish --self-contained false
  echo "framework-dependent, because the runtime pack could not be restored: the other machine needs the .NET $(dotnet --version | cut -d. -f1) runtime (DOTNET_ROOT)"
fi
cp "$(duckdb_library)" "$out/libduckdb.so"
