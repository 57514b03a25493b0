"""What is executed: the structs of steps.hpp, as ctypes sees them, and the inputs of every step."""

from __future__ import annotations

import ctypes
import dataclasses
import math
from typing import Callable

import numpy as np

import inputs
import neurons
from inputs import Arrays, Random

Field = tuple[str, type]
Maker = Callable[[Random, int], Arrays]
RASTER_STEPS = 300

REAL, WORD, BYTE, LONG = np.float32, np.uint32, np.uint8, np.uint64
POISSON = [("frequency_hz", ctypes.c_float), ("step_time_ms", ctypes.c_float),
           ("refractory_steps", ctypes.c_float), ("compensate", ctypes.c_bool)]
KIND = ctypes.c_int32  # enum class

#: The members of each struct after `count`: numpy types are arrays, ctypes are values.
STRUCTS: dict[str, list[Field]] = {
    **{f"{model}_lanes": neurons.members(model) for model in neurons.MODELS},
    "synapse_lanes": [
        *((name, REAL) for name in ("jump", "decay", "rise", "tc_decay_ms", "tc_rise_ms",
                                    "delay_ms")), ("spike", BYTE),
        *((name, REAL) for name in ("single", "decaying", "rising", "current", "left_single",
                                    "left_rising", "steps")),
        *((name, ctypes.c_float) for name in ("step_time_ms", "longest_ms", "tolerance_ms")),
        ("nearest", ctypes.c_bool), ("limit", ctypes.c_bool)],
    "trace_lanes": [("decay", REAL), ("amplitude", REAL), ("spike", BYTE), ("trace", REAL),
                    ("mode", KIND)],
    "update_lanes": [*((f"{side}_{name}", REAL) for side in ("upper", "lower")
                       for name in ("limit", "power", "range")),
                     ("low", REAL), ("high", REAL), ("pos", REAL), ("neg", REAL),
                     ("parameter", REAL), ("upper_kind", KIND), ("lower_kind", KIND)],
    "norm_lanes": [("value", REAL), ("order", REAL), ("norm", REAL), ("scaled", REAL)],
    "combine_lanes": [("first", REAL), ("second", REAL), ("result", REAL), ("how", KIND)],
    "transform_lanes": [("input", REAL), ("scales", REAL), ("offsets", REAL), ("result", REAL),
                        ("low", ctypes.c_float), ("high", ctypes.c_float)],
    "interpolation_lanes": [
        *((name, REAL) for name in ("previous", "next", "sample", "at_ms", "constant", "read",
                                    "written_previous", "written_next")),
        ("read_kind", KIND), ("write_kind", KIND), ("step_time_ms", ctypes.c_float)],
    "exp_lanes": [("x", REAL), ("result", REAL)],
    "log_lanes": [("x", REAL), ("result", REAL)],
    "pow_lanes": [("base", REAL), ("exponent", REAL), ("result", REAL)],
    "exponential_lanes": [("word", WORD), ("exponential", REAL), ("uniform", REAL)],
    "philox_lanes": [("seed", LONG), ("element", LONG), ("step", LONG), ("word0", WORD),
                     ("word1", WORD), ("word2", WORD), ("word3", WORD),
                     ("purpose", ctypes.c_uint16)],
    "poisson_lanes": [("intensity", REAL), ("clock", np.int64), ("raster", BYTE),
                      ("steps", ctypes.c_int64), ("seed", ctypes.c_uint64), *POISSON]}


def is_array(kind: type) -> bool:
    """Whether a member points to an array."""
    return issubclass(kind, np.generic)


def struct_of(kernel: str) -> type[ctypes.Structure]:
    """The kernel's argument."""
    members = [("count", ctypes.c_int64)] + [
        (name, ctypes.c_void_p if is_array(kind) else kind) for name, kind in STRUCTS[kernel]]
    return type(kernel, (ctypes.Structure,), {"_fields_": members})


@dataclasses.dataclass(frozen=True)
class Case:
    """One kernel with one set of values, over a number of steps."""

    name: str
    kernel: str
    steps: int
    start: Maker  # arrays before the first step; those left out are zero
    each_step: Maker | None  # arrays that change before every step
    values: dict[str, float] = dataclasses.field(default_factory=dict)
    active: str | None = None  # an array that must be non-zero now and then

    def arrays(self, rng: Random, lanes: int) -> Arrays:
        """All arrays of the argument, outputs zero."""
        made = self.start(rng, lanes)
        for name, kind in STRUCTS[self.kernel]:
            if is_array(kind) and name not in made:
                size = lanes * RASTER_STEPS if name == "raster" else lanes
                made[name] = np.zeros(size, kind)
        for name, kind in STRUCTS[self.kernel]:
            if is_array(kind):
                made[name] = np.ascontiguousarray(made[name], kind)
        return made

    def argument(self, arrays: Arrays, lanes: int) -> ctypes.Structure:
        """The struct that points to these arrays."""
        argument = struct_of(self.kernel)(count=lanes)
        for name, kind in STRUCTS[self.kernel]:
            setattr(argument, name, arrays[name].ctypes.data if is_array(kind)
                    else self.values[name])
        return argument


