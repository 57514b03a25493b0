"""Executes a kernel's PTX on numpy, all lanes at a time.

Each lane has its own place in the program: the lanes at the lowest place run together until they
branch or reach others, so that any control flow works. There is one block, and no communication
between lanes. What is not understood is an error, never passed over.
"""

from __future__ import annotations

import ctypes
import re
from typing import Callable

import numpy as np

from .memory import Memory
from .module import Function, Instruction, PtxError
from .operations import DTYPES, UnknownInstruction, canonical, operation

Mask = np.ndarray  # of bool, one per lane
Step = Callable[[Mask, bool], None]  # the lanes that take part, and whether these are all
GARBAGE = 0xA5
MOST_STEPS = 5_000_000
TYPES_OF_REGISTERS = {"pred": "pred", "f32": "b32", "b16": "b16", "b32": "b32", "b64": "b64"}


class FusedMultiplyAdd:
    """fma.rn.f32 by the C library's fmaf, through a compiled helper."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.function = library.fma_of_lanes

    def __call__(self, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        """a * b + c, rounded once."""
        sources = [np.ascontiguousarray(x) for x in np.broadcast_arrays(a, b, c)]
        result = np.empty(sources[0].shape, np.float32)
        self.function(*(ctypes.c_void_p(x.ctypes.data) for x in (result, *sources)),
                      ctypes.c_int64(result.size))
        return canonical(result)


class Simulator:
    """A kernel, ready to run on a number of lanes."""

    def __init__(self, kernel: Function, lanes: int, fma: FusedMultiplyAdd) -> None:
        self.kernel, self.lanes, self.fma = kernel, lanes, fma
        self.memory = Memory()
        self.arguments: dict[str, bytes] = {}
        self.registers: dict[str, np.ndarray] = {}
        self.executed = 0
        self.special = {"%tid.x": np.arange(lanes, dtype=np.uint32),
                        "%ntid.x": np.full(lanes, lanes, np.uint32),
                        "%ctaid.x": np.zeros(lanes, np.uint32),
                        "%nctaid.x": np.ones(lanes, np.uint32)}
        for declaration in kernel.declarations:
            self.declare(declaration)
        self.parameters = self.addresses_of_parameters()
        self.steps = [self.decode(one) for one in kernel.instructions]

    def addresses_of_parameters(self) -> dict[str, str]:
        """Registers that hold the address of a parameter, or a copy of it, and nothing else, ever."""
        written = [one.operands[0] for one in self.kernel.instructions if one.operands]
        held = {name: name for name in self.kernel.parameters}
        for one in self.kernel.instructions:  # a copy comes after what it copies
            if one.opcode in ("mov.b64", "mov.u64") and one.predicate is None \
                    and one.operands[1] in held and written.count(one.operands[0]) == 1:
                held[one.operands[0]] = held[one.operands[1]]
        return held

    def declare(self, declaration: Instruction) -> None:
        """Makes registers, full of garbage."""
        if declaration.opcode == ".pragma":
            return
        found = re.match(r"\.(\w+)\s+(.*)", declaration.operands[0]) \
            if declaration.opcode == ".reg" else None
        if found is None or found[1] not in TYPES_OF_REGISTERS:
            raise UnknownInstruction(declaration.text)
        dtype = DTYPES[TYPES_OF_REGISTERS[found[1]]]
        for name in (found[2], *declaration.operands[1:]):
            group = re.fullmatch(r"([%\w$]+)<(\d+)>", name)
            names = [name] if group is None else [f"{group[1]}{k}" for k in range(int(group[2]))]
            for one in names:
                bits = np.full(self.lanes * np.dtype(dtype).itemsize, GARBAGE, np.uint8)
                self.registers[one] = np.ones(self.lanes, np.bool_) if dtype is np.bool_ \
                    else bits.view(dtype)

    # ----- operands ----------------------------------------------------------------------------

    def source(self, text: str, ptx_type: str) -> Callable[[], np.ndarray]:
        """Reads an operand: a register, a special register or a number."""
        dtype = np.dtype(DTYPES[ptx_type])
        register = self.registers.get(text, self.special.get(text))
        if register is None:
            constant = number(text, ptx_type)
            return lambda: constant
        if (register.dtype == np.bool_) != (ptx_type == "pred") or \
                register.dtype.itemsize < dtype.itemsize:
            raise UnknownInstruction(f"{text} as {ptx_type}")
        if register.dtype.itemsize == dtype.itemsize:
            view = register.view(dtype)
            return lambda: view
        return lambda: register.astype(f"u{dtype.itemsize}").view(dtype)

    def target(self, text: str, ptx_type: str) -> Callable[[np.ndarray, Mask, bool], None]:
        """Writes a register; one wider than the type is extended as the type says."""
        register = self.registers.get(text)
        dtype = np.dtype(DTYPES[ptx_type])
        if register is None or (register.dtype == np.bool_) != (ptx_type == "pred") or \
                register.dtype.itemsize < dtype.itemsize:
            raise UnknownInstruction(f"{text} for {ptx_type}")
        wider = register.dtype.itemsize > dtype.itemsize
        signed = np.issubdtype(dtype, np.signedinteger)
        view = register.view(f"i{register.dtype.itemsize}") if wider and signed else \
            register if wider else register.view(dtype)

        def write(values: np.ndarray, mask: Mask, everyone: bool) -> None:
            values = np.asarray(values)
            if values.dtype != dtype:
                raise UnknownInstruction(f"{values.dtype} where {dtype} was expected")
            np.copyto(view, values, where=True if everyone else mask)
        return write

    def address(self, text: str) -> tuple[str, int]:
        """Base and offset of [base+offset]."""
        found = re.fullmatch(r"\[([%\w$]+)(?:\+(-?\d+))?\]", text)
        if found is None:
            raise UnknownInstruction(f"address {text}")
        return found[1], int(found[2] or 0)

    # ----- instructions ------------------------------------------------------------------------

    def decode(self, instruction: Instruction) -> Step | None:
        """What an instruction does; None for those that move lanes, as control() does."""
        try:
            if instruction.parts[0] in ("bra", "ret"):
                self.check_control(instruction)
                return None
            step = self.decode_unpredicated(instruction)
        except (UnknownInstruction, PtxError) as error:
            raise UnknownInstruction(f"{instruction.text}: {error}") from None
        if instruction.predicate is None:
            return step
        return lambda mask, everyone: step(mask & self.condition(instruction), False)

    def decode_unpredicated(self, instruction: Instruction) -> Step:
        """As decode(), but for all lanes that arrive."""
        parts = instruction.parts
        if parts[0] == "ld":
            return self.decode_load(instruction)
        if parts[:2] == ["st", "global"]:
            return self.decode_store(instruction)
        if instruction.opcode == "mov.b64" and instruction.operands[0].startswith("{"):
            return self.decode_unpack(instruction)
        if instruction.operands[0] in self.parameters:
            return lambda mask, everyone: None  # only loads from parameters know what it means
        if instruction.opcode == "fma.rn.f32":
            compute, types, result = self.fma, ("f32",) * 3, "f32"
        else:
            found = operation(instruction.opcode)
            compute, types, result = found.compute, found.sources, found.result
        if len(instruction.operands) != len(types) + 1:
            raise UnknownInstruction("number of operands")
        target = self.target(instruction.operands[0], result)
        sources = [self.source(*pair) for pair in zip(instruction.operands[1:], types)]
        return lambda mask, everyone: target(compute(*(s() for s in sources)), mask, everyone)

    def decode_unpack(self, instruction: Instruction) -> Step:
        """mov.b64 {low, high}, source."""
        targets = [self.target(name.strip(), "b32")
                   for name in instruction.operands[0].strip("{}").split(",")]
        if len(targets) != 2:
            raise UnknownInstruction("number of operands")
        source = self.source(instruction.operands[1], "b64")

        def step(mask: Mask, everyone: bool) -> None:
            halves = np.broadcast_to(source(), self.lanes)
            for k, target in enumerate(targets):
                target((halves >> np.uint64(32 * k)).astype(np.uint32), mask, everyone)
        return step

    def decode_load(self, instruction: Instruction) -> Step:
        """ld.param and ld.global, also of vectors."""
        found = re.fullmatch(r"ld\.(param|global)(?:\.nc)?(?:\.v([24]))?\.(\w+)",
                             instruction.opcode)
        if found is None or found[3] not in DTYPES:
            raise UnknownInstruction("kind of load")
        dtype = np.dtype(DTYPES[found[3]])
        names = [name.strip() for name in instruction.operands[0].strip("{}").split(",")]
        if len(names) != int(found[2] or 1):
            raise UnknownInstruction("number of operands")
        targets = [self.target(name, found[3]) for name in names]
        base, offset = self.address(instruction.operands[1])
        offsets = [offset + k * dtype.itemsize for k in range(len(names))]
        if found[1] == "param":
            base = self.parameters.get(base, base)
            if base not in self.kernel.parameters:
                raise UnknownInstruction(f"parameter {base}")
            def from_arguments(mask: Mask, everyone: bool) -> None:
                for target, at in zip(targets, offsets):
                    values = np.frombuffer(self.arguments[base], dtype, 1, at)
                    target(values, mask, everyone)
            return from_arguments
        pointer = self.source(base, "u64")

        def from_memory(mask: Mask, everyone: bool) -> None:
            addresses = np.broadcast_to(pointer(), self.lanes)[mask]
            for target, at in zip(targets, offsets):
                values = np.zeros(self.lanes, dtype)
                values[mask] = self.memory.load(addresses + np.uint64(at % 2**64), dtype.type)
                target(values, mask, everyone)
        return from_memory

    def decode_store(self, instruction: Instruction) -> Step:
        """st.global of one value."""
        found = re.fullmatch(r"st\.global\.(\w+)", instruction.opcode)
        if found is None or found[1] not in DTYPES:
            raise UnknownInstruction("kind of store")
        base, offset = self.address(instruction.operands[0])
        pointer, value = self.source(base, "u64"), self.source(instruction.operands[1], found[1])

        def step(mask: Mask, everyone: bool) -> None:
            del everyone
            self.memory.store(np.broadcast_to(pointer(), self.lanes)[mask] +
                              np.uint64(offset % 2**64),
                              np.broadcast_to(value(), self.lanes)[mask])
        return step

    # ----- control flow ------------------------------------------------------------------------

    def check_control(self, instruction: Instruction) -> None:
        """Refuses branches other than to a label."""
        if instruction.opcode not in ("bra", "bra.uni", "ret"):
            raise UnknownInstruction("kind of branch")
        if instruction.predicate is not None:
            self.source(instruction.predicate, "pred")
        if instruction.parts[0] == "bra" and instruction.operands[-1] not in self.kernel.labels:
            raise UnknownInstruction("label")

    def condition(self, instruction: Instruction) -> Mask:
        """The lanes whose predicate lets them execute it."""
        if instruction.predicate is None:
            return np.ones(self.lanes, np.bool_)
        return self.registers[instruction.predicate] ^ instruction.negated

    def run(self, arguments: dict[str, bytes]) -> None:
        """Runs all lanes to the end; adds to `executed`."""
        self.arguments = arguments
        for name, size in self.kernel.parameters.items():
            if len(arguments.get(name, b"")) != size:
                raise PtxError(f"{name} takes {size} bytes")
        waiting: dict[int, Mask] = {0: np.ones(self.lanes, np.bool_)}
        before = self.executed
        with np.errstate(all="ignore"):
            while waiting:
                place = min(waiting)
                self.advance(place, waiting.pop(place), waiting)
                if self.executed - before > MOST_STEPS:
                    raise PtxError("does not end")

    def advance(self, place: int, mask: Mask, waiting: dict[int, Mask]) -> None:
        """Runs the lanes of `mask` until they branch, end, or come to where others wait."""
        everyone = bool(mask.all())
        nearest = min(waiting, default=len(self.steps))
        while place < len(self.steps):
            instruction, step = self.kernel.instructions[place], self.steps[place]
            self.executed += 1
            if step is None:
                taken = mask & self.condition(instruction)
                if instruction.parts[0] == "bra":
                    join(waiting, self.kernel.labels[instruction.operands[-1]], taken)
                join(waiting, place + 1, mask & ~taken)
                return
            step(mask, everyone)
            place += 1
            if place >= nearest:
                join(waiting, place, mask)
                return
        raise PtxError("runs past the end")


def join(waiting: dict[int, Mask], place: int, mask: Mask) -> None:
    """Puts lanes to those that wait at `place`."""
    if mask.any():
        waiting[place] = waiting[place] | mask if place in waiting else mask


def number(text: str, ptx_type: str) -> np.ndarray:
    """A constant in the code."""
    dtype = DTYPES[ptx_type]
    if re.fullmatch(r"0[fF][0-9a-fA-F]{8}", text) and ptx_type in ("f32", "b32"):
        return np.array(int(text[2:], 16), np.uint32).view(dtype)
    if re.fullmatch(r"-?(0[xX][0-9a-fA-F]+|\d+)U?", text) and ptx_type not in ("f32", "pred"):
        width = np.dtype(dtype).itemsize
        bits = int(text.rstrip("U"), 0) % 2 ** (8 * width)
        return np.array(bits, f"u{width}").view(dtype)
    if ptx_type == "pred" and text.lstrip("-") in ("0", "1"):
        return np.array(text != "0", np.bool_)
    raise UnknownInstruction(f"{text} as {ptx_type}")
