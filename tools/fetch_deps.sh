#!/bin/bash
# Collects what a machine without network needs to build the tests: tools/fetch_deps.sh DIR, on a Debian or Ubuntu
# machine with network. DIR then goes along, for tools/gpu_check.sh --deps DIR. About 5 MB.
set -euo pipefail
folder=${1:?usage: tools/fetch_deps.sh DIR}
mkdir -p "$folder"
cd "$folder"
apt-get download nlohmann-json3-dev googletest zlib1g-dev
for package in ./*.deb; do dpkg -x "$package" . && rm "$package"; done
rm -rf usr/share/doc usr/share/man usr/share/pkgconfig
echo "Collected in $PWD:" && du -sh .
