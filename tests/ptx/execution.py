#!/usr/bin/env python3
"""Executes nvcc's PTX of every model step and compares it bit for bit with the host compiler's.

Usage: python3 tests/ptx/execution.py [--arch sm_90 ...] [--nvcc PATH] [--cxx PATH] [--lanes 1000]
[--steps 1000]. All NaNs count as one. Ends with 0 if all bits are equal and planted differences
are found, 1 if not, and 77 where a compiler or numpy is missing.
"""

from __future__ import annotations

import argparse
import ctypes
import pathlib
import re
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools"))
SKIPPED = 77
try:
    import numpy as np
except ImportError:
    print(f"skipped: {sys.executable} has no numpy (Debian: apt-get install python3-numpy)")
    sys.exit(SKIPPED)

import cases  # noqa: E402
import known_results  # noqa: E402
from ptx import compiler, module  # noqa: E402
from ptx.operations import UnknownInstruction  # noqa: E402
from ptx.simulate import FusedMultiplyAdd, Simulator  # noqa: E402

HOST_FLAGS = ("-std=c++20", "-O3", "-DNDEBUG", "-march=native", "-ffp-contract=off",
              "-fno-trapping-math", "-fno-math-errno", "-fPIC", "-shared")
RENEWED_EVERY = 25  # steps after which the edge lanes start again


class Difference(Exception):
    """PTX and host code gave different bits."""


def host_library(cxx: str, folder: pathlib.Path) -> ctypes.CDLL:
    """The steps as the host compiler makes them."""
    library = folder / "steps.so"
    compiler.call([cxx, *HOST_FLAGS, *compiler.INCLUDE, str(HERE / "fma_of_lanes.cpp"),
                   "-x", "c++", str(HERE / "steps.cu"), "-o", str(library)])
    return ctypes.CDLL(str(library))


