"""The PTX instructions that compute, on numpy arrays with one entry per lane. An opcode that is not
here is an error."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import Callable

import numpy as np

Array = np.ndarray
DTYPES: dict[str, type] = {
    "pred": np.bool_, "f32": np.float32,
    "b8": np.uint8, "u8": np.uint8, "s8": np.int8,
    "b16": np.uint16, "u16": np.uint16, "s16": np.int16,
    "b32": np.uint32, "u32": np.uint32, "s32": np.int32,
    "b64": np.uint64, "u64": np.uint64, "s64": np.int64}
INTEGER = "(?:[us](?:16|32|64))"
BITS = "(?:b(?:16|32|64))"
NAN = np.uint32(0x7FFFFFFF)  # the one NaN that float arithmetic of a GPU gives


class UnknownInstruction(Exception):
    """An instruction that is not understood."""


@dataclasses.dataclass(frozen=True)
class Operation:
    """result = compute(sources...)"""

    compute: Callable[..., Array]
    sources: tuple[str, ...]  # types
    result: str  # type


def width_of(ptx_type: str) -> int:
    """Bits of a type."""
    return int(ptx_type[1:])


def canonical(x: Array) -> Array:
    """The result of float arithmetic, its NaNs as a GPU has them."""
    x = np.asarray(x, np.float32)
    return np.where(np.isnan(x), NAN.view(np.float32), x)


def rounded(compute: Callable[..., Array]) -> Callable[..., Array]:
    """Float arithmetic in numpy: IEEE, to nearest, with subnormal numbers."""
    return lambda *sources: canonical(compute(*sources))


def larger(a: Array, b: Array) -> Array:
    """max.f32: a number beats NaN, +0 beats -0."""
    zeros = (np.asarray(a).view(np.uint32) & np.asarray(b).view(np.uint32)).view(np.float32)
    return canonical(np.where(a == b, zeros, np.fmax(a, b)))


def smaller(a: Array, b: Array) -> Array:
    """min.f32: a number beats NaN, -0 beats +0."""
    zeros = (np.asarray(a).view(np.uint32) | np.asarray(b).view(np.uint32)).view(np.float32)
    return canonical(np.where(a == b, zeros, np.fmin(a, b)))


def with_sign(change: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """neg.f32 and abs.f32 only touch the sign."""
    return lambda x: change(np.asarray(x).view(np.uint32)).view(np.float32)


FLOAT: dict[str, tuple[Callable[..., Array], int]] = {
    "add.rn.f32": (rounded(np.add), 2), "sub.rn.f32": (rounded(np.subtract), 2),
    "mul.rn.f32": (rounded(np.multiply), 2), "div.rn.f32": (rounded(np.divide), 2),
    "sqrt.rn.f32": (rounded(np.sqrt), 1),
    "rcp.rn.f32": (rounded(lambda x: np.divide(np.float32(1), x)), 1),
    "max.f32": (larger, 2), "min.f32": (smaller, 2),
    "neg.f32": (with_sign(lambda bits: bits ^ np.uint32(0x80000000)), 1),
    "abs.f32": (with_sign(lambda bits: bits & np.uint32(0x7FFFFFFF)), 1)}


def shift(left: bool, ptx_type: str) -> Callable[..., Array]:
    """shl and shr; a distance past the width counts as the width."""
    width, dtype = width_of(ptx_type), DTYPES[ptx_type]
    filled = ptx_type[0] == "s"  # bits shifted in are the sign

    def compute(x: Array, distance: Array) -> Array:
        inside = np.minimum(distance, width - 1).astype(dtype)
        moved = np.left_shift(x, inside) if left else np.right_shift(x, inside)
        return moved if filled and not left else np.where(distance < width, moved, dtype(0))
    return compute


def divide(a: Array, b: Array) -> Array:
    """Integer division that rounds towards zero."""
    if np.issubdtype(a.dtype, np.unsignedinteger):
        return a // b
    quotient = np.abs(a) // np.abs(b)
    return np.where((a < 0) != (b < 0), -quotient, quotient)


def extract(ptx_type: str) -> Callable[..., Array]:
    """bfe for unsigned types: `length` bits from bit `first`."""
    dtype, width = DTYPES[ptx_type], width_of(ptx_type)

    def compute(x: Array, first: Array, length: Array) -> Array:
        moved = shift(False, ptx_type)(x, first & np.uint32(255))
        length = length & np.uint32(255)
        mask = (dtype(1) << np.minimum(length, width - 1).astype(dtype)) - dtype(1)
        return np.where(length >= width, moved, moved & mask)
    return compute


def insert(ptx_type: str) -> Callable[..., Array]:
    """bfi: puts `length` bits of the first source at bit `first` of the second."""
    dtype, width = DTYPES[ptx_type], width_of(ptx_type)

    def compute(bits: Array, base: Array, first: Array, length: Array) -> Array:
        first, length = first & np.uint32(255), length & np.uint32(255)
        ones = np.where(length >= width, ~dtype(0),
                        (dtype(1) << np.minimum(length, width - 1).astype(dtype)) - dtype(1))
        left = shift(True, ptx_type)
        mask = left(ones, first)
        return (base & ~mask) | (left(bits & ones, first) & mask)
    return compute


def permute(a: Array, b: Array, selector: Array) -> Array:
    """prmt.b32: each byte of the result is one of the eight bytes, or its sign."""
    both = np.asarray(a, np.uint64) | (np.asarray(b, np.uint64) << np.uint64(32))
    result = np.zeros(np.broadcast(both, selector).shape, np.uint32)
    for k in range(4):
        choice = (np.asarray(selector) >> np.uint32(4 * k)) & np.uint32(15)
        byte = (both >> ((choice & np.uint32(7)).astype(np.uint64) * np.uint64(8))) & np.uint64(255)
        sign = np.where(byte & np.uint64(128), np.uint64(255), np.uint64(0))
        chosen = np.where(choice & np.uint32(8), sign, byte)
        result |= chosen.astype(np.uint32) << np.uint32(8 * k)
    return result


ORDERED: dict[str, Callable[[Array, Array], Array]] = {
    "eq": np.equal, "ne": np.not_equal, "lt": np.less, "le": np.less_equal, "gt": np.greater,
    "ge": np.greater_equal}


def comparison(name: str, is_float: bool) -> Callable[[Array, Array], Array] | None:
    """setp's comparison; for floats, a final u is true for NaN, the others are false."""
    if not is_float:
        return ORDERED.get(name)
    if name in ("nan", "num"):
        return lambda a, b: (np.isnan(a) | np.isnan(b)) == (name == "nan")
    compare = ORDERED.get(name.removesuffix("u"))
    if compare is None:
        return None
    if name.endswith("u"):
        return lambda a, b: compare(a, b) | np.isnan(a) | np.isnan(b)
    return lambda a, b: compare(a, b) & ~(np.isnan(a) | np.isnan(b))


