#!/usr/bin/env bash
# How fast 'regen generate' and 'regen rate' go with the scripted writer and rater: whole commands on a sample corpus, their
# start, answer stores and output files included.
# Usage: run-scripted.sh [USERS [TURNS [RESULT.md]]]; REGEN_WORK names a folder with room (200 MB at 40,000 users).
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
users=${1:-40000} turns=${2:-3} result=${3:-}
work=$(mktemp -d "${REGEN_WORK:-${TMPDIR:-/tmp}}/regen-scripted.XXXXXX")
trap 'rm -rf "$work"' EXIT
regen() { "$root/regen" "$@"; }

quiet() { "$@" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }; }
quiet regen data sample --users "$users" --items 1500 --out "$work/raw"
quiet regen data prepare --data "$work/raw" --out "$work/prepared"
# The sample's own rules for critiques, and no narratives.
{ sed '/^narratives:/,$d' "$root/experiments/generation/sample.v1.yaml"; echo "narratives: null"; } >"$work/critiques.yaml"

# timed NAME COMMAND...: output to NAME.out, then "wall user system" seconds in NAME.time.
timed() {
  local name=$1 TIMEFORMAT='%R %U %S'
  shift
  { time "$@" >"$work/$name.out" 2>"$work/log"; } 2>"$work/$name.time" || { tail -n 20 "$work/log" >&2; exit 1; }
}
number() { sed 's/,\([0-9]\)/\1/g' "$work/$1.out" | sed -n "s/.*$2.*/\1/p" | head -1; }
line() { awk -v name="$1" -v count="$2" '{ printf "| %s | %d | %.2f | %.2f | %.0f |\n", name, count, $1, $2 + $3, count / $1 }' "$work/$1.time"; }

report() {
  echo "# Scripted writer and rater"
  echo
  echo "- Date: $(date -u +%Y-%m-%d); commit $(git -C "$root" rev-parse --short HEAD)"
  echo "- Processor: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) cores; load at the end: $(cut -d' ' -f1 /proc/loadavg)"
  echo "- Sample corpus of $users users. Whole commands; the answer stores are new in each turn. Made by benchmarks/run-scripted.sh $users $turns."
  echo
  echo "| command | pairs or ratings | seconds | processor seconds | a second |"
  echo "| --- | ---: | ---: | ---: | ---: |"
  cat "$work/lines"
}

for ((turn = 0; turn < turns; turn++)); do
  rm -rf "$work/dataset" "$work/ratings"
  timed generate regen generate "$work/critiques.yaml" --data "$work/prepared" --out "$work/dataset"
  line generate "$(number generate 'critique pairs written *\([0-9]*\)')" >>"$work/lines"
  timed rate regen rate "$root/experiments/rating/sample.v1.yaml" --dataset "$work/dataset" --data "$work/prepared" --users $((users / 10)) --out "$work/ratings"
  line rate "$(number rate ', \([0-9]*\) ratings in')" >>"$work/lines"
done
report
if [[ -n $result ]]; then report >"$result"; fi
