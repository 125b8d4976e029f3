#!/bin/sh
# Encodes titles with all-MiniLM-L6-v2 by Regen and by plain PyTorch of Debian's python3-torch, in turn, and prints the
# median ratio. Both compute in float32 from the same weights with the same number of threads; the peer takes texts in file
# order, BATCH at a time, padded to the batch's longest; its time is from token ids to vectors, Regen's from texts.
#   benchmarks/minilm/run.sh MODEL_FOLDER ITEMS_JSONL_GZ [ROUNDS] [THREADS] [BATCH] [RECORD]
set -eu
[ $# -ge 2 ] || { echo "usage: run.sh MODEL_FOLDER ITEMS_JSONL_GZ [ROUNDS] [THREADS] [BATCH] [RECORD]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
model=$1 items=$2 rounds=${3:-5} threads=${4:-1} batch=${5:-64} record=${6:-}
python=${PYTHON:-/usr/bin/python3}
program="$root/artifacts/bin/Regen.Benchmarks.MiniLM/release/Regen.Benchmarks.MiniLM"

[ -n "${REGEN_BENCHMARK_BUILT:-}" ] || dotnet build -c Release "$here" -v quiet --nologo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Splitting texts is spread over .NET's threads, so they are held to as many as the peer has.
export OMP_NUM_THREADS="$threads" DOTNET_PROCESSOR_COUNT="$threads"
"$program" ids "$model" "$items" "$work/ids" >"$work/facts"
round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  "$program" encode "$model" "$items" "$work/ours" "$threads" >"$work/csharp.$round"
  "$python" "$here/torch_minilm.py" "$model" "$work/ids" "$work/theirs" "$batch" "$threads" >"$work/python.$round"
  cat "$work/csharp.$round" "$work/python.$round"
done
"$program" compare "$model" "$items" "$work/ours" "$work/theirs" >>"$work/facts"

value() { awk -v name="$1" '$1 == name { print $2 }' "$2"; }
median() { sort -n | awk '{ a[NR] = $1 } END { print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
all() { for i in $(seq "$rounds"); do value "$1" "$work/$2.$i"; done | median; }
ratios() {
  for i in $(seq "$rounds"); do
    echo "$(value "python.$1" "$work/python.$i") $(value "csharp.$1" "$work/csharp.$i")"
  done | awk '{ printf "%.3f\n", $1 / $2 }'
}
# 12 products of width x width a token and layer, two operations each; attention scores are left out.
rate() { awk -v tokens="$1" -v seconds="$2" -v width="$(width hidden_size)" -v layers="$(width num_hidden_layers)" 'BEGIN { printf "%.1f", 24 * width * width * layers * tokens / seconds / 1e9 }'; }
width() { sed -n "s/.*\"$1\": *\([0-9]*\).*/\1/p" "$model/config.json"; }

report() {
  tokens=$(value tokens "$work/facts") computed=$(value python.tokens_computed "$work/python.1")
  echo "# MiniLM over $(value texts "$work/facts") titles"
  echo
  echo "- Date: $(date -u +%Y-%m-%d); commit $(git -C "$root" rev-parse --short HEAD)"
  echo "- Processor: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) cores; load at the end of the run: $(cut -d' ' -f1 /proc/loadavg)"
  echo "- .NET $(dotnet --version), torch $(value torch "$work/python.1") for Python $("$python" --version | cut -d' ' -f2) and for C#; float32, $threads thread(s)"
  echo "- $rounds rounds of both in turn, medians. Peer: batches of $batch texts in file order, padded to the longest."
  echo "- Command: benchmarks/minilm/run.sh <all-MiniLM-L6-v2> <p5-beauty/items.jsonl.gz> $rounds $threads $batch"
  echo
  echo "| program | tokens computed | seconds | processor seconds | GFLOP/s of processor time |"
  echo "| --- | ---: | ---: | ---: | ---: |"
  echo "| Regen, from texts | $tokens | $(all csharp.seconds csharp) | $(all csharp.cpu_seconds csharp) | $(rate "$tokens" "$(all csharp.cpu_seconds csharp)") |"
  echo "| PyTorch, from token ids | $computed | $(all python.seconds python) | $(all python.cpu_seconds python) | $(rate "$computed" "$(all python.cpu_seconds python)") |"
  echo
  echo "Ratio PyTorch to Regen, median of rounds: $(ratios seconds | median) in wall clock ($(ratios seconds | tr '\n' ' ' | sed 's/ $//')),"
  echo "$(ratios cpu_seconds | median) in processor time ($(ratios cpu_seconds | tr '\n' ' ' | sed 's/ $//')). Largest difference of a vector's number: $(value difference "$work/facts")."
}
report
if [ -n "$record" ]; then report >"$record"; fi
