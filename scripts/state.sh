# Sourced, with $root set: what a set-up checkout has, and a cheap answer to "is it still current?".

artifacts="$root/artifacts"
program="$artifacts/bin/Regen.Cli/release/regen.dll"
shim="$artifacts/native/libregen_torch.so"
sentencepiece_shim="$artifacts/native/libregen_sentencepiece.so"
stamp="$artifacts/setup.stamp"
native_source="$root/src/Regen.Torch/native"

# The TorchSharp package brings its own libtorch; then nothing native is built here.
builds_shim() { [[ ${TorchBackend:-Regen} == Regen && -f $native_source/CMakeLists.txt ]]; }

has_sentencepiece() { [[ -f /usr/include/sentencepiece_processor.h ]]; }

# LIBDUCKDB is the file or its folder; without it npm's copy counts.
duckdb_library() {
  local given=${LIBDUCKDB:-$root/node_modules/@duckdb/node-bindings-linux-x64}
  [[ -d $given ]] && given=$given/libduckdb.so
  printf '%s\n' "$given"
}

# Names, sizes and times of everything the build reads: an edit, a new file, a deleted or restored one all show.
fingerprint() {
  {
    printf "%s\n" "$root" "${LIBTORCH:-}" "${TorchBackend:-}"
    find "$root/src" "$root/package-lock.json" "$root/global.json" "$root"/Directory.*.props "$root/scripts/setup.sh" \
      -type f -printf '%p %s %T@\n' | LC_ALL=C sort
  } | sha256sum
}

is_current() {
  [[ -f $program && -f $stamp && -f $(duckdb_library) ]] || return 1
  ! builds_shim || [[ -f $shim ]] || return 1
  ! builds_shim || ! has_sentencepiece || [[ -f $sentencepiece_shim ]] || return 1
  [[ $(<"$stamp") == "$(fingerprint)" ]]
}