TO_WHOLE: dict[str, Callable[[Array], Array]] = {
    "rzi": np.trunc, "rmi": np.floor, "rpi": np.ceil, "rni": np.rint}


def to_integer(rounding: str, ptx_type: str) -> Callable[[Array], Array]:
    """cvt from f32: out of range gives the nearest end, NaN 0 or, for 64 bits, the highest bit."""
    dtype, width = DTYPES[ptx_type], width_of(ptx_type)
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    of_nan = np.array(1 << 63, np.uint64).view(dtype) if width == 64 else dtype(0)

    def compute(x: Array) -> Array:
        whole = TO_WHOLE[rounding](np.asarray(x, np.float64))
        inside = np.where((whole > float(low)) & (whole < float(high)), whole, 0).astype(dtype)
        limited = np.where(whole <= float(low), dtype(low),
                           np.where(whole >= float(high), dtype(high), inside))
        return np.where(np.isnan(x), of_nan, limited)
    return compute


def convert(opcode: str) -> Operation | None:
    """cvt with a rounding where it matters, without saturation."""
    found = re.fullmatch(r"cvt(?:\.(rn|rzi|rmi|rpi|rni))?\.(\w+)\.(\w+)", opcode)
    if found is None or found[2] not in DTYPES or found[3] not in DTYPES:
        return None
    rounding, result, source = found[1], found[2], found[3]
    if source != "f32" and result != "f32" and rounding is None:
        return Operation(lambda x: x.astype(DTYPES[result]), (source,), result)
    if source != "f32" and result == "f32" and rounding == "rn":
        return Operation(lambda x: x.astype(np.float32), (source,), result)
    if source == "f32" and result == "f32" and rounding in TO_WHOLE:
        return Operation(rounded(TO_WHOLE[rounding]), (source,), result)
    if source == "f32" and result != "f32" and rounding in TO_WHOLE:
        return Operation(to_integer(rounding, result), (source,), result)
    return None


