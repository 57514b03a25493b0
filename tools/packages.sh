# shellcheck shell=bash
# Installs Debian or Ubuntu packages; to be sourced. install_packages NAME... says what it installs, asks for
# nothing that is there already, and works without network when all are.
install_packages() {
    local missing=() name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    if [ ${#missing[@]} -eq 0 ]; then return 0; fi
    if ! command -v apt-get >/dev/null; then
        echo "This machine has no apt-get. Install what these Debian packages hold, then start again: ${missing[*]}" >&2
        return 1
    fi
    local root=()
    if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi
    echo "Installing: ${missing[*]}"
    "${root[@]}" apt-get update -qq || echo "The package lists could not be renewed; trying with the old ones." >&2
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# shellcheck disable=SC2034
build_packages=(g++ cmake ninja-build nlohmann-json3-dev zlib1g-dev)
# shellcheck disable=SC2034
data_packages=(dataset-fashion-mnist)

# Configures a preset, the first argument; further ones go to cmake.
configure() {
    local preset=$1
    shift
    local options=()
    if command -v ccache >/dev/null; then options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_CUDA_COMPILER_LAUNCHER=ccache); fi
    if command -v mold >/dev/null; then options+=(-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold); fi
    cmake --preset "$preset" -G Ninja "${options[@]}" "$@"
}

find_nvcc() {
    if command -v nvcc >/dev/null; then return 0; fi
    [ -x /usr/local/cuda/bin/nvcc ] && PATH="$PATH:/usr/local/cuda/bin"
}
