"""What a kernel takes: registers, shared memory, and (never) stack and spills."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess

ENTRY = re.compile(r"Compiling entry function '([^']+)' for")
PROPERTIES = re.compile(r"Function properties for (\S+)")
STACK = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
USED = re.compile(r"Used (\d+) registers")
SHARED = re.compile(r"(\d+) bytes smem")


@dataclasses.dataclass
class Usage:
    """Resources of one function, in bytes but for the registers."""

    name: str
    is_kernel: bool = False
    registers: int = 0
    shared: int = 0
    stack: int = 0
    spills: int = 0


class UnreadableReport(Exception):
    """ptxas said something else than expected."""


def usages(report: str, kernels: set[str]) -> list[Usage]:
    """Reads what `ptxas -v` wrote about these kernels and the functions they call."""
    found: dict[str, Usage] = {}
    kernel = function = None
    for line in report.split("\n"):
        if match := ENTRY.search(line):
            kernel = found.setdefault(match[1], Usage(match[1]))
            kernel.is_kernel = True
        elif match := PROPERTIES.search(line):
            function = found.setdefault(match[1], Usage(match[1]))
        elif (match := STACK.search(line)) and function is not None:
            function.stack = int(match[1])
            function.spills = int(match[2]) + int(match[3])
        elif (match := USED.search(line)) and kernel is not None:
            kernel.registers = int(match[1])
            shared = SHARED.search(line)
            kernel.shared = int(shared[1]) if shared else 0
    if {usage.name for usage in found.values() if usage.registers > 0} != kernels:
        raise UnreadableReport(f"not the registers of {sorted(kernels)} in:\n{report}")
    return list(found.values())


def demangled(name: str) -> str:
    """A function's name as written in C++, short enough for a table."""
    filt = shutil.which("c++filt")
    if filt is not None:
        name = subprocess.run([filt, name], capture_output=True, text=True, check=True).stdout
    name = re.sub(r"\b(?:inferno|cuda)::", "", name.strip()).removeprefix("void ")
    name = re.sub(r"\(.*\)$", "", name, flags=re.S)
    head, bracket, arguments = name.partition("<")
    several = arguments.count(",")
    return f"{head}<{arguments.split(',')[0]}, ... {several + 1} in all>" if several else \
        head + bracket + arguments
