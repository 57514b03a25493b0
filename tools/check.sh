#!/bin/bash
# Installs what is missing, builds with all tests, runs them. Arguments go to ctest.
set -euo pipefail
cd "$(dirname "$0")/.."
source tools/packages.sh

install_packages "${build_packages[@]}" "${data_packages[@]}" libgtest-dev
preset=${INFERNO_PRESET:-host}
configure "$preset" -DINFERNO_TESTS=ON -DCMAKE_VERIFY_INTERFACE_HEADER_SETS=ON >/dev/null
cmake --build "build/$preset" --target all all_verify_interface_header_sets
ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "$(nproc)" "$@"
