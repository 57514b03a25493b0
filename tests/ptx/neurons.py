"""The neuron models, as ctypes sees their lanes, and random parameters and states for them."""

from __future__ import annotations

import ctypes
from typing import Callable

import numpy as np

import inputs
from inputs import Arrays, Random

REAL, BYTE = np.float32, np.uint8
MODE = [("step_time_ms", ctypes.c_float), ("lock", ctypes.c_bool), ("adapt", ctypes.c_bool)]
Maker = Callable[[Random, int, float], np.ndarray]


def near(low: float, high: float) -> Maker:
    """Uniform numbers with edges among them."""
    return lambda rng, lanes, _: inputs.between(rng, lanes, low, high)


def periods(rng: Random, lanes: int, _: float) -> np.ndarray:
    """Refractory periods."""
    return inputs.edged(rng, rng.integers(0, 6, lanes))


def decays(rng: Random, lanes: int, step_time_ms: float) -> np.ndarray:
    """Of membranes, per step."""
    return inputs.edged(rng, np.exp(-step_time_ms / rng.uniform(5, 50, lanes)))


def rates(rng: Random, lanes: int, step_time_ms: float) -> np.ndarray:
    """Steps of Euler's method in units of a time constant."""
    return inputs.edged(rng, step_time_ms / rng.uniform(5, 50, lanes))


REST, RESET, THRESHOLD = near(-67, -63), near(-75, -66), near(-58, -48)
LINEAR = {"rest_mv": REST, "reset_mv": RESET, "threshold_mv": THRESHOLD,
          "refractory_period_ms": periods, "resistance_mohm": near(0.5, 10), "decay": decays}
QUADRATIC = {"rest_mv": REST, "critical_mv": near(-60, -56), "affinity": near(0.01, 0.1),
             "reset_mv": RESET, "threshold_mv": near(-55, 30), "refractory_period_ms": periods,
             "resistance_mohm": near(0.5, 10), "rate": rates}
EXPONENTIAL = {"rest_mv": REST, "rheobase_mv": near(-62, -56), "sharpness_mv": near(0.5, 4),
               "reset_mv": RESET, "threshold_mv": near(-55, 30), "refractory_period_ms": periods,
               "resistance_mohm": near(0.5, 10), "rate": rates}
GLIF2 = {"rest_mv": REST, "reset_add_mv": near(0, 5), "reset_mul": near(-0.5, 1),
         "threshold_mv": THRESHOLD, "refractory_period_ms": periods,
         "resistance_mohm": near(0.5, 10), "decay": decays}
EXACT = {"rest_mv": REST, "threshold_mv": THRESHOLD}
THRESHOLDS = {"component_decay": near(0.9, 1), "increment": near(0.01, 1)}
CURRENTS = {"component_rate": near(0.001, 0.1), "coupling_us": near(-0.2, 0.5),
            "increment": near(0.01, 1)}
#: Members of Params, in order, and of Component, none for a model that does not adapt.
MODELS: dict[str, tuple[dict[str, Maker], dict[str, Maker]]] = {
    "lif": (LINEAR, {}), "glif1": (LINEAR, {}), "alif": (LINEAR, THRESHOLDS),
    "glif2": (GLIF2, THRESHOLDS), "qif": (QUADRATIC, {}), "izhikevich": (QUADRATIC, CURRENTS),
    "eif": (EXPONENTIAL, {}), "adex": (EXPONENTIAL, CURRENTS), "exact": (EXACT, {})}


def members(model: str) -> list[tuple[str, type]]:
    """What follows `count` in the lanes of a model."""
    params, component = MODELS[model]
    state = ["voltage_mv", "refractory_ms"] + (["forced"] if model == "exact" else [])
    value = ["value"] if component else []
    return [*((name, REAL) for name in (*params, *state, "input_na", *value, *component)),
            ("fired", BYTE), *MODE]


def start(model: str, rng: Random, lanes: int, step_time_ms: float) -> Arrays:
    """Parameters and state."""
    params, component = MODELS[model]
    made = {name: maker(rng, lanes, step_time_ms) for name, maker in {**params, **component}.items()}
    made["voltage_mv"] = inputs.between(rng, lanes, -70, -50)
    made["refractory_ms"] = inputs.edged(rng, rng.integers(0, 4, lanes))
    if component:
        made["value"] = inputs.between(rng, lanes, 0, 3)
    if model == "exact":
        made["forced"] = inputs.edged(rng, rng.integers(-1, 2, lanes))
    return made