def wide(ptx_type: str) -> str:
    """The type of twice the width."""
    return f"{ptx_type[0]}{2 * width_of(ptx_type)}"


Maker = Callable[[str], Operation]
#: Opcode without its type, pattern of the type, and what it does.
FAMILIES: list[tuple[str, str, Maker]] = [
    ("mov", r"pred|f32|" + INTEGER + "|" + BITS, lambda t: Operation(lambda x: x, (t,), t)),
    ("cvta.to.global", "u64", lambda t: Operation(lambda x: x, (t,), t)),
    ("add", INTEGER, lambda t: Operation(np.add, (t, t), t)),
    ("sub", INTEGER, lambda t: Operation(np.subtract, (t, t), t)),
    ("mul.lo", INTEGER, lambda t: Operation(np.multiply, (t, t), t)),
    ("mad.lo", INTEGER, lambda t: Operation(lambda a, b, c: a * b + c, (t, t, t), t)),
    ("mul.wide", "[us](?:16|32)", lambda t: Operation(
        lambda a, b: np.multiply(a, b, dtype=DTYPES[wide(t)]), (t, t), wide(t))),
    ("div", INTEGER, lambda t: Operation(divide, (t, t), t)),
    ("neg", "s(?:16|32|64)", lambda t: Operation(np.negative, (t,), t)),
    ("min", INTEGER, lambda t: Operation(np.minimum, (t, t), t)),
    ("max", INTEGER, lambda t: Operation(np.maximum, (t, t), t)),
    ("and", "pred|" + BITS, lambda t: Operation(np.bitwise_and, (t, t), t)),
    ("or", "pred|" + BITS, lambda t: Operation(np.bitwise_or, (t, t), t)),
    ("xor", "pred|" + BITS, lambda t: Operation(np.bitwise_xor, (t, t), t)),
    ("not", "pred|" + BITS, lambda t: Operation(np.invert, (t,), t)),
    ("shl", BITS, lambda t: Operation(shift(True, t), (t, "u32"), t)),
    ("shr", INTEGER + "|" + BITS, lambda t: Operation(shift(False, t), (t, "u32"), t)),
    ("bfe", "u(?:32|64)", lambda t: Operation(extract(t), (t, "u32", "u32"), t)),
    ("bfi", "b(?:32|64)", lambda t: Operation(insert(t), (t, t, "u32", "u32"), t)),
    ("prmt", "b32", lambda t: Operation(permute, (t, t, t), t)),
    ("selp", "f32|" + INTEGER + "|" + BITS, lambda t: Operation(
        lambda a, b, p: np.where(p, a, b), (t, t, "pred"), t))]


@functools.lru_cache(maxsize=None)
def operation(opcode: str) -> Operation:
    """What an opcode computes. Raises UnknownInstruction."""
    if opcode in FLOAT:
        compute, sources = FLOAT[opcode]
        return Operation(compute, ("f32",) * sources, "f32")
    if (made := convert(opcode)) is not None:
        return made
    head, _, ptx_type = opcode.rpartition(".")
    if head.startswith("setp.") and ptx_type in DTYPES and ptx_type != "pred":
        compare = comparison(head.removeprefix("setp."), ptx_type == "f32")
        if compare is not None:
            return Operation(compare, (ptx_type, ptx_type), "pred")
    for family, types, make in FAMILIES:
        if head == family and re.fullmatch(types, ptx_type):
            return make(ptx_type)
    raise UnknownInstruction(opcode)
