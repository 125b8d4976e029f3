#!/usr/bin/env bash
# Where the processor time of one epoch goes, by operator: FLARE's default on P5 Beauty in the given order.
# Usage: run-profile.sh DATA [RESULT.md]; DATA holds p5-beauty/, REGEN_MODELS the sentence encoder. THREADS (1), REGEN_CACHE as ever.
# Compare shares, not seconds: the hook itself costs about a microsecond an operator.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
data=${1:?usage: run-profile.sh DATA [RESULT.md]} result=${2:-}
threads=${THREADS:-1}
work=$(mktemp -d "${REGEN_WORK:-${TMPDIR:-/tmp}}/regen-profile.XXXXXX")
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=$threads

sed -E 's/^( *epochs:) .*/\1 1/' "$root/experiments/benchmark/p5-beauty/flare.v2.yaml" >"$work/flare.v2.yaml"
"$root/regen" train "$work/flare.v2.yaml" --data "$data/p5-beauty" --out "$work/runs" --cache "${REGEN_CACHE:-$root/artifacts/cache}" \
  --threads "$threads" --profile
table=$(echo "$work"/runs/*/operators.md)
if [[ -z $result ]]; then
  cat "$table"
  exit
fi
{
  printf '# One epoch of P5 Beauty, by operator\n\n'
  printf '%s, %s, %s thread(s); load average at the end %s. Made by benchmarks/run-profile.sh.\n\n' \
    "$(date -u +%F)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$threads" "$(cut -d' ' -f1 /proc/loadavg)"
  printf 'FLARE'"'"'s default (experiments/benchmark/p5-beauty/flare.v2.yaml with one epoch), order of the file: training, and the ranking of the validation part.\n'
  printf 'Own processor time of the threads that call an operator, without the operators inside it; what stands outside is the program itself, its start,\n'
  printf 'the preparation of batches, and helpers of an operator beyond its caller.\n\n'
  cat "$table"
} >"$result"
