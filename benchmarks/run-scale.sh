#!/usr/bin/env bash
# Measures preparation, encoding, a training step and ranking at a ladder of sizes; writes RESULT.json, .md and .svg.
# A point that stands in RESULT.json is not measured again: a stopped ladder goes on where it stood.
# Usage: run-scale.sh RESULT [--users 10000,...] [--items 2000,...] [--history 8,...]
# REGEN_WORK names a folder with room, REGEN_RAW one that keeps the samples for the next run and for run-prepare.sh.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
result=${1:?usage: run-scale.sh RESULT [--users ...] [--items ...] [--history ...]}
shift
work=$(mktemp -d "${REGEN_WORK:-${TMPDIR:-/tmp}}/regen-scale.XXXXXX")
trap 'rm -rf "$work"' EXIT

dotnet build -c Release "$root/benchmarks/Regen.Scale" -v quiet --nologo
"$root/artifacts/bin/Regen.Scale/release/Regen.Scale" scale --work "$work" --out "$result" \
  --experiment "$root/experiments/flare/history.v1.yaml" ${REGEN_RAW:+--raw "$REGEN_RAW"} "$@"
