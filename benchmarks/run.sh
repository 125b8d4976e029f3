#!/usr/bin/env bash
# Runs one comparison, both sides in turn, checks that their losses agree, and prints the ratios.
# Usage: benchmarks/run.sh NAME [PRECISION [THREADS [STEPS [TURNS]]]], NAME one of bert4rec-full, bert4rec-sample,
# flare-sample, head, ranking. With RECORD=1 it also writes benchmarks/results/NAME-PRECISION_MACHINE_DATE.md.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
python=${PYTHON:-/usr/bin/python3}
name=${1:?which comparison?} precision=${2:-fp32} threads=${3:-2} steps=${4:-6} turns=${5:-2}
program="$root/artifacts/bin/Regen.Benchmarks/release/Regen.Benchmarks"
[[ -x $program ]] || dotnet build -c Release "$here/Regen.Benchmarks" -v quiet --nologo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

items=${ITEMS:-376847} rows=${ROWS:-2048} users=${USERS:-100000}
case $name in
  head)
    ours=("$program" head "$precision" "$threads" "$steps" "$items" "$rows")
    peer=("$python" "$here/head_peer.py" "$precision" "$threads" "$steps" "$items" "$rows")
    ;;
  ranking)
    items=${ITEMS:-27887}
    ours=("$program" ranking "$threads" "$steps" "$users" "$items")
    peer=("$python" "$here/ranking_peer.py" "$threads" "$steps" "$users" "$items")
    ;;
  *)
    "$program" data "$name" "$work/data"
    ours=("$program" step "$name" "$precision" "$threads" "$steps")
    peer=("$python" "$here/step_peer.py" "$work/data" "$precision" "$threads" "$steps")
    ;;
esac
for ((turn = 0; turn < turns; turn++)); do
  "${ours[@]}" >>"$work/ours"
  "${peer[@]}" >>"$work/peer"
done

# The least of what a side printed after the word $2, its first step left out: that one warms up.
least() { awk -v word="$2" '$1 == "step" && $2 > 0 { for (i = 3; i < NF; i++) if ($i == word) print $(i + 1) }' "$work/$1" | sort -g | head -1; }
most() { awk -v word="$2" '$1 == "step" { for (i = 3; i < NF; i++) if ($i == word) print $(i + 1) }' "$work/$1" | sort -g | tail -1; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }'; }

# OpenBLAS chooses by processor, or by OPENBLAS_CORETYPE; both sides get the same.
kernels() { "$python" -c 'import ctypes; core = ctypes.CDLL("libopenblas.so.0").openblas_get_corename; core.restype = ctypes.c_char_p; print(core().decode())' 2>/dev/null || echo unknown; }

record() {
  echo "# $name, $precision: Regen beside eager PyTorch"
  echo
  echo "- Date: $(date -u +%Y-%m-%d); commit $(git -C "$root" rev-parse --short HEAD)"
  echo "- Processor: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) cores, $threads threads; load at the end: $(cut -d' ' -f1 /proc/loadavg)"
  echo "- PyTorch $("$python" -c 'import torch; print(torch.__version__)'), BLAS: $(readlink -f "$(ldconfig -p | awk '/libblas.so.3 /{ print $NF; exit }')" | xargs dirname | xargs basename), kernels: $(kernels)"
  echo "- The least of $turns runs x $((steps - 1)) steps, the runs in turn. Made by benchmarks/run.sh $name $precision $threads $steps $turns."
  echo
  echo "| side | seconds | processor seconds |"
  echo "| --- | ---: | ---: |"
  for side in ours peer; do echo "| $side | $(least $side seconds) | $(least $side cpu) |"; done
  echo
  echo "PyTorch / Regen: $(ratio "$(least peer seconds)" "$(least ours seconds)") in seconds, $(ratio "$(least peer cpu)" "$(least ours cpu)") in processor seconds."
  local flop
  flop=$(most ours flop)
  if [[ -n $flop ]]; then
    echo "GFLOP/s of the products alone: Regen $(ratio "$flop" "$(least ours seconds)e9"), PyTorch $(ratio "$flop" "$(least peer seconds)e9")."
  fi
  if [[ -n $(most ours peak_mb) ]]; then
    echo "Peak beyond table, gradient and inputs: Regen $(most ours peak_mb) MB, PyTorch $(most peer peak_mb) MB; the whole scores are $((items * rows * 4 / 1000000)) MB."
  fi
  if grep -q '^product' "$work/ours"; then
    local plain
    plain=$(awk '$1 == "product" { print $4 }' "$work/ours" | sort -g | head -1)
    echo "The product alone takes $plain s: ranking runs at $(awk -v a="$plain" -v b="$(least ours seconds)" 'BEGIN { printf "%.0f", 100 * a / b }') % of its rate."
  fi
  echo
  echo "Losses, step by step:"
  echo
  echo '```text'
  paste <(awk '$1 == "step" { print $2, $4 }' "$work/ours" | head -"$steps") <(awk '$1 == "step" { print $4 }' "$work/peer" | head -"$steps")
  echo '```'
}

if [[ $name != ranking ]]; then
  tolerance=1e-4
  [[ $precision == bf16 ]] && tolerance=2e-2
  paste <(awk '$1 == "step" { print $4 }' "$work/ours") <(awk '$1 == "step" { print $4 }' "$work/peer") |
    awk -v t="$tolerance" '{ d = $1 - $2; if (d < 0) d = -d; if (!(d <= t * $1)) { print "the losses differ: " $1 " and " $2; bad = 1 } } END { exit bad }'
fi
record
if [[ ${RECORD:-0} == 1 ]]; then
  machine=$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | tr 'A-Z' 'a-z' | sed 's/^ *//; s/[^a-z0-9]\+/-/g; s/-$//')
  record >"$here/results/$name-${precision}_${machine}_$(date -u +%Y%m).md"
fi
