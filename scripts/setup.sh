#!/usr/bin/env bash
# Usage: setup.sh YES(true|false) MODE(ask|quiet) [--with-benchmarks]
# Says what is there, what it will install or build, asks once, and does it. All its words go to standard error.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
# shellcheck source=scripts/state.sh
source "$root/scripts/state.sh"
yes=$1 mode=$2
shift 2
with_benchmarks=false
for argument in "$@"; do
  case $argument in
    --with-benchmarks) with_benchmarks=true ;;
    *)
      printf "error: setup does not know '%s'\n  fix:   ./regen setup [--yes] [--with-benchmarks]\n" "$argument" >&2
      exit 2
      ;;
  esac
done

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }
may_install() { [[ ${REGEN_NO_INSTALL:-} != 1 ]]; }
is_debian() { has apt-get && has dpkg-query; }
is_package_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

present=()   # what is there already
packages=()  # Debian packages to install
problems=()  # what only the user can fix
npm=false

# want PACKAGE WHAT WITHOUT: a Debian package, or in words how to do without installing it.
want() {
  if ! may_install; then
    problems+=("$2 is missing and REGEN_NO_INSTALL=1 forbids installing $1: $3")
  elif ! is_debian; then
    problems+=("$2 is missing (Debian calls the package $1) and there is no apt-get here: $3")
  elif ((EUID != 0)) && ! has sudo; then
    problems+=("$2 is missing, and installing $1 needs root, but there is no sudo here: run 'apt-get install $1' as root, or $3")
  else
    packages+=("$1")
  fi
}

# tool COMMAND PACKAGE
tool() {
  if has "$1"; then present+=("$1 $(command -v "$1")"); else want "$2" "$1" "put $1 on PATH"; fi
}

check_dotnet() {
  local version=""
  has dotnet && version=$(cd "$root" && dotnet --version 2>/dev/null || true)
  if [[ ${version%%.*} =~ ^[0-9]+$ ]] && ((${version%%.*} >= 10)); then
    present+=(".NET SDK $version")
  else
    problems+=("the .NET SDK 10 or newer is missing${version:+ (found $version)}: get it from https://dotnet.microsoft.com/download, put 'dotnet' on PATH or name its folder in DOTNET_ROOT")
  fi
}

check_duckdb() {
  local library installed="$root/node_modules/.package-lock.json"
  library=$(duckdb_library)
  if [[ -n ${LIBDUCKDB:-} ]]; then
    if [[ -f $library ]]; then present+=("libduckdb $library (LIBDUCKDB)"); else problems+=("LIBDUCKDB=$LIBDUCKDB holds no libduckdb.so: name the file or its folder"); fi
  elif [[ -f $library && -f $installed && ! $root/package-lock.json -nt $installed ]]; then
    present+=("libduckdb $library")
  elif ! may_install; then
    if [[ -f $library ]]; then present+=("libduckdb $library"); else problems+=("libduckdb is missing and REGEN_NO_INSTALL=1 forbids 'npm ci': set LIBDUCKDB to a libduckdb.so or its folder"); fi
  elif has node && has npm; then
    npm=true
  else
    problems+=("Node.js with npm is missing: install nodejs and npm, or set LIBDUCKDB to a libduckdb.so or its folder")
  fi
}

check_libtorch() {
  builds_shim || return 0
  tool cmake cmake
  tool g++ g++
  if has ninja || has make; then present+=("$(command -v ninja || command -v make)"); else want ninja-build ninja "put ninja or make on PATH"; fi
  if [[ -n ${LIBTORCH:-} ]]; then
    if [[ -d $LIBTORCH/include/ATen ]]; then
      present+=("libtorch $LIBTORCH (LIBTORCH)")
    else
      problems+=("LIBTORCH=$LIBTORCH has no include/ATen: name the folder that a libtorch archive unpacks to, or the 'torch' folder of a Python wheel")
    fi
  elif compgen -G '/usr/lib/*/cmake/Torch/TorchConfig.cmake' >/dev/null; then
    present+=("libtorch of this system")
    check_blas
  else
    want libtorch-dev libtorch "set LIBTORCH to the folder of a libtorch 1.13 or 2.x"
    if may_install; then check_blas; fi
  fi
}

# Debian's libtorch takes whichever BLAS is installed; the reference one is about fifty times slower.
check_blas() {
  is_debian || return 0
  if is_package_installed libopenblas0-openmp; then
    present+=("libopenblas0-openmp")
  elif may_install && { ((EUID == 0)) || has sudo; }; then
    packages+=(libopenblas0-openmp)
  else
    say "note: libopenblas0-openmp is not installed; matrix products may run at a fiftieth of the speed"
  fi
}

# Only T5's tokenizer needs it, so its absence stops nothing.
check_sentencepiece() {
  builds_shim || return 0
  if has_sentencepiece; then
    present+=("libsentencepiece of this system")
  elif is_debian && may_install && { ((EUID == 0)) || has sudo; }; then
    packages+=(libsentencepiece-dev)
  else
    say "note: libsentencepiece-dev is not installed; the text encoders t5 and mt5 will not open"
  fi
}

