#!/usr/bin/env bash
# The direct executor beside wrk at a server that answers at once, with the same bytes and 64 in flight, in turn; then at one that
# fails half of its requests; with --million also 1,000,000 requests in one run, for the memory.
#   benchmarks/llm/run.sh SERVER_FOLDER [--million | --only-million] [--record FILE]
# SERVER_FOLDER holds server.mjs: an OpenAI-compatible chat server with --echo, --fail RATE, --seed N, --port N and GET /stats.
# Environment: TURNS (3), COUNT (120000 requests a turn), SECONDS_OF_WRK (10), FAIL_COUNT (3000). Needs node, wrk and curl.
set -euo pipefail
usage() { echo "usage: run.sh SERVER_FOLDER [--million | --only-million] [--record FILE]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
server=${1:-${REGEN_LLM_SERVER:-}}
[[ -f $server/server.mjs ]] || usage
shift || true
parts=(wrk fail) record=""
while (($# > 0)); do
  case $1 in
    --million) parts+=(million) ;;
    --only-million) parts=(million) ;;
    --record) record=${2:?$(usage)}; shift ;;
    *) usage ;;
  esac
  shift
done
turns=${TURNS:-3} count=${COUNT:-120000} seconds=${SECONDS_OF_WRK:-10} fail_count=${FAIL_COUNT:-3000}
program="$root/artifacts/bin/Regen.LanguageModels.Benchmark/release/Regen.LanguageModels.Benchmark"
for tool in node wrk curl; do command -v "$tool" >/dev/null || { echo "error: $tool is missing" >&2; exit 1; }; done
[[ -n ${REGEN_BENCHMARK_BUILT:-} ]] || dotnet build -c Release "$here" -v quiet --nologo >&2

work=$(mktemp -d)
node_pid=""
stop_server() {
  [[ -z $node_pid ]] || { kill "$node_pid" 2>/dev/null; wait "$node_pid" 2>/dev/null || true; }
  node_pid=""
}
trap 'stop_server; rm -rf "$work"' EXIT
cp "$server/server.mjs" "$work/" # it echoes without any package beside it

