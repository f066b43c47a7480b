# Sourced by start, test and check: brings what is missing, configures and builds. Sets ROOT.
set -euo pipefail
TORCH_VERSION=2.11.0  # of the CUDA build
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else say "Installing packages needs root: run this as root, or install sudo."; exit 1
    fi
}

# Installs the packages of packaging/packages.txt (and any named as arguments) that are not there yet.
install_missing() {
    command -v dpkg-query >/dev/null || { say "This script installs Debian or Ubuntu packages; elsewhere install what packaging/packages.txt lists and build with cmake --preset release."; exit 1; }
    local wanted missing=()
    wanted=$(grep -v '^#' "$ROOT/packaging/packages.txt"; printf '%s\n' "$@")
    for package in $wanted; do
        # A package counts as there when it, or one that provides it, is installed.
        dpkg-query -W -f='${Status} ${Package} ${Provides}\n' 2>/dev/null | grep -F 'install ok installed' | grep -qE "(^| |,)${package//+/\\+}( |,|$)" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "Installing: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# The official LibTorch of PyPI and NVIDIA's libraries that it names, unpacked in build/libtorch: nothing of Python is
# used later.
fetch_cuda_torch() {
    local folder=$ROOT/build/libtorch named
    [ -f "$folder/complete" ] && return
    say "Downloading LibTorch $TORCH_VERSION with CUDA (4 GB on disk)"
    rm -rf "$folder"
    python3 -m pip install --quiet --no-deps --target "$folder" "torch==$TORCH_VERSION" >&2
    # "Requires-Dist: nvidia-nccl-cu13==2.28.9; platform_system == ..." and the toolkit of the same form.
    mapfile -t named < <(sed -nE 's/^Requires-Dist: ((nvidia-|cuda-toolkit)[^; ]*).*/\1/p' "$folder/torch-$TORCH_VERSION.dist-info/METADATA")
    python3 -m pip install --quiet --target "$folder" "${named[@]}" >&2
    rm -r "$folder/torch/include/fmt"  # another version, which would hide the system's
    touch "$folder/complete"
}

# build PRESET [cmake arguments]: configures once and builds (TARGETS: what, default all); quick when nothing changed.
build() {
    local preset=$1; shift
    (cd "$ROOT" && cmake --preset "$preset" "$@" >"$ROOT/build-$preset.log" 2>&1) || { cat "$ROOT/build-$preset.log" >&2; rm -f "$ROOT/build-$preset.log"; exit 1; }
    rm -f "$ROOT/build-$preset.log"
    cmake --build "$ROOT/build/$preset" ${TARGETS:+--target $TARGETS} >&2
}
