#!/usr/bin/env python3
"""Checks who includes whom: the rules of docs/architecture.md, as a table.

Run it from anywhere; it prints every breach as file:line and ends with status 1 if there is one.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

MODELS = ["encode", "synapse", "mapping", "neuron", "trace", "learn", "update", "decode"]
BASE = ["core", "runtime", "state"]

# Folder below include/inferno -> folders there that it may include besides itself. The model folders
# may include runtime, because stages are declared in terms of runtime/stage.hpp. learn reads traces, and
# its fused stage ends with an update.
ALLOWED = {
    "core": [],
    "runtime": ["core"],
    "state": ["core", "runtime"],
    **{model: BASE for model in MODELS},
    "learn": BASE + ["mapping", "trace", "update"],
    "network": BASE + MODELS,
    "config": BASE + MODELS + ["network", "stats"],
    "stats": ["core"],
    "distribute": BASE + MODELS + ["network"],
}
PUBLIC_SYSTEM = re.compile(r"[a-z_0-9]+|cuda/std/.*")  # the standard library only
CUDA_HEADER = re.compile(r"cuda|cub/|thrust/|cooperative_groups|nvtx|driver_types|vector_types|device_")
MEETING_POINT = ("host/runtime/make_backend.cpp", "cuda/runtime/devices.hpp")
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def public_breach(folder, header, quoted):
    """What is wrong with an include in include/inferno, or None."""
    if not quoted:
        return None if PUBLIC_SYSTEM.fullmatch(header) else "public headers use the standard library only"
    if not header.startswith("inferno/"):
        return "public headers include public headers only"
    target = header.split("/")[1]
    if folder == "":  # inferno.hpp
        return None
    if target != folder and target not in ALLOWED.get(folder, []):
        return f"{folder} may include {', '.join(ALLOWED.get(folder, [])) or 'nothing'}, not {target}"
    return None


def private_breach(side, path, header, quoted):
    """The same for host/ and cuda/."""
    other = "cuda" if side == "host" else "host"
    if (str(path), header) == MEETING_POINT:
        return None
    if quoted and header.startswith(other + "/"):
        return f"{side} and {other} never meet"
    if side == "host" and not quoted and CUDA_HEADER.match(header):
        return "host never sees a CUDA header"
    if quoted and not header.startswith("inferno/"):
        found = [base for base in (ROOT, ROOT / side, (ROOT / path).parent) if (base / header).is_file()]
        if found and (found[0] / header).resolve().relative_to(ROOT).parts[0] not in (side, "include"):
            return f"{side} includes include and {side} only"
    return None


def breach(path, header, quoted):
    top = path.parts[0]
    if top == "include":
        return public_breach(path.parts[2] if len(path.parts) > 3 else "", header, quoted)
    return private_breach(top, path, header, quoted)


def check(path):
    wrong = []
    for number, line in enumerate((ROOT / path).read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        reason = breach(path, match[2], match[1] == '"')
        if reason:
            wrong.append(f"{path}:{number}: {match[2]}: {reason}")
    return wrong


def sources():
    for top in ("include", "host", "cuda"):
        for suffix in ("hpp", "cpp", "cu", "cuh"):
            yield from sorted((ROOT / top).rglob(f"*.{suffix}"))


def main():
    paths = [source.relative_to(ROOT) for source in sources()]
    wrong = [line for path in paths for line in check(path)]
    print("\n".join(wrong + [f"{len(paths)} files, {len(wrong)} forbidden includes"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