# start_server OPTIONS...: sets port and node_pid.
start_server() {
  stop_server
  for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    node "$work/server.mjs" --port "$port" "$@" >"$work/server.log" 2>&1 &
    node_pid=$!
    for _ in $(seq 50); do
      if curl -sf "http://127.0.0.1:$port/stats" >/dev/null && kill -0 "$node_pid" 2>/dev/null; then return; fi
      kill -0 "$node_pid" 2>/dev/null || break
      sleep 0.1
    done
  done
  echo "error: the server does not start: $(tail -1 "$work/server.log")" >&2
  exit 1
}
server_seconds() { awk -v ticks="$(getconf CLK_TCK)" '{ print ($14 + $15) / ticks }' "/proc/$node_pid/stat"; }
stat_of() { curl -s "http://127.0.0.1:$port/stats" | sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }
median() { sort -n | awk '{ a[NR] = $1 } END { print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
# measured NAME COMMAND...: output in $work/NAME; $used and $served are processor seconds of the command and of the server meanwhile.
measured() {
  local name=$1 before
  shift
  before=$(server_seconds)
  TIMEFORMAT='%U %S'
  { time "$@" >"$work/$name" 2>&1; } 2>"$work/$name.time" || { cat "$work/$name" >&2; exit 1; }
  used=$(awk '{ print $1 + $2 }' "$work/$name.time")
  served=$(awk -v a="$before" -v b="$(server_seconds)" 'BEGIN { print b - a }')
}
ours() { measured "$1" "$program" run --endpoint "http://127.0.0.1:$port/v1" --store "$work/$1.store" "${@:2}"; }

write_script() {
  "$program" body >"$work/body" 2>"$work/head"
  {
    echo 'wrk.method = "POST"'
    sed -e '1d' -e 's/\r$//' -e '/^Host:/d' -e '/^Content-Length:/d' -e '/^$/d' -e 's/^\([^:]*\): \(.*\)$/wrk.headers["\1"] = "\2"/' "$work/head"
    printf 'wrk.body = [==[%s]==]\n' "$(cat "$work/body")"
  } >"$work/request.lua"
}

part_wrk() {
  write_script
  start_server --echo
  measured warm wrk -c64 -t2 -d3s -s "$work/request.lua" "http://127.0.0.1:$port/v1/chat/completions"
  echo "## Beside wrk, 64 in flight"
  echo
  echo "| turn | program | requests/s | client, us of processor a request | server, us a request | peak MiB | load |"
  echo "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"
  local turn done rate
  for turn in $(seq "$turns"); do
    measured "wrk.$turn" wrk -c64 -t2 -d"${seconds}s" -s "$work/request.lua" "http://127.0.0.1:$port/v1/chat/completions"
    if grep -q 'Non-2xx' "$work/wrk.$turn"; then cat "$work/wrk.$turn" >&2; exit 1; fi
    rate=$(awk '/^Requests\/sec/ { print $2 }' "$work/wrk.$turn") done=$(awk '/requests in/ { print $1 }' "$work/wrk.$turn")
    echo "$rate" >"$work/rate.wrk.$turn"
    row "$turn" wrk "$rate" "$done" "-"
    ours "regen.$turn" --count "$count"
    rate=$(awk '$1 == "RESULT" { print $2 }' "$work/regen.$turn")
    echo "$rate" >"$work/rate.regen.$turn"
    row "$turn" Regen "$rate" "$count" "$(awk '$1 == "RESULT" { print $3 }' "$work/regen.$turn")"
    rm -rf "$work/regen.$turn.store"
  done
  echo
  echo "Regen's rate over wrk's, by turns: $(for turn in $(seq "$turns"); do ratio "$turn"; done | tr '\n' ' ')-> median **$(for turn in $(seq "$turns"); do ratio "$turn"; done | median)** (goal 0.90). Regen's runs count from the store's opening, what is compiled on the way included."
  echo
}
ratio() { awk -v a="$(cat "$work/rate.regen.$1")" -v b="$(cat "$work/rate.wrk.$1")" 'BEGIN { printf "%.3f\n", a / b }'; }
row() {
  awk -v turn="$1" -v name="$2" -v rate="$3" -v done="$4" -v peak="$5" -v used="$used" -v served="$served" -v load="$(cut -d' ' -f1 /proc/loadavg)" \
    'BEGIN { printf "| %s | %s | %.0f | %.1f | %.1f | %s | %s |\n", turn, name, rate, used * 1e6 / done, served * 1e6 / done, peak, load }'
}

part_fail() {
  start_server --echo --fail 0.5
  ours fail --count "$fail_count" --attempts 60 --retry-after 2
  local answered requests rows keys first attempts open
  # Whole answers whose text is spoilt ("broken") are answers, too: they are kept, and asked again once by a repair request.
  answered=$(($(stat_of answered) + $(stat_of broken))) requests=$(stat_of requests)
  "$program" check --store "$work/fail.store" >"$work/check"
  read -r rows keys first attempts open <"$work/check"
  echo "## Half of the requests fail (429, 500, 503, cut, broken, closed, silent, in turn)"
  echo
  echo '```'
  tail -n 2 "$work/fail"
  echo "server: $(curl -s "http://127.0.0.1:$port/stats")"
  echo "store: $rows rows, $keys keys, $first of them first requests, $attempts attempts, $open open"
  echo '```'
  if ((first == fail_count && rows == keys && rows == answered && attempts == requests && open == 0)); then
    echo "Every one of the $fail_count keys, and of $((keys - fail_count)) repair requests, is answered exactly once: rows = keys = the server's answers, attempts = its requests."
  else
    echo "**FAILED**: $fail_count keys were to be answered exactly once."
    status=1
  fi
  echo
}

part_million() {
  start_server --echo
  ours million --count 1000000 --samples 20
  echo "## 1,000,000 requests in one run"
  echo
  echo '```'
  grep -v '^RESULT' "$work/million"
  echo "processor seconds: client $used, server $served"
  echo "store: $("$program" check --store "$work/million.store") (rows, keys, first requests, attempts, open); $(du -sm "$work/million.store" | cut -f1) MiB on the disk"
  echo '```'
  echo
}

status=0
run_all() {
  echo "# Direct executor at a server that answers at once"
  echo
  echo "- Date: $(date -u +%Y-%m-%d); commit $(git -C "$root" rev-parse --short HEAD)"
  echo "- Processor: $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //'), $(nproc) cores, shared by client and server; load before: $(cut -d' ' -f1-3 /proc/loadavg)"
  echo "- .NET $(dotnet --version), node $(node --version), $(wrk -v 2>&1 | head -1 | cut -d' ' -f1-2)"
  echo "- Command: benchmarks/llm/run.sh SERVER_FOLDER; $turns turns of $count requests beside $seconds s of wrk -c64 -t2 with the same body and headers"
  echo
  local part
  for part in "${parts[@]}"; do "part_$part"; done
}
run_all >"$work/report" || status=$?
cat "$work/report"
[[ -z $record ]] || cp "$work/report" "$record"
exit "$status"