def same_bits(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where two arrays agree; NaN agrees with NaN."""
    bits = f"u{a.dtype.itemsize}"
    same = a.view(bits) == b.view(bits)
    return same | (np.isnan(a) & np.isnan(b)) if a.dtype == np.float32 else same


def compare(case: cases.Case, step: int, host: cases.Arrays, device: cases.Arrays,
            before: cases.Arrays) -> None:
    """Throws at the first element that differs."""
    for name, on_host in host.items():
        same = same_bits(on_host, device[name])
        if not same.all():
            at = int(np.argmin(same))
            given = ", ".join(f"{key} {value[at]!r}" for key, value in before.items()
                              if at < value.size)
            raise Difference(f"{case.name}, step {step}, lane {at}: {name} is {on_host[at]!r} on "
                             f"the host, {device[name][at]!r} from PTX, with {given}")


def renew(case: cases.Case, step: int, lanes: int, rng: np.random.Generator,
          both: tuple[cases.Arrays, cases.Arrays]) -> None:
    """New inputs for a step, and now and then a new start for the lanes with edges."""
    if step > 0 and step % RENEWED_EVERY == 0:
        fresh = case.arrays(rng, lanes)
        for name in fresh:
            for arrays in both:
                arrays[name][:cases.inputs.EDGE_LANES] = fresh[name][:cases.inputs.EDGE_LANES]
    for name, values in (case.each_step(rng, lanes) if case.each_step else {}).items():
        for arrays in both:
            arrays[name][:] = values


def execute(case: cases.Case, kernel: module.Function, library: ctypes.CDLL, lanes: int) -> str:
    """Runs one case on both sides; one line about it. Throws Difference."""
    began = time.monotonic()
    rng = np.random.default_rng(1)
    host = case.arrays(rng, lanes)
    device = {name: values.copy() for name, values in host.items()}
    simulator = Simulator(kernel, lanes, FusedMultiplyAdd(library))
    for values in device.values():
        simulator.memory.add(values)
    on_host, on_device = case.argument(host, lanes), case.argument(device, lanes)
    if ctypes.sizeof(on_host) != getattr(library, f"{case.kernel}_bytes")():
        raise Difference(f"{case.name}: cases.py and steps.hpp disagree about the argument")
    active = 0
    for step in range(case.steps):
        renew(case, step, lanes, rng, (host, device))
        before = {name: values.copy() for name, values in host.items()}
        getattr(library, case.kernel)(ctypes.byref(on_host))
        simulator.run({f"{kernel.name}_param_0": bytes(on_device)})
        compare(case, step, host, device, before)
        active += int(np.count_nonzero(host[case.active])) if case.active else 0
    if case.active and active == 0:
        raise Difference(f"{case.name}: nothing in {case.active} ever happened")
    note = f", {active} x {case.active}" if case.active else ""
    return (f"{case.name:<54} {case.steps:>5} steps {simulator.executed // case.steps:>5} "
            f"instructions {time.monotonic() - began:5.1f} s{note}")


def compile_steps(nvcc: str, arch: str, folder: pathlib.Path) -> module.Module:
    """The steps as nvcc makes them."""
    return module.parse(compiler.to_ptx(nvcc, HERE / "steps.cu", arch, folder / "steps.ptx"))


def planted(nvcc: str, arch: str, folder: pathlib.Path, library: ctypes.CDLL) -> list[str]:
    """Flags that change results must be noticed; the complaints about those that were not."""
    missed = []
    others = tuple(flag for flag in compiler.FLAGS if not flag.startswith("--fmad"))
    for flag, *kernels in (("--fmad=true", "lif_lanes", "alif_lanes", "pow_lanes", "norm_lanes"),
                           ("-ftz=true", "exp_lanes"), ("-prec-div=false", "norm_lanes")):
        flags = (*others, flag) if flag.startswith("--fmad") else (*compiler.FLAGS, flag)
        text = compiler.to_ptx(nvcc, HERE / "steps.cu", arch, folder / "planted.ptx", flags)
        # what was not contracted is made known, so that the values decide
        text = re.sub(r"\b(add|sub|mul)(\.ftz)?\.f32", r"\1.rn\2.f32", text)
        parsed = module.parse(text)
        for kernel in kernels:
            case = next(one for one in cases.all_cases(1000) if one.kernel == kernel)
            try:
                execute(case, parsed.kernel(kernel), library, 1000)
                missed.append(f"{flag} made no difference to {case.name}")
            except (Difference, UnknownInstruction) as error:
                print(f"noticed {flag} in {kernel}: {str(error)[:110]}")
    return missed


def arguments_of() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="executes the PTX of the model steps")
    parser.add_argument("--arch", nargs="+", default=["sm_90"], metavar="sm_NN")
    parser.add_argument("--nvcc", help="the CUDA compiler (default: the one on the PATH)")
    parser.add_argument("--cxx", default="g++", help="the host compiler (default: %(default)s)")
    parser.add_argument("--lanes", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=1000)
    return parser.parse_args()


def main() -> int:
    """Runs all cases; the exit code."""
    arguments = arguments_of()
    nvcc = compiler.find_nvcc(arguments.nvcc)
    if nvcc is None or shutil.which(arguments.cxx) is None:
        print(f"skipped: {'nvcc' if nvcc is None else arguments.cxx} was not found")
        return SKIPPED
    complaints = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        library = host_library(arguments.cxx, folder)
        complaints += known_results.wrong(FusedMultiplyAdd(library))
        for arch in arguments.arch:
            compiled = compile_steps(nvcc, arch, folder)
            for case in cases.all_cases(arguments.steps):
                try:
                    print(f"{arch:<7}" + execute(case, compiled.kernel(case.kernel), library,
                                                 arguments.lanes), flush=True)
                except Difference as error:
                    complaints.append(f"{arch}: {error}")
        complaints += planted(nvcc, arguments.arch[0], folder, library)
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints" if complaints else "all bits equal")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
