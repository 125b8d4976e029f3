#!/bin/sh
# Builds libregen_torch.so, and libregen_sentencepiece.so where libsentencepiece is, into artifacts/native.
# Further arguments go to CMake, for example
#   src/Regen.Torch/native/build.sh -DCMAKE_PREFIX_PATH=/opt/libtorch
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out="$root/artifacts/native"
generator=""
if command -v ninja >/dev/null 2>&1; then generator="-G Ninja"; fi
# shellcheck disable=SC2086
cmake $generator -S "$here" -B "$out/build" "$@"
cmake --build "$out/build" --parallel
# Replaced in one move: a process that has the old library mapped keeps it whole.
for library in libregen_torch.so libregen_sentencepiece.so; do
  [ -f "$out/build/$library" ] || continue
  cp "$out/build/$library" "$out/.$library.new"
  mv -f "$out/.$library.new" "$out/$library"
done
