#!/usr/bin/env bash
# Measures 'regen data prepare' on the sample beside DuckDB's own sorted copy of the same reviews, in turn.
# Usage: run-prepare.sh [USERS [ITEMS [RESULT.md]]]; REGEN_WORK names a folder with room (about 6 GB at full size),
# REGEN_MEMORY the engine's buffer memory, REGEN_TURNS how often, REGEN_RAW a folder that keeps the samples (half an hour of writing
# at full size) for the next run and for run-scale.sh.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
users=${1:-1168735} items=${2:-376847} result=${3:-}
work=$(mktemp -d "${REGEN_WORK:-${TMPDIR:-/tmp}}/regen-prepare.XXXXXX")
trap 'rm -rf "$work"' EXIT

dotnet build -c Release "$root/benchmarks/Regen.Scale" -v quiet --nologo
raw=${REGEN_RAW:-$work}/raw-$users
[[ -f $raw/Office_Products_5.json.gz ]] || "$root/regen" data sample --users "$users" --items "$items" --out "$raw"
"$root/artifacts/bin/Regen.Scale/release/Regen.Scale" prepare --data "$raw" --work "$work" \
  --memory "${REGEN_MEMORY:-800MB}" --turns "${REGEN_TURNS:-3}" ${result:+--out "$result"}
