#!/usr/bin/env python3
"""Compiles the project's kernels to PTX and checks what nvcc made of them.

For every .cu file of cuda/ and every architecture: no doubles, no approximate or flush-to-zero
operations, no fused multiply-add that the source does not spell, no local memory, no float
atomics, no spills and no stack. Prints the registers of each kernel. Usage:

    python3 tools/ptx_check.py [FILE.cu ...] [--arch sm_90 ...] [--nvcc PATH] [--jobs 2]

Ends with 0 if all is well, 1 if a rule is broken, 2 if something does not compile, and 77 where
there is no nvcc.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import dataclasses
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
from ptx import compiler, module, resources, rules  # noqa: E402

SKIPPED = 77


@dataclasses.dataclass
class Report:
    """What was found in one source for one architecture."""

    source: str
    arch: str
    instructions: int
    violations: list[rules.Violation]
    usages: list[resources.Usage]


def resource_violations(source: str, usages: list[resources.Usage]) -> list[rules.Violation]:
    """Functions that spill or have a stack."""
    found = []
    for usage in usages:
        for rule, size in (("spills", usage.spills), ("stack", usage.stack)):
            if size > 0:
                found.append(rules.Violation(rule, source, 0, usage.name, f"{size} bytes"))
    return found


def check(nvcc: str, source: pathlib.Path, archs: list[str], folder: pathlib.Path,
          flags: tuple[str, ...] = compiler.FLAGS) -> list[Report]:
    """Compiles one source for the first of these architectures and checks its PTX, then makes
    machine code of it for all of them."""
    ptx = pathlib.Path(tempfile.mkdtemp(dir=folder)) / f"{source.stem}.ptx"
    parsed = module.parse(compiler.to_ptx(nvcc, source, archs[0], ptx, flags))
    kernels = {function.name for function in parsed.functions if function.is_kernel}
    name = rules.short_path(str(source))
    broken = rules.violations(parsed)
    instructions = sum(len(f.instructions) for f in parsed.functions)
    reports = []
    for arch in archs:
        usages = resources.usages(compiler.assemble(nvcc, ptx, arch), kernels)
        reports.append(Report(name, arch, instructions,
                              broken + resource_violations(name, usages), usages))
    return reports


def families(archs: list[str]) -> list[list[str]]:
    """Architectures that take the same PTX, together: sm_80, sm_86 and sm_89, say."""
    found: dict[str, list[str]] = {}
    for arch in sorted(archs, key=lambda name: int(name.removeprefix("sm_"))):
        found.setdefault(arch[:-1], []).append(arch)
    return list(found.values())


def print_table(reports: list[Report]) -> None:
    """One line per kernel and architecture."""
    print(f"{'architecture':<13}{'registers':>9}{'shared':>8}{'stack':>7}{'spills':>8}  kernel")
    for report in reports:
        for usage in report.usages:
            registers = str(usage.registers) if usage.is_kernel else "-"
            print(f"{report.arch:<13}{registers:>9}{usage.shared:>8}{usage.stack:>7}"
                  f"{usage.spills:>8}  {resources.demangled(usage.name)}"
                  f"{'' if usage.is_kernel else ' (called)'}")


def print_violations(reports: list[Report]) -> int:
    """One line per violation, with its architectures; the number of lines."""
    where: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    shown: dict[tuple[str, str], str] = {}
    for report in reports:
        for violation in report.violations:
            place = f"{violation.file}:{violation.line}"
            operation = violation.instruction.split(" ")[0]
            key = (f"{place} {violation.rule} {violation.function}", operation)
            shown.setdefault(key, str(violation))
            if report.arch not in where[key]:
                where[key].append(report.arch)
    for key, text in shown.items():
        print(f"{text} ({', '.join(where[key])})")
    return len(shown)


def arguments_of(line: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="checks the PTX of the project's kernels")
    parser.add_argument("source", nargs="*", type=pathlib.Path, metavar="FILE.cu",
                        help="what to compile (default: every .cu file of cuda/)")
    parser.add_argument("--arch", nargs="+", default=list(compiler.ARCHITECTURES),
                        metavar="sm_NN", help="architectures (default: %(default)s)")
    parser.add_argument("--nvcc", help="the compiler (default: the one on the PATH)")
    parser.add_argument("--jobs", type=int, default=2, help="compilations at a time")
    return parser.parse_args(line)


def main(line: list[str] | None = None) -> int:
    """Checks everything; the exit code."""
    arguments = arguments_of(line)
    nvcc = compiler.find_nvcc(arguments.nvcc)
    if nvcc is None:
        print(f"skipped: {arguments.nvcc or 'nvcc'} was not found (the CUDA toolkit has it)")
        return SKIPPED
    sources = arguments.source or sorted((compiler.ROOT / "cuda").rglob("*.cu"))
    if not sources:
        print("there is nothing to check: cuda/ holds no .cu file")
        return 2
    work = [(source.resolve(), archs) for source in sources for archs in families(arguments.arch)]
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        try:
            checked = pool.map(lambda job: check(nvcc, *job, pathlib.Path(folder)), work)
            reports = [report for reports in checked for report in reports]
        except (compiler.CompilerError, module.PtxError, resources.UnreadableReport) as error:
            print(error)
            return 2
    print_table(reports)
    lines = print_violations(reports)
    instructions = sum(report.instructions for report in reports)
    print(f"{len(sources)} sources, {len(arguments.arch)} architectures, {instructions} "
          f"instructions: {f'{lines} violations' if lines else 'no violation'}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
