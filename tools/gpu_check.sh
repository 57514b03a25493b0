#!/bin/bash
# Everything that can only be known on a GPU, in one command: build for the device, all tests, the same bits on
# host and CUDA, compute-sanitizer, benches. Writes gpu_check.json and prints a table last. No network.
set -uo pipefail

usage() {
    cat <<'TEXT'
usage: tools/gpu_check.sh --out DIR [--deps DIR] [--emulated] [--build DIR]
  --out DIR    where gpu_check.json and the logs go
  --deps DIR   what tools/fetch_deps.sh collected, for machines without nlohmann_json and GoogleTest
  --emulated   the CUDA code on the CPU, to test this script where there is no GPU
  --build DIR  build folder (default: build/gpu_check)
TEXT
}

out= deps= emulated=no build=build/gpu_check
while [ $# -gt 0 ]; do
    case $1 in
    --out | --deps | --build)
        [ $# -ge 2 ] || { echo "gpu_check: $1 needs a folder" >&2; exit 2; }
        declare "${1#--}=$2"
        shift 2
        ;;
    --emulated) emulated=yes && shift ;;
    --help) usage && exit 0 ;;
    *) echo "gpu_check: unknown option $1" >&2 && usage >&2 && exit 2 ;;
    esac
done
[ -n "$out" ] || { usage >&2; exit 2; }
out=$(mkdir -p "$out" && cd "$out" && pwd) || exit 2
if [ -n "$deps" ]; then deps=$(cd "$deps" && pwd) || exit 2; fi
cd "$(dirname "$0")/.." || exit 2
mkdir -p "$build" && build=$(cd "$build" && pwd)
PATH="$PATH:/usr/local/cuda/bin"
started=$(date +%s)

names=() verdicts=() details=()
note() { # name, verdict (ok, FAILED, left out), detail
    names+=("$1") verdicts+=("$2") details+=("$3")
    echo "$1: $2 ${3:+($3)}"
}
have() { command -v "$1" >/dev/null; }

device=none driver=none capability=
if [ $emulated = no ] && have nvidia-smi; then
    device=$(nvidia-smi --query-gpu=name --format=csv,noheader | head -n 1)
    driver=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | head -n 1)
    capability=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | head -n 1 | tr -d .)
fi
[ $emulated = yes ] && device="emulated on the CPU"
toolkit=$(have nvcc && nvcc --version | sed -n 's/.*release \([0-9.]*\).*/\1/p')

build_all() {
    local options=(-DCMAKE_BUILD_TYPE=Release -DINFERNO_TESTS=ON -DINFERNO_BENCH=ON)
    have ninja && options+=(-G Ninja)
    have ccache && options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_CUDA_COMPILER_LAUNCHER=ccache)
    [ -n "$deps" ] && options+=("-DCMAKE_PREFIX_PATH=$deps/usr" "-DINFERNO_GOOGLETEST=$deps/usr/src/googletest")
    if [ $emulated = yes ]; then
        options+=(-DINFERNO_CUDA=OFF)
    else
        options+=(-DINFERNO_CUDA=ON -DINFERNO_EMULATION=OFF "-DCMAKE_CUDA_ARCHITECTURES=${capability:-90}-real")
    fi
    cmake -S . -B "$build" "${options[@]}" && cmake --build "$build" -j "$(nproc)"
}

run_tests() {
    local filter=()
    [ $emulated = yes ] && filter=(-L 'emulated')
    ctest --test-dir "$build" -j "$(nproc)" --output-on-failure --no-tests=error "${filter[@]}" -LE 'install|ptx'
}

tool=$build/bin/inferno cuda=cuda
if [ $emulated = yes ]; then tool=$build/bin/inferno_emulated; fi

hash_of() { # backend, experiment
    local folder=$out/run_$1
    rm -rf "$folder"
    local set=()
    grep -q '"mnist"' "$2" && set=(--set data.train="$images" --set data.test=20)
    if [ $emulated = yes ] && grep -q '"published"\|"populations"' "$2"; then
        set=(--set run.duration_ms=2 --set run.discard_ms=0 --set 'report={}')
        grep -q '"scale"' "$2" && set+=(--set scale=0.01)
        grep -q '"neurons": 0' "$2" && set+=(--set neurons=0.01)
        grep -q '"synapses": [0-9]\{5,\}' "$2" && set+=(--set synapses=20000)
        grep -q '"brunel"' "$2" && set+=(--set order=50)
    fi
    "$tool" run "$2" --backend "$1" --seed 1 --quiet --out "$folder" "${set[@]}" >"$out/run_$1.log" 2>&1 || return 1
    grep -A 3 '"hash"' "$folder/results.json"
}
images=200
[ $emulated = yes ] && images=20

same_bits() { # experiment
    local host gpu
    grep -q '"mnist"' "$1" && [ ! -d /usr/share/datasets/fashion-mnist ] && return 3
    host=$(hash_of host "$1") || return 1
    gpu=$(hash_of $cuda "$1") || return 1
    [ -n "$host" ] && [ "$host" = "$gpu" ]
}

