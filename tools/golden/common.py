"""Shared by the golden-data files: loading Inferno, random inputs, writing and checking JSON."""

import importlib.metadata
import json
import math
import pathlib
import random
import struct
import sys

FORMAT = 1
INFERNO_VERSION = "0.0.5"
SCRIPT = "tools/make_golden.py"
MISSING = """cannot import {name!r}: {error}
This script runs the original Python library to record its numbers. It needs the packages
  torch        (any 1.13 or newer, CPU is enough)
  einops
  inferno-ai   (version 0.0.5; without its dependencies: pip install --no-deps inferno-ai==0.0.5)
for the Python that runs it (PYTHONPATH may point to them)."""


def load_inferno():
    """Imports torch, einops and inferno; ends the program with a clear text if one is missing."""
    name = "torch"
    try:
        import torch

        name = "golden.torch_compat"
        from . import torch_compat

        torch_compat.install()
        name = "einops"
        import einops  # noqa: F401

        name = "inferno"
        import inferno  # noqa: F401
        import inferno.extra  # noqa: F401
        import inferno.functional  # noqa: F401
        import inferno.learn  # noqa: F401
        import inferno.neural  # noqa: F401
        import inferno.stats  # noqa: F401
    except ImportError as error:
        sys.exit(MISSING.format(name=name, error=error))
    found = importlib.metadata.version("inferno-ai")
    if found != INFERNO_VERSION:
        sys.exit(f"found inferno-ai {found}, the golden data are those of {INFERNO_VERSION}")
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch.manual_seed(0)
    return torch


torch = load_inferno()


# ----- numbers to text -------------------------------------------------------------------------

def float32_text(value):
    """The shortest decimal text that reads back as exactly this float32."""
    if math.isnan(value):
        return '"nan"'
    if math.isinf(value):
        return '"inf"' if value > 0 else '"-inf"'
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == value:
            return text
    raise ValueError(f"{value!r} is not a float32")


def array_text(value):
    """A tensor or (nested) list on one line, in C order; booleans become 0 and 1."""
    if isinstance(value, torch.Tensor):
        single = value.dtype == torch.float32
        if value.dtype == torch.bool:
            value = value.to(torch.int64)

        def walk(item):
            if isinstance(item, list):
                return "[" + ",".join(map(walk, item)) + "]"
            return float32_text(item) if single else str(item)

        return walk(value.detach().tolist())
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(array_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{k}": {array_text(v)}' for k, v in value.items()) + "}"
    return json.dumps(value, allow_nan=False)


def case_text(case):
    """One case: one line per entry, and one line per array inside given and expected."""
    lines = []
    for key, value in case.items():
        if key in ("given", "expected"):
            inner = ",\n    ".join(f'"{k}": {array_text(v)}' for k, v in value.items())
            lines.append(f'"{key}": {{\n    {inner}}}')
        else:
            lines.append(f'"{key}": {array_text(value)}')
    return "{" + ",\n   ".join(lines) + "}"


class Writer:
    """Writes the files of one run into one folder and keeps a line about each."""

    def __init__(self, folder, seed):
        self.folder, self.seed = pathlib.Path(folder), seed
        self.folder.mkdir(parents=True, exist_ok=True)

    def write(self, name, model, cases, *, exact, tolerance=None, note=None):
        names = [case["name"] for case in cases]
        require(len(set(names)) == len(names), f"{name}: a case name occurs twice")
        head = {"made_by": SCRIPT, "format": FORMAT, "arguments": f"--seed {self.seed}",
                "inferno": INFERNO_VERSION, "torch": torch.__version__.split("+")[0],
                "model": model, "exact": exact}
        if tolerance is not None:
            head["tolerance"] = tolerance
        if note is not None:
            head["note"] = note
        body = ",\n".join(f"{json.dumps(k)}: {array_text(v)}" for k, v in head.items())
        body = "{" + body + ',\n"cases": [\n  ' + ",\n  ".join(map(case_text, cases)) + "]}\n"
        path = self.folder / name
        path.write_text(body, encoding="ascii")
        loaded = json.loads(path.read_text(encoding="ascii"))
        require([c["name"] for c in loaded["cases"]] == names, f"{name}: reads back differently")
        for case, again in zip(cases, loaded["cases"]):
            compare_back(name, case, again)
        return loaded, f"{name}: {len(cases)} cases, {len(body)} bytes"


def compare_back(name, case, again):
    """Every tensor must come back from the file bit for bit (NaN matches NaN)."""
    def compare(key, value, found):
        if isinstance(value, (list, tuple)):
            for part, part_found in zip(value, found):
                compare(key, part, part_found)
        elif isinstance(value, torch.Tensor):
            kind = value.dtype if value.dtype != torch.bool else torch.int64
            back = torch.tensor(numbers(found), dtype=kind).reshape(value.shape)
            same = (back == value.to(kind)) | ((back != back) & (value != value))
            require(bool(same.all()), f"{name}: {case['name']}: {key} reads back differently")

    for part in ("given", "expected"):
        for key, value in case[part].items():
            compare(key, value, again[part][key])


def numbers(value):
    if isinstance(value, list):
        return [numbers(item) for item in value]
    return float(value) if isinstance(value, str) else value


def require(condition, text):
    if not condition:
        sys.exit(f"golden data check failed: {text}")


# ----- building cases --------------------------------------------------------------------------

def make_case(name, parameters, given, expected, **entries):
    """The entries (batch, shape, steps, exact, tolerance, note ...) come before the arrays."""
    return {"name": name, **entries, "parameters": parameters, "given": given,
            "expected": expected}


class Draw:
    """Random inputs that do not depend on the PyTorch version: seeded by a text."""

    def __init__(self, seed, name):
        self.source = random.Random(f"{seed}:{name}")

    def uniform(self, low, high, *shape, digits=2):
        count = math.prod(shape)
        values = [round(self.source.uniform(low, high), digits) for _ in range(count)]
        return torch.tensor(values, dtype=torch.float32).reshape(shape)

    def spikes(self, rate, *shape):
        values = [self.source.random() < rate for _ in range(math.prod(shape))]
        return torch.tensor(values, dtype=torch.bool).reshape(shape)

    def steps_of(self, unit, low, high, *shape):
        """Whole multiples of unit between low and high times unit."""
        values = [self.source.randint(low, high) * unit for _ in range(math.prod(shape))]
        return torch.tensor(values, dtype=torch.float32).reshape(shape)


def rate_of(spikes):
    return float(spikes.float().mean())


def check_rate(where, spikes, low=0.02, high=0.60):
    rate = rate_of(spikes)
    require(low <= rate <= high, f"{where}: mean spike rate {rate:.3f} outside {low}..{high}")
    return rate