check_benchmarks() {
  $with_benchmarks || return 0
  if [[ -x /usr/bin/python3 ]] && /usr/bin/python3 -c 'import torch' 2>/dev/null; then
    present+=("python3-torch (benchmarks)")
  else
    want python3-torch "PyTorch for Python (benchmarks)" "leave --with-benchmarks out"
  fi
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# step WHAT COMMAND...: one line, the log only when it fails. Nothing the step leaves running holds our output open.
step() {
  local what=$1 log="$artifacts/logs/setup-${1// /-}.log" started=$SECONDS status
  shift
  mkdir -p "$artifacts/logs"
  say "  $what ..."
  # Not inside a condition: there, bash would let a failing line of the step pass.
  set +e
  (set -e; cd "$root"; "$@") >"$log" 2>&1 </dev/null
  status=$?
  set -e
  if ((status != 0)); then
    tail -n 60 "$log" >&2
    say "error: $what did not succeed; all of it is in $log"
    exit 1
  fi
  ((SECONDS - started < 5)) || say "  $what: $((SECONDS - started)) s"
}

install_packages() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${packages[@]}"
}

# A checkout that moved, or another libtorch, cannot reuse CMake's cache.
build_shim() {
  local build="$artifacts/native/build" key="$root ${LIBTORCH:-}"
  [[ -f $build/regen.key && $(<"$build/regen.key") == "$key" ]] || rm -rf "$build"
  mkdir -p "$build"
  printf '%s' "$key" >"$build/regen.key"
  sh "$native_source/build.sh" ${LIBTORCH:+"-DCMAKE_PREFIX_PATH=$LIBTORCH"}
  [[ -f $shim ]] || { echo "the native build left no $shim"; return 1; }
}

build_program() {
  local locked=(--locked-mode)
  [[ ${TorchBackend:-Regen} == Regen ]] || locked=()
  dotnet restore src/Regen.Cli/Regen.Cli.csproj "${locked[@]}"
  dotnet build src/Regen.Cli/Regen.Cli.csproj -c Release --no-restore -nodeReuse:false
}

plan() {
  say "Regen has:"
  printf '  %s\n' "${present[@]:-nothing yet}" >&2
  if ((${#problems[@]} > 0)); then
    say "Regen misses what it cannot bring itself:"
    printf '  %s\n' "${problems[@]}" >&2
    say "error: set-up cannot go on"
    say "  fix:   see each line above, then call ./regen setup again"
    exit 2
  fi

  say "Regen will now:"
  if ((${#packages[@]} > 0)); then
    say "  apt-get install ${packages[*]}$( ((EUID == 0)) || echo '   (with sudo)')"
  fi
  if $npm; then say "  npm ci: libduckdb into node_modules"; fi
  say "  dotnet restore: the NuGet packages that packages.lock.json pins"
  if builds_shim; then say "  build the native shim into artifacts/native"; fi
  say "  build Regen into artifacts/bin"
}

confirm() {
  $yes && return 0
  if [[ ! -t 0 ]]; then
    say "error: set-up needs a yes, and there is no terminal to ask"
    say "  fix:   add --yes, or set CI=true"
    exit 2
  fi
  local answer
  read -r -p "Go ahead? [y/N] " answer
  [[ $answer == [yY]* ]] || { say "Nothing was done."; exit 2; }
}

mkdir -p "$artifacts"
if [[ -z ${REGEN_SETUP_LOCKED:-} ]]; then
  # Two calls at once: the second waits, then finds everything done. -o: the builds do not inherit the lock.
  REGEN_SETUP_LOCKED=1 exec flock -o "$artifacts/setup.lock" bash "${BASH_SOURCE[0]}" "$yes" "$mode" "$@"
fi
unset REGEN_SETUP_LOCKED

check_dotnet
check_duckdb
check_libtorch
check_sentencepiece
check_benchmarks

if ((${#packages[@]} + ${#problems[@]} == 0)) && ! $npm && is_current; then
  if [[ $mode == ask ]]; then
    say "Regen has:"
    printf '  %s\n' "${present[@]}" >&2
    say "Everything is set up."
  fi
  exit 0
fi

# Rebuilding what a person already agreed to build needs no second yes.
if [[ $mode == ask || ! -f $stamp ]] || ((${#packages[@]} + ${#problems[@]} > 0)) || $npm; then
  plan
  confirm
fi

now=$(fingerprint)  # taken before building: an edit made meanwhile is seen next time
if ((${#packages[@]} > 0)); then step "apt-get" install_packages; fi
if $npm; then step "npm ci" npm ci --no-audit --no-fund; fi
if builds_shim; then step "native shim" build_shim; fi
step "dotnet build" build_program
printf '%s\n' "$now" >"$stamp.new"
mv "$stamp.new" "$stamp"
say "Regen is set up."
