#!/usr/bin/env bash
# Usage: test.sh [--soak] [--only PROJECT] [--filter TEXT]; called by ./regen test once everything is set up.
# Format, build, every project under tests/*.Tests; ends with the one line "N passed, N failed, N skipped".
set -uo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root" || exit 1
artifacts="$root/artifacts"
reports="$artifacts/test-reports"
passed=0 failed=0 skipped=0
only="" filter="" limit=3600

finish() {
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  ((failed == 0)) || exit 1
  exit 0
}

fail() {
  failed=$((failed + 1))
  printf 'FAILED: %s\n' "$*"
}

usage() {
  printf "error: %s\n  fix:   ./regen test [--soak] [--only PROJECT] [--filter TEXT] [--yes]\n" "$1"
  printf '0 passed, 1 failed, 0 skipped\n'
  exit 2
}

while (($# > 0)); do
  case $1 in
    --soak)
      export REGEN_SOAK=20
      limit=21600
      shift
      ;;
    --only | --filter)
      (($# > 1)) || usage "$1 needs a value"
      if [[ $1 == --only ]]; then only=$2; else filter=$2; fi
      shift 2
      ;;
    *) usage "test does not know '$1'" ;;
  esac
done

# job WHAT COMMAND...: shows the end of the output only when it fails. The build servers must not hold our output open.
job() {
  local what=$1 log="$artifacts/logs/${1// /-}.log" started=$SECONDS
  shift
  mkdir -p "$artifacts/logs"
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%s: %s s\n' "$what" "$((SECONDS - started))"
  else
    tail -n 60 "$log"
    fail "$what; all of it is in $log"
    return 1
  fi
}

check_format() {
  # What C# uses of F# is read from the build, and only the Release one is sure to be there.
  Configuration=Release dotnet format Regen.sln --verify-no-changes --no-restore && dotnet fantomas --check src tests
}

# Every test of one report as a line "RESULT <tab> NAME <tab> REASON".
tests_of() {
  awk 'BEGIN { RS = "<"; OFS = "\t" }
    function decode(text) {
      gsub(/&quot;/, "\"", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&apos;/, "\x27", text)
      gsub(/&#x[0-9A-Fa-f]+;/, " ", text); gsub(/&amp;/, "\\&", text); gsub(/[\t\n\r]+/, " ", text)
      return text
    }
    function attribute(name) {
      if (!match($0, " " name "=\"[^\"]*\"")) { return "" }
      return decode(substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4))
    }
    function flush() { if (result != "") { print result, test, reason }; result = ""; reason = "" }
    /^test / { flush(); test = attribute("name"); result = attribute("result") }
    inReason { piece = (piece == "" ? "" : piece "<") $0 }
    inReason && /]]>/ { reason = piece; sub(/^!\[CDATA\[/, "", reason); sub(/]]>.*/, "", reason); reason = decode(reason); inReason = 0 }
    /^reason>/ { inReason = 1; piece = "" }
    END { flush() }' "$1"
}

run_project() {
  local project=$1 program="$artifacts/bin/$1/release/$1" report="$reports/$1.xml" list="$reports/$1.tsv"
  local options=(-noLogo -noColor -reporter quiet -xml "$report") status=0 started=$SECONDS
  [[ -n $filter ]] && options+=(-method "*$filter*")
  if [[ ! -x $program ]]; then
    fail "$project left no program at $program"
    return
  fi

  timeout --kill-after=10 "$limit" "$program" "${options[@]}" </dev/null || status=$?
  if [[ ! -s $report ]]; then
    fail "$project ended with status $status and left no report"
    return
  fi

  tests_of "$report" >"$list"
  local ok bad skip
  ok=$(grep -c '^Pass' "$list")
  bad=$(grep -c '^Fail' "$list")
  skip=$(grep -c '^Skip' "$list")
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
  if ((bad == 0 && status != 0)); then fail "$project ended with status $status though no test failed"; fi
  if [[ -z $filter ]] && ((ok + bad + skip == 0)); then fail "$project has no tests"; fi
  grep -v -e '^Pass' -e '^Fail' -e '^Skip' -e '^NotRun' "$list" && fail "$project reports results of an unknown kind"
  if grep -q -P '^Skip\t[^\t]*\t\s*$' "$list"; then fail "$project skips a test without a reason"; fi
  printf '%s: %s passed, %s failed, %s skipped in %s s\n' "$project" "$ok" "$bad" "$skip" "$((SECONDS - started))"
}

# tests/must-run.txt: each pattern needs a passing test, and none of its tests may skip.
check_must_run() {
  local pattern ran="$reports/ran.txt" skipped_names="$reports/skipped.txt"
  # Into files: grep -q stops reading early, and a pipe broken that way would count as no match.
  awk -F '\t' '$1 == "Pass" || $1 == "Fail" { print $2 }' "$reports"/*.Tests.tsv >"$ran"
  awk -F '\t' '$1 == "Skip" { print $2 }' "$reports"/*.Tests.tsv >"$skipped_names"
  while read -r pattern; do
    [[ -z $pattern || $pattern == \#* ]] && continue
    if grep -q -E -- "$pattern" "$skipped_names"; then
      fail "a test of '$pattern' skipped, and tests/must-run.txt says that none may"
    elif ! grep -q -E -- "$pattern" "$ran"; then
      fail "no test of '$pattern' ran, and tests/must-run.txt says that one must"
    fi
  done <tests/must-run.txt
}

projects=()
for folder in tests/*.Tests; do
  name=$(basename "$folder")
  [[ -z $only || $name == "$only" || $name == "Regen.$only.Tests" ]] && projects+=("$name")
done
((${#projects[@]} > 0)) || usage "no project under tests/ is called '$only'"

rm -rf "$reports"
mkdir -p "$reports"
locked=(--locked-mode)
[[ ${TorchBackend:-Regen} == Regen ]] || locked=()
job "restore" dotnet restore Regen.sln "${locked[@]}" || finish
job "restore tools" dotnet tool restore || finish
[[ -n $only$filter ]] || job "format" check_format
job "build" dotnet build Regen.sln -c Release --no-restore -nodeReuse:false || finish
for project in "${projects[@]}"; do run_project "$project"; done
[[ -n $only$filter ]] || check_must_run
if ((skipped > 0)); then
  printf '\nSkipped, and why:\n'
  awk -F '\t' '$1 == "Skip" { print "  " $2 ": " $3 }' "$reports"/*.Tests.tsv
fi
((passed + failed + skipped > 0)) || fail "no test ran at all"
printf '\n'
finish