def mode(step_time_ms: float, lock: bool, adapt: bool = True) -> dict[str, float]:
    """Values of a NeuronMode."""
    return {"step_time_ms": step_time_ms, "lock": lock, "adapt": adapt}


def neuron_cases(steps: int) -> list[Case]:
    """Every neuron model, with and without the refractory lock."""
    made = []
    for lock, step_time_ms in ((True, 1.0), (False, 0.3)):
        for model in neurons.MODELS:
            def start(rng: Random, lanes: int, model: str = model,
                      dt: float = step_time_ms) -> Arrays:
                return neurons.start(model, rng, lanes, dt)
            text = f"{model}, {'lock' if lock else 'no lock'}"
            made.append(Case(text, f"{model}_lanes", steps, start, inputs.current,
                             mode(step_time_ms, lock), "fired"))
    return made


def kind_cases(steps: int) -> list[Case]:
    """Updates with every bound, on both sides; every way to combine and to interpolate."""
    bounds = ["none", "power", "scaled power", "multiplicative", "scaled multiplicative", "sharp"]
    made = [Case(f"update, {bounds[k]} and {bounds[(k + by) % 6]}", "update_lanes", steps,
                 inputs.proposals, inputs.proposals,
                 {"upper_kind": k, "lower_kind": (k + by) % 6}) for k in range(6) for by in (0, 1)]
    made += [Case(f"combine, {text}", "combine_lanes", steps, inputs.operands, inputs.operands,
                  {"how": k}) for k, text in enumerate(("sum", "mean", "prod", "min", "max"))]
    made += [Case(f"transform, {low} to {high}", "transform_lanes", steps, inputs.transformed,
                  inputs.transformed, {"low": low, "high": high})
             for low, high in ((-1.0, 0.5), (-math.inf, math.inf))]
    return made + [Case(f"interpolation {k % 6}, extrapolation {k}", "interpolation_lanes", steps,
                        inputs.neighbors, inputs.neighbors,
                        {"read_kind": k % 6, "write_kind": k, "step_time_ms": 1.3})
                   for k in range(8)]


def pure_cases(steps: int) -> list[Case]:
    """Functions without state."""
    def word(rng: Random, lanes: int) -> Arrays:
        return {"word": inputs.words(rng, lanes, WORD)}

    def counter(rng: Random, lanes: int) -> Arrays:
        return {name: inputs.words(rng, lanes, LONG) for name in ("seed", "element", "step")}
    made = [Case(kernel.removesuffix("_lanes"), kernel, steps, start, start) for kernel, start in (
        ("exp_lanes", inputs.exponents), ("log_lanes", inputs.numerals),
        ("pow_lanes", inputs.bases), ("norm_lanes", inputs.normed), ("exponential_lanes", word))]
    made += [Case(f"philox, purpose {purpose}", "philox_lanes", steps // 10, counter, counter,
                  {"purpose": purpose}) for purpose in (1, 5)]
    return made + [Case(f"poisson, {'compensated' if compensate else 'plain'}", "poisson_lanes", 1,
                        inputs.intensities, None,
                        {"steps": RASTER_STEPS, "seed": 7 + compensate, "frequency_hz": 90.0,
                         "step_time_ms": 0.7, "refractory_steps": 3.0, "compensate": compensate},
                        "raster") for compensate in (False, True)]


def all_cases(steps: int) -> list[Case]:
    """Everything: `steps` of the neurons and traces, a part of these of what has no state."""
    made = neuron_cases(steps)
    made += [Case(f"synapses, {text}", "synapse_lanes", steps, inputs.synapses, inputs.arrivals,
                  {"step_time_ms": 0.7, "longest_ms": 70.0, "tolerance_ms": 7e-5,
                   "nearest": limit, "limit": limit}, "current")
             for limit, text in enumerate(("never out of range", "the limit out of range"))]
    made += [Case(f"trace, {text}", "trace_lanes", steps, inputs.traces, inputs.spikes,
                  {"mode": k}, "trace") for k, text in enumerate(("cumulative", "nearest"))]
    return made + kind_cases(max(1, steps // 20)) + pure_cases(max(10, steps // 4))
