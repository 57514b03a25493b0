#!/usr/bin/env python3
"""Shows that tools/ptx_check.py finds each fault that tests/ptx/planted holds.

A comment `// fault: RULE` marks the line that must be reported, under that rule. Usage:

    python3 tests/ptx/static_finds_faults.py [--arch sm_90] [--nvcc PATH] [--jobs 2]
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import io
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))

import ptx_check  # noqa: E402
from ptx import compiler  # noqa: E402

#: Flags that bring out a fault, instead of those in the project's flags that avoid it.
FLAGS = {"contracted": ("--fmad=true",), "flushed": ("--fmad=false", "-ftz=true")}
#: Rules of the assembler's report, which knows no lines.
RESOURCES = {"spilled": {"spills", "stack"}, "local_array": {"stack"}}


def flags_of(source: pathlib.Path) -> tuple[str, ...]:
    """What a planted source is compiled with."""
    if source.stem not in FLAGS:
        return compiler.FLAGS
    others = tuple(flag for flag in compiler.FLAGS if not flag.startswith("--fmad"))
    return others + FLAGS[source.stem]


def marked(source: pathlib.Path) -> set[tuple[int, str]]:
    """Lines and rules that the source says are broken."""
    lines = enumerate(source.read_text().split("\n"), 1)
    return {(number, line.partition("// fault: ")[2]) for number, line in lines
            if "// fault: " in line}


def complaints(nvcc: str, source: pathlib.Path, arch: str) -> list[str]:
    """What the check missed in one planted source, or reported for no reason."""
    with tempfile.TemporaryDirectory() as folder:
        report = ptx_check.check(nvcc, source, [arch], pathlib.Path(folder), flags_of(source))[0]
    expected = marked(source)
    path = f"tests/ptx/planted/{source.name}"
    found = {(one.line, one.rule) for one in report.violations
             if one.file == path and one.line > 0}
    missing = [f"{path}:{line}: not found: {rule}" for line, rule in expected
               if not any(line == at and told.startswith(rule) for at, told in found)]
    resources = {one.rule for one in report.violations if one.line == 0}
    missing += [f"{path}: not found: {rule}"
                for rule in RESOURCES.get(source.stem, set()) - resources]
    if not expected and source.stem not in RESOURCES:
        missing += [f"no fault, but reported: {one}" for one in report.violations]
    for one in report.violations[:1]:
        print(f"{one} ({arch})")
    return missing


def command_line_complaints(nvcc: str, arch: str) -> list[str]:
    """The tool's exit code and text for a fault, a clean source and a missing compiler."""
    def run(*line: str) -> tuple[int, str]:
        with contextlib.redirect_stdout(io.StringIO()) as text:
            code = ptx_check.main([*line, "--arch", arch])
        return code, text.getvalue()
    fault, clean = (str(HERE / "planted" / f"{name}.cu") for name in ("float_atomic", "faultless"))
    missed = []
    code, text = run(fault, "--nvcc", nvcc)
    if code != 1 or "planted/float_atomic.cu:4: float atomic: " not in text or ".f32" not in text:
        missed.append(f"the report of a float atomic is {code}: {text}")
    code, text = run(clean, "--nvcc", nvcc)
    if code != 0 or "no violation" not in text:
        missed.append(f"the report of a clean source is {code}: {text}")
    if run(clean, "--nvcc", "no-such-nvcc")[0] != ptx_check.SKIPPED:
        missed.append("a missing nvcc is not reported as skipped")
    return missed


def main() -> int:
    """Checks all planted sources; the exit code."""
    parser = argparse.ArgumentParser(description="plants faults for tools/ptx_check.py")
    parser.add_argument("--arch", default="sm_90")
    parser.add_argument("--nvcc")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    nvcc = compiler.find_nvcc(arguments.nvcc)
    if nvcc is None:
        print("skipped: nvcc was not found")
        return ptx_check.SKIPPED
    sources = sorted((HERE / "planted").glob("*.cu"))
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        missed = sum(pool.map(lambda one: complaints(nvcc, one, arguments.arch), sources), [])
    missed += command_line_complaints(nvcc, arguments.arch)
    for line in missed:
        print(line)
    print(f"{len(sources)} sources: {len(missed) or 'no'} complaints")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