many_same_bits() { # name, experiments
    local name=$1 experiment differing=()
    shift
    for experiment in "$@"; do
        same_bits "$experiment" || differing+=("$(basename "$experiment" .json)")
    done
    if [ ${#differing[@]} -eq 0 ]; then
        note "same bits: $name" ok "host = $cuda in $# experiments"
    else
        note "same bits: $name" FAILED "${differing[*]}"
    fi
}

sanitize() { # compute-sanitizer tool
    local failed=0 test
    for test in "$build"/tests/unit_{mapping,delay,convolution,neurons,trace,stdp_sweep,accumulator,raster,encoder}_test; do
        [ -x "$test" ] || continue
        timeout 120 compute-sanitizer --tool "$1" --error-exitcode 9 "$test" --gtest_filter='*cuda*' \
            >>"$out/sanitizer_$1.log" 2>&1 || failed=1
    done
    return $failed
}

echo "Building for $device"
if build_all >"$out/build.log" 2>&1; then
    note build ok "$(($(date +%s) - started)) s"
else
    note build FAILED "see build.log"
    tail -n 15 "$out/build.log"
fi
if [ "${verdicts[0]}" = ok ]; then
    if run_tests >"$out/tests.log" 2>&1; then verdict=ok; else verdict=FAILED; fi
    note tests $verdict "$(grep -E 'tests passed|tests failed' "$out/tests.log" | tail -n 1)"
    for experiment in docs/experiments/*.json; do
        same_bits "$experiment"
        case $? in
        0) note "same bits: $(basename "$experiment" .json)" ok "host = $cuda" ;;
        3) note "same bits: $(basename "$experiment" .json)" "left out" "its data set is not here" ;;
        *) note "same bits: $(basename "$experiment" .json)" FAILED "see run_host.log, run_$cuda.log" ;;
        esac
    done
    many_same_bits models docs/experiments/models/*.json
    many_same_bits networks docs/experiments/networks/*.json
    for kind in memcheck racecheck initcheck synccheck; do
        if [ $emulated = yes ]; then
            note "sanitizer: $kind" "left out" "needs a GPU"
        elif ! have compute-sanitizer; then
            note "sanitizer: $kind" "left out" "compute-sanitizer is not installed"
        elif sanitize $kind; then
            note "sanitizer: $kind" ok ""
        else
            note "sanitizer: $kind" FAILED "see sanitizer_$kind.log"
        fi
    done
    : >"$out/bench.jsonl"
    if [ $emulated = yes ]; then
        note bench "left out" "times of the emulation mean nothing"
    else
        data=/usr/share/datasets/fashion-mnist
        [ -d $data ] || data=synthetic
        for bench in stage mapping learning encode quickstart; do
            if "$build/bench/bench_$bench" --backend cuda --data $data >>"$out/bench.jsonl" 2>"$out/bench_$bench.log"; then
                note "bench: $bench" ok ""
            else
                note "bench: $bench" FAILED "$(tail -n 1 "$out/bench_$bench.log")"
            fi
        done
        for network in microcircuit spice_brunel vogels brunel_plus; do
            if "$build/bench/bench_network" --backend cuda --networks $network >>"$out/bench.jsonl" 2>"$out/bench_$network.log"; then
                note "bench: $network" ok ""
            else
                note "bench: $network" FAILED "$(tail -n 1 "$out/bench_$network.log")"
            fi
        done
    fi
fi

quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g' | tr -d '\n')"; }
{
    printf '{\n  "date": %s,\n  "device": %s,\n  "driver": %s,\n  "cuda": %s,\n  "commit": %s,\n' \
        "$(quoted "$(date -u +%Y-%m-%dT%H:%MZ)")" "$(quoted "$device")" "$(quoted "$driver")" "$(quoted "${toolkit:-none}")" \
        "$(quoted "$(git rev-parse --short HEAD 2>/dev/null)")"
    printf '  "seconds": %s,\n  "checks": [\n' "$(($(date +%s) - started))"
    for n in "${!names[@]}"; do
        [ "$n" -gt 0 ] && printf ',\n'
        printf '    {"name": %s, "verdict": %s, "detail": %s}' "$(quoted "${names[$n]}")" "$(quoted "${verdicts[$n]}")" "$(quoted "${details[$n]}")"
    done
    printf '\n  ],\n  "bench": [\n'
    [ -s "$out/bench.jsonl" ] && sed 's/^/    /; $!s/$/,/' "$out/bench.jsonl"
    printf '  ]\n}\n'
} >"$out/gpu_check.json.part" && mv "$out/gpu_check.json.part" "$out/gpu_check.json"

echo
echo "$device, driver $driver, CUDA ${toolkit:-none}, $(($(date +%s) - started)) s"
for n in "${!names[@]}"; do printf '  %-28s %-9s %s\n' "${names[$n]}" "${verdicts[$n]}" "${details[$n]}"; done
[ -s "$out/bench.jsonl" ] 2>/dev/null &&
    sed -E 's/.*"name": "([^"]*)".*"size": "([^"]*)".*"us": ([0-9.]*).*/\1|\2|\3/' "$out/bench.jsonl" |
    while IFS='|' read -r name size us; do
        [ -n "$us" ] && printf '  %-32s %-34s %10s us\n' "$name" "$size" "$us"
    done | head -n 28
[ -s "$out/bench.jsonl" ] 2>/dev/null &&
    sed -nE 's/.*"name": "(network[^"]*)".*"synapses": ([0-9]*),.*"rtf": ([0-9.]*).*/\1|\2|\3/p' "$out/bench.jsonl" |
    while IFS='|' read -r name synapses rtf; do
        printf '  %-32s %-34s %10s of wall time to biological time\n' "$name" "$synapses synapses" "$rtf"
    done
echo "Written: $out/gpu_check.json"
for verdict in "${verdicts[@]}"; do [ "$verdict" = FAILED ] && exit 1; done
exit 0
