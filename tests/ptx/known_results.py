"""Instructions whose results are easily got wrong, with the results that the PTX manual gives."""

from __future__ import annotations

import numpy as np

from ptx.operations import DTYPES, operation
from ptx.simulate import FusedMultiplyAdd, number

NAN, INF, MINUS_INF = "0f7FC00000", "0f7F800000", "0fFF800000"
ZERO, MINUS_ZERO, ONE = "0f00000000", "0f80000000", "0f3F800000"
CANONICAL = "0f7FFFFFFF"
LONG_MIN = str(-2**63)

#: opcode, sources, result; numbers as PTX writes them.
KNOWN: list[tuple[str, tuple[str, ...], str]] = [
    ("max.f32", (MINUS_ZERO, ZERO), ZERO), ("max.f32", (NAN, ONE), ONE),
    ("max.f32", (NAN, NAN), CANONICAL), ("min.f32", (ZERO, MINUS_ZERO), MINUS_ZERO),
    ("add.rn.f32", (INF, MINUS_INF), CANONICAL), ("add.rn.f32", (NAN, ONE), CANONICAL),
    ("mul.rn.f32", ("0f00800000", "0f3F000000"), "0f00400000"),  # subnormal
    ("rcp.rn.f32", (MINUS_ZERO,), MINUS_INF), ("neg.f32", (ZERO,), MINUS_ZERO),
    ("setp.ne.f32", (NAN, ONE), "0"), ("setp.neu.f32", (NAN, ONE), "1"),
    ("setp.geu.f32", (NAN, ONE), "1"), ("setp.nan.f32", (ONE, NAN), "1"),
    ("cvt.rzi.s64.f32", (NAN,), LONG_MIN), ("cvt.rzi.s32.f32", (NAN,), "0"),
    ("cvt.rzi.s32.f32", ("0f4F000000",), "2147483647"), ("cvt.rzi.u32.f32", ("0fBF800000",), "0"),
    ("cvt.rzi.s64.f32", (INF,), str(2**63 - 1)), ("cvt.rmi.f32.f32", ("0fBF000000",), "0fBF800000"),
    ("cvt.rn.f32.u32", ("0xFFFFFFFF",), "0f4F800000"), ("cvt.rn.f32.s64", ("16777217",),
                                                        "0f4B800000"),
    ("cvt.s64.s32", ("-5",), "-5"), ("cvt.u64.u32", ("0xFFFFFFFF",), "0xFFFFFFFF"),
    ("shl.b32", ("1", "32"), "0"), ("shr.s32", ("-8", "99"), "-1"), ("shr.u32", ("8", "99"), "0"),
    ("shr.s64", ("-8", "1"), "-4"), ("div.s32", ("-7", "2"), "-3"),
    ("mul.wide.u32", ("0xFFFFFFFF", "0xFFFFFFFF"), "0xFFFFFFFE00000001"),
    ("mul.wide.s32", ("-1", "2"), "-2"), ("mul.lo.s64", (LONG_MIN, "2"), "0"),
    ("bfe.u32", ("0x12345678", "8", "8"), "0x56"), ("bfe.u32", ("0x12345678", "0", "32"),
                                                    "0x12345678"),
    ("bfi.b64", ("0xAB", "0x1111", "8", "8"), "0xAB11"),
    ("prmt.b32", ("0x03020100", "0x07060504", "0x5410"), "0x05040100"),
    ("prmt.b32", ("0x00000080", "0", "0x0008"), "0x808080FF")]


def wrong_fma(fma: FusedMultiplyAdd) -> list[str]:
    """A sum halfway between two floats but for a tiny rest: doubles would round it twice."""
    factor = np.full(2, 1 + 2.0**-12, np.float32)
    rest = np.array([2.0**-80, -2.0**-80], np.float32)
    expected = np.array([1 + 2.0**-11 + 2.0**-23, 1 + 2.0**-11], np.float32)
    return [] if (fma(factor, factor, rest) == expected).all() else ["fma.rn.f32 rounds twice"]


def wrong(fma: FusedMultiplyAdd) -> list[str]:
    """A line for every instruction whose simulation is wrong."""
    complaints = wrong_fma(fma)
    with np.errstate(all="ignore"):
        for opcode, sources, result in KNOWN:
            made = operation(opcode)
            given = made.compute(*(number(*pair) for pair in zip(sources, made.sources)))
            given = np.asarray(given)
            if given.dtype != DTYPES[made.result] or \
                    given.tobytes() != number(result, made.result).tobytes():
                complaints.append(f"{opcode} {', '.join(sources)} gives {given!r}, not {result}")
    return complaints
