#!/bin/sh
# Measures a 1x1 add from C# and from Debian's python3-torch in one run, three times in turn, and prints the ratio of
# the least of each. With an argument, writes the record to that file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
python=${PYTHON:-/usr/bin/python3}

dotnet build -c Release "$here/Regen.Benchmarks" -v quiet --nologo
measured=$(mktemp)
trap 'rm -f "$measured"' EXIT
for turn in 1 2 3; do
  "$root/artifacts/bin/Regen.Benchmarks/release/Regen.Benchmarks" >>"$measured"
  "$python" "$here/torch_add.py" >>"$measured"
done

least() { grep "^$1 " "$measured" | awk '{print $2}' | sort -n | head -1; }
record() {
  echo "# Cost of one operator: a 1x1 float32 add"
  echo
  echo "- Date: $(date -u +%Y-%m-%d)"
  echo "- Processor: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) cores; load before the run: $(cut -d' ' -f1 /proc/loadavg)"
  echo "- .NET $(dotnet --version), $(grep -m1 '^torch ' "$measured") for Python $("$python" --version | cut -d' ' -f2) and for C#"
  echo "- One thread, no gradient; the least of 3 runs x 1,000 rounds x 2,000 calls. Made by benchmarks/run-add.sh."
  echo
  echo "| call | ns |"
  echo "| --- | ---: |"
  for name in csharp.add.dispose csharp.add.scope python.add python.operator; do
    echo "| $name | $(least $name) |"
  done
  echo
  echo "Ratio C# to Python, add() with the result freed at once: $(awk "BEGIN { printf \"%.2f\", $(least csharp.add.dispose) / $(least python.add) }");"
  echo "operator + (in a dispose scope of 100 in C#): $(awk "BEGIN { printf \"%.2f\", $(least csharp.add.scope) / $(least python.operator) }")."
}
record
if [ $# -gt 0 ]; then record >"$1"; fi
