"""Random inputs of the executed steps. The first lanes get numbers at the edges of float32."""

from __future__ import annotations

import numpy as np

Array = np.ndarray
Arrays = dict[str, Array]
Random = np.random.Generator

EDGE_LANES = 128
EDGES = np.array([0.0, -0.0, 1e-45, -1e-45, 1e-40, -1e-40, 1.17549435e-38, -1.17549435e-38, np.inf,
                  -np.inf, np.nan, 3.4028235e38, -3.4028235e38, 1.0, -1.0, 16777216.0, 88.7228,
                  -103.97], np.float32)


def edged(rng: Random, values: Array) -> Array:
    """The values, every fourth of the edge lanes replaced by an edge."""
    values = np.asarray(values, np.float32).copy()
    chosen = rng.random(EDGE_LANES) < 0.25
    values[:EDGE_LANES][chosen] = rng.choice(EDGES, int(chosen.sum()))
    return values


def between(rng: Random, lanes: int, low: float, high: float) -> Array:
    """Uniform numbers and, in the edge lanes, edges."""
    return edged(rng, rng.uniform(low, high, lanes))


def any_floats(rng: Random, lanes: int) -> Array:
    """Any bit pattern, infinities and NaNs included."""
    return edged(rng, rng.integers(0, 2**32, lanes, np.uint32).view(np.float32))


def words(rng: Random, lanes: int, dtype: type) -> Array:
    """Random words and, in front, the smallest and the largest."""
    high = np.iinfo(dtype).max
    values = rng.integers(0, high, lanes, dtype, endpoint=True)
    values[:4] = 0, 1, high, high - 1
    return values


def current(rng: Random, lanes: int) -> Arrays:
    """Input of one step, some of it negative."""
    return {"input_na": between(rng, lanes, -3, 15)}


def traces(rng: Random, lanes: int) -> Arrays:
    """Parameters and state of traces."""
    return {"decay": between(rng, lanes, 0.5, 1), "amplitude": between(rng, lanes, -2, 2),
            "spike": np.zeros(lanes, np.uint8), "trace": between(rng, lanes, -2, 2)}


def synapses(rng: Random, lanes: int) -> Arrays:
    """Parameters of exponential synapses; their states start at zero."""
    return {"jump": between(rng, lanes, -2, 2), "decay": between(rng, lanes, 0.5, 1),
            "rise": between(rng, lanes, 0.1, 0.9), "tc_decay_ms": between(rng, lanes, 2, 30),
            "tc_rise_ms": between(rng, lanes, 0.5, 2), **arrivals(rng, lanes)}


def arrivals(rng: Random, lanes: int) -> Arrays:
    """Spikes of one step; delays on steps, between them and out of range."""
    on_steps = rng.integers(0, 101, lanes) * 0.7
    delays = np.where(rng.random(lanes) < 0.5, on_steps, rng.uniform(-5, 80, lanes))
    return {"delay_ms": delays.astype(np.float32), **spikes(rng, lanes)}


def spikes(rng: Random, lanes: int) -> Arrays:
    """Spikes of one step."""
    return {"spike": (rng.random(lanes) < 0.2).astype(np.uint8)}


def powers(rng: Random, lanes: int) -> Array:
    """Exponents as users set them, and others."""
    usual = rng.choice(np.array([1, 2, 0.5, 3, -1, 0, 1.7], np.float32), lanes)
    return edged(rng, np.where(rng.random(lanes) < 0.7, usual, rng.uniform(-4, 4, lanes)))


def proposals(rng: Random, lanes: int) -> Arrays:
    """A parameter, what is proposed for it, and its bounds."""
    side = {f"{side}_{name}": values for side in ("upper", "lower") for name, values in (
        ("limit", between(rng, lanes, -1, 1)), ("power", powers(rng, lanes)),
        ("range", between(rng, lanes, 0.1, 2)))}
    return {**side, "low": between(rng, lanes, -3, 0), "high": between(rng, lanes, 0, 3),
            "pos": between(rng, lanes, 0, 0.1), "neg": between(rng, lanes, 0, 0.1),
            "parameter": between(rng, lanes, -1, 1)}


def normed(rng: Random, lanes: int) -> Arrays:
    """Values and orders of norms."""
    return {"value": edged(rng, rng.standard_normal(lanes)), "order": powers(rng, lanes)}


def operands(rng: Random, lanes: int) -> Arrays:
    """Two currents, equal now and then, and zeros of both signs."""
    first = edged(rng, rng.standard_normal(lanes))
    second = edged(rng, rng.standard_normal(lanes))
    return {"first": first, "second": np.where(rng.random(lanes) < 0.1, first, second)}


def transformed(rng: Random, lanes: int) -> Arrays:
    """A current with a scale and an offset."""
    return {"input": edged(rng, rng.standard_normal(lanes)), "scales": between(rng, lanes, -2, 2),
            "offsets": between(rng, lanes, -1, 1)}


def neighbors(rng: Random, lanes: int) -> Arrays:
    """Two samples of a record and a time between them."""
    return {"previous": between(rng, lanes, -2, 2), "next": between(rng, lanes, -2, 2),
            "sample": between(rng, lanes, -2, 2), "at_ms": between(rng, lanes, 0, 1.5),
            "constant": between(rng, lanes, 0.05, 20)}


def exponents(rng: Random, lanes: int) -> Arrays:
    """Arguments of exp: half of them where it is neither 0 nor infinite."""
    usual = rng.random(lanes) < 0.5
    return {"x": np.where(usual, between(rng, lanes, -110, 95), any_floats(rng, lanes))}


def numerals(rng: Random, lanes: int) -> Arrays:
    """Arguments of log: half of them near 1."""
    usual = rng.random(lanes) < 0.5
    return {"x": np.where(usual, between(rng, lanes, 0, 3), any_floats(rng, lanes))}


def bases(rng: Random, lanes: int) -> Arrays:
    """Arguments of pow."""
    usual = rng.random(lanes) < 0.7
    whole = rng.random(lanes) < 0.3
    base = np.where(usual, between(rng, lanes, -4, 4), any_floats(rng, lanes))
    exponent = np.where(usual, between(rng, lanes, -30, 30), any_floats(rng, lanes))
    with np.errstate(invalid="ignore"):
        return {"base": base, "exponent": np.where(whole, np.rint(exponent), exponent)}


def intensities(rng: Random, lanes: int) -> Arrays:
    """Inputs of Poisson trains, each at its own rate."""
    values = rng.random(lanes).astype(np.float32)
    values[:8] = 0, -0.0, np.nan, 1, 1e-45, 1e-30, -1, 0.5
    return {"intensity": values, "clock": rng.integers(0, 2**40, 1, np.int64)}
