#!/bin/bash
# Installs what is missing, builds, trains the quickstart network on Fashion-MNIST and leaves a report.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/packages.sh

usage="usage: tools/quickstart.sh [--train N] [--test N] [--out DIR] [--backend NAME] [--seed N] [--threads N]
  --train N    training images, a multiple of 20 (default: all 60000)
  --test N     test images, a multiple of 20 (default: all 10000)
  --out DIR    folder for the results (default: results/quickstart)
  --backend, --seed, --threads: as for \"inferno run\""
out=results/quickstart
options=()
while [ $# -gt 0 ]; do
    case "$1" in
        --help | -h) echo "$usage" && exit 0 ;;
        --train | --test | --out | --backend | --seed | --threads)
            if [ $# -lt 2 ]; then echo "$1 needs a value" >&2 && exit 2; fi ;;
        *) echo "unknown option $1"$'\n'"$usage" >&2 && exit 2 ;;
    esac
    case "$1" in
        --train | --test) options+=(--set "data.${1#--}=$2") ;;
        --out) out=$2 ;;
        *) options+=("$1" "$2") ;;
    esac
    shift 2
done

install_packages "${build_packages[@]}" "${data_packages[@]}"
preset=host
if find_nvcc; then preset=cuda; fi
echo "Building the preset \"$preset\" in build/$preset"
configure "$preset" -DINFERNO_TESTS=OFF -DINFERNO_BENCH=OFF >/dev/null
cmake --build "build/$preset" --target inferno_tool
"build/$preset/bin/inferno" run docs/experiments/quickstart.json --out "$out" "${options[@]}"
echo "report   $(realpath "$out")/report.html"
