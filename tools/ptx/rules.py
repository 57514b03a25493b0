"""What PTX of this project must not hold. Float results have to be the same bits on every backend,
and nothing may live in local memory."""

from __future__ import annotations

import dataclasses
import functools
import pathlib
import re

from .compiler import ROOT
from .module import Function, Instruction, Module, Place

#: The one file that may spell fused multiply-adds.
FMA_FILE = "include/inferno/core/math.hpp"
#: Approximate or flush-to-zero instructions that are allowed: (function in whose PTX they stand,
#: opcode) -> reason. There is none so far.
ALLOWED_APPROXIMATIONS: dict[tuple[str, str], str] = {}

ROUNDED = {"add", "sub", "mul", "div", "rcp", "sqrt", "fma"}
FLOAT_TYPES = {"f16", "f16x2", "bf16", "bf16x2", "tf32", "f32", "f32x2", "f64"}
STATEMENT_LINES = 12  # no statement of FMA_FILE is longer


@dataclasses.dataclass(frozen=True)
class Violation:
    """A rule that an instruction breaks."""

    rule: str
    file: str
    line: int
    function: str
    instruction: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.rule}: {self.instruction}   [in {self.function}]"


@functools.lru_cache(maxsize=None)
def short_path(path: str) -> str:
    """A path as seen from the project's root, where it lies there."""
    full = pathlib.Path(path).resolve()
    return str(full.relative_to(ROOT)) if full.is_relative_to(ROOT) else str(full)


@functools.lru_cache(maxsize=None)
def statement_spells_fma(path: str, line: int) -> bool:
    """Whether the statement that starts at, or reaches, this line has a call of fmaf."""
    lines = (ROOT / path).read_text().split("\n")
    first = line - 1
    while first > 0 and not re.search(r"[;{}]\s*(//.*)?$", lines[first - 1]):
        first -= 1
    statement = "\n".join(lines[first:first + STATEMENT_LINES]).partition(";")[0]
    return "fmaf(" in statement


def source_of(module: Module, place: Place | None) -> tuple[str, int]:
    """File and line of a place; the first one inside the project where code was inlined into it."""
    outermost = ("no source line", 0)
    while place is not None:
        outermost = short_path(module.files.get(place.file, "?")), place.line
        if not pathlib.Path(outermost[0]).is_absolute():
            return outermost
        place = place.inlined_at
    return outermost


def double_rule(instruction: Instruction) -> str | None:
    """No doubles."""
    return "double" if "f64" in instruction.parts else None


def approximation_rule(function: Function, instruction: Instruction) -> str | None:
    """IEEE operations only, subnormal numbers included."""
    parts = instruction.parts
    approximate = {"ftz", "approx", "full"} & set(parts)
    if not approximate or (function.name, instruction.opcode) in ALLOWED_APPROXIMATIONS:
        return None
    return "flushes to zero" if approximate == {"ftz"} else "approximation"


def rounding_rule(instruction: Instruction) -> str | None:
    """Float arithmetic names its rounding: without, the assembler may contract it."""
    parts = instruction.parts
    if parts[0] == "mad" and FLOAT_TYPES & set(parts):
        return "contraction left to the assembler"
    if parts[0] not in ROUNDED or not FLOAT_TYPES & set(parts):
        return None
    if {"rn", "approx", "full"} & set(parts):
        return None
    return "other rounding" if {"rz", "rm", "rp"} & set(parts) else \
        "contraction left to the assembler"


def fma_rule(module: Module, instruction: Instruction) -> str | None:
    """Fused multiply-adds come from statements of FMA_FILE that spell them. A contraction inside of
    such a statement changes results: tests/ptx/execution.py finds it."""
    if instruction.parts[0] != "fma":
        return None
    place = instruction.place
    path = short_path(module.files.get(place.file, "?")) if place is not None else "?"
    if place is not None and path == FMA_FILE and statement_spells_fma(path, place.line):
        return None
    return "fused multiply-add that the source does not spell"


def local_rule(instruction: Instruction) -> str | None:
    """No memory of a thread's own."""
    found = instruction.parts[0] == "" and instruction.parts[1] == "local"
    return "local memory" if found or "local" in instruction.parts[1:] else None


def atomic_rule(instruction: Instruction) -> str | None:
    """No float atomics: their order is not fixed."""
    parts = instruction.parts
    return "float atomic" if parts[0] in ("atom", "red", "multimem") and FLOAT_TYPES & set(
        parts) else None


def violations(module: Module) -> list[Violation]:
    """Everything that breaks a rule, in the order of the PTX."""
    found: list[Violation] = []
    for function in module.functions:
        start = next((one.place for one in function.instructions if one.place is not None), None)
        for instruction in function.declarations + function.instructions:
            broken = (double_rule(instruction), approximation_rule(function, instruction),
                      rounding_rule(instruction), fma_rule(module, instruction),
                      local_rule(instruction), atomic_rule(instruction))
            file, line = source_of(module, instruction.place or start)
            found += [Violation(rule, file, line, function.name, instruction.text)
                      for rule in broken if rule is not None]
    return found
