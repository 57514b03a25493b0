"""Calls nvcc with the flags of the project's own build."""

from __future__ import annotations

import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARCHITECTURES = ("sm_80", "sm_86", "sm_89", "sm_90", "sm_100")
#: What decides about the code, as in tools/cmake; -lineinfo only adds .loc lines.
FLAGS = ("-std=c++20", "-O3", "-DNDEBUG", "--fmad=false", "-lineinfo")
INCLUDE = (f"-I{ROOT}", f"-I{ROOT / 'include'}")


class CompilerError(Exception):
    """nvcc did not accept a file."""


def find_nvcc(given: str | None) -> str | None:
    """The nvcc to use, or None where there is none."""
    if given is not None:
        return shutil.which(given)
    return shutil.which("nvcc") or shutil.which("/usr/local/cuda/bin/nvcc")


def call(command: list[str]) -> str:
    """Runs a compiler; its output, or CompilerError."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    if done.returncode != 0:
        raise CompilerError(f"{' '.join(command)}\n{output}")
    return output


def to_ptx(nvcc: str, source: pathlib.Path, arch: str, out: pathlib.Path,
           flags: tuple[str, ...] = FLAGS) -> str:
    """Compiles a .cu file for one architecture; the text of its PTX, which is kept in `out`."""
    virtual = arch.replace("sm_", "compute_")
    call([nvcc, "-ptx", *flags, f"-arch={virtual}", *INCLUDE, str(source), "-o", str(out)])
    return out.read_text()


def assemble(nvcc: str, ptx: pathlib.Path, arch: str) -> str:
    """Makes machine code of PTX; what ptxas tells about its resources."""
    return call([nvcc, "-cubin", "-Xptxas", "-v", f"-arch={arch}", str(ptx),
                 "-o", str(ptx.with_suffix(".cubin"))])
