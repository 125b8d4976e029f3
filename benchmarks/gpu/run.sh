#!/usr/bin/env bash
# Builds the shim against a CUDA libtorch 2.x and makes a smoke run: operators against the processor, FLARE's training steps in
# fp32 and bf16 on the sample, ranking, and their times.
# Usage: LIBTORCH=/opt/libtorch benchmarks/gpu/run.sh PROGRAM [RESULT.md]
#   PROGRAM           the folder that benchmarks/gpu/publish.sh made
#   LIBTORCH          the folder of a libtorch archive, or 'torch' of a Python wheel; without it the system's
#   REGEN_GPU_DEVICE  cuda (the default), cuda:N, or cpu to try the script itself
# It needs this checkout, CMake, a C++ compiler, libtorch and PROGRAM: no .NET SDK and no CUDA toolkit.
set -euo pipefail
root=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")
device=${REGEN_GPU_DEVICE:-cuda}

fail() {
  printf 'error: %s\n  fix:   %s\n' "$1" "$2" >&2
  exit 1
}

(($# >= 1)) || fail "the published program is not named" "run benchmarks/gpu/publish.sh OUT where there is a .NET SDK, then $0 OUT [RESULT.md]"
program=$(readlink -f "$1") result=${2:-}
[[ -f $program/Regen.Scale.dll ]] || fail "$1 holds no Regen.Scale.dll" "name the folder that benchmarks/gpu/publish.sh made"
command -v cmake >/dev/null || fail "there is no cmake" "install CMake 3.18 or newer"
command -v c++ >/dev/null || command -v g++ >/dev/null || fail "there is no C++ compiler" "install g++"
if [[ -n ${LIBTORCH:-} && ! -d $LIBTORCH/include/ATen ]]; then
  fail "LIBTORCH=$LIBTORCH has no include/ATen" "name the folder that a libtorch archive unpacks to, or the 'torch' folder of a Python wheel"
fi
if [[ $device == cuda* ]]; then
  [[ -n ${LIBTORCH:-} ]] || fail "LIBTORCH is not set" "set it to the folder of a CUDA libtorch 2.x"
  [[ -f $LIBTORCH/lib/libtorch_cuda.so ]] || fail "$LIBTORCH/lib has no libtorch_cuda.so" "take a libtorch that was built for CUDA"
fi
if [[ ! -f $program/libcoreclr.so ]] && ! command -v dotnet >/dev/null && [[ ! -x ${DOTNET_ROOT:-}/dotnet ]]; then
  fail "the program was published without its runtime, and there is no dotnet here" "install the .NET 10 runtime, or publish again where the runtime pack can be restored"
fi

work=$(mktemp -d "${REGEN_WORK:-${TMPDIR:-/tmp}}/regen-gpu.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "building the shim against ${LIBTORCH:-the libtorch of this system} ..."
build() {
  cmake -S "$root/src/Regen.Torch/native" -B "$work/build" -DREGEN_TORCH_BARE=ON ${LIBTORCH:+"-DCMAKE_PREFIX_PATH=$LIBTORCH"} \
    && cmake --build "$work/build" --parallel
}
if ! build >"$work/build.log" 2>&1; then
  tail -n 30 "$work/build.log" >&2
  fail "the shim does not build against this libtorch" "see the lines above"
fi
grep -h '^-- libtorch' "$work/build.log" || true

# The libraries that a Python wheel keeps in packages beside torch.
libraries=${LIBTORCH:+$LIBTORCH/lib}
for folder in ${LIBTORCH:+"$LIBTORCH"/../nvidia/*/lib}; do
  if [[ -d $folder ]]; then libraries+=":$folder"; fi
done
export REGEN_TORCH_NATIVE=$work/build/libregen_torch.so
export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LIBDUCKDB=${LIBDUCKDB:-$program/libduckdb.so}
arguments=(gpu --device "$device" --work "$work" --experiment "$root/experiments/sample/history-critique.v1.yaml" ${result:+--out "$result"})
if [[ -x $program/Regen.Scale ]]; then
  "$program/Regen.Scale" "${arguments[@]}"
else
  dotnet "$program/Regen.Scale.dll" "${arguments[@]}"
fi
