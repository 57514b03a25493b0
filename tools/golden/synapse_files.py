"""synapses.json and delayed_*.json: synapses with a memory, and delays of every weight."""

import math

from .common import Draw, check_rate, make_case, torch

import inferno.neural as neural

DT = 0.5
CHARGE = 2.0
# name of the class, its parameters here, those of Inferno
MODELS = {
    "DeltaCurrent": ({}, lambda mode, **read: neural.DeltaCurrent.partialconstructor(
        CHARGE, mode, **read)),
    "DeltaPlusCurrent": ({}, lambda mode, **read: neural.DeltaPlusCurrent.partialconstructor(
        CHARGE, mode, **read)),
    "SingleExponentialCurrent": (
        {"time_constant_ms": 3.0},
        lambda mode, **read: neural.SingleExponentialCurrent.partialconstructor(
            CHARGE, 3.0, mode, **read)),
    "DoubleExponentialCurrent": (
        {"tc_decay_ms": 5.0, "tc_rise_ms": 2.0},
        lambda mode, **read: neural.DoubleExponentialCurrent.partialconstructor(
            CHARGE, 5.0, 2.0, mode, **read)),
}
FADES = ("SingleExponentialCurrent", "DoubleExponentialCurrent")


def constructor(model, mode, overbound, tolerance=0.0):
    return MODELS[model][1](mode, interp_tol=tolerance, current_overbound=overbound)


# ----- synapses alone --------------------------------------------------------------------------

STEPS, ELEMENTS, DELAY = 16, 3, 2.0
SELECTORS = (0.0, 0.5, 0.6, 0.74, 0.76, 1.0, 1.9, 2.0, 2.3, -0.4)


def synapse_case(seed, model, batch, mode, overbound):
    name = f"{model}_{batch}_{mode}_{'limit' if overbound is None else 'overbound'}"
    draw = Draw(seed, f"synapse {name}")
    synapse = constructor(model, mode, overbound)((ELEMENTS,), DT, DELAY, batch)
    spikes = draw.spikes(0.3, STEPS, batch, ELEMENTS)
    check_rate(f"synapse {name}", spikes)
    injects = model == "DeltaPlusCurrent"
    injected = draw.uniform(-2, 2, STEPS, batch, ELEMENTS)
    selector = torch.tensor(SELECTORS).expand(batch, ELEMENTS, len(SELECTORS)).clone()
    current, delayed, spiked = [], [], []
    for step in range(STEPS):
        extra = (injected[step],) if injects else ()
        current.append(synapse(spikes[step].float(), *extra).clone())
        delayed.append(synapse.current_at(selector).clone())
        spiked.append(synapse.spike_at(selector).bool().clone())
    given = {"input_spikes": spikes, "selector_ms": selector}
    if injects:
        given["injected_na"] = injected
    parameters = {"model": model, "step_time_ms": DT, "delay_ms": DELAY, "charge_pc": CHARGE,
                  **MODELS[model][0], "interpolation": mode, "tolerance_ms": 0.0,
                  "injected": injects}
    if overbound is not None:
        parameters["current_overbound_na"] = overbound
    current = torch.stack(current)
    entries = {}
    if model in FADES:  # between two steps an exponential is taken
        entries["tolerances"] = {"current_at_na": float(f"{5e-7 * float(current.max()):.1g}")}
    return make_case(name, parameters, given,
                     {"current_na": current, "current_at_na": torch.stack(delayed),
                      "spike_at": torch.stack(spiked)},
                     batch=batch, shape=[ELEMENTS], steps=STEPS, **entries)


def synapses_file(writer):
    cases = [synapse_case(writer.seed, model, batch, mode, overbound)
             for model in MODELS for batch, mode, overbound in (
                 (1, "previous", 0.0), (3, "nearest", 0.5), (3, "previous", None))]
    return writer.write("synapses.json", "synapses", cases, exact=True,
                        note="reads between two steps of what fades go through exp"), \
        f"{STEPS} steps each"


# ----- connections with delays -----------------------------------------------------------------

def connections():
    """Name, what makes it, the shapes that a reader needs, input shape."""
    return {
        "LinearDense": (lambda **k: neural.LinearDense((3, 2), (4,), DT, **k),
                        {"inputs": [3, 2], "outputs": [4]}),
        "LinearDirect": (lambda **k: neural.LinearDirect((5,), DT, **k),
                         {"inputs": [5], "outputs": [5]}),
        "LinearLateral": (lambda **k: neural.LinearLateral((4,), DT, **k),
                          {"inputs": [4], "outputs": [4]}),
        "Conv2D": (lambda **k: neural.Conv2D(5, 4, 2, 3, DT, (3, 2), stride=(2, 1),
                                             padding=(1, 0), dilation=(1, 2), **k),
                   {"inputs": [2, 5, 4], "outputs": [3, 3, 2]}),
    }


def delayed_case(seed, kind, model, batch, mode, longest):
    """longest: the longest delay in ms, or None for a connection without delays."""
    label = "undelayed" if longest is None else ("on_steps" if mode == "steps" else mode)
    name = f"{model}_{batch}_{label}"
    draw = Draw(seed, f"{kind} {name}")
    make, shapes = connections()[kind]
    read = "nearest" if mode == "nearest" else "previous"
    weights, delays = {}, {}

    def weight_init(value):
        weights["given"] = draw.steps_of(1 / 64, -64, 64, *value.shape)
        return weights["given"].clone()

    def delay_init(value):
        made = (draw.steps_of(DT, 0, round(longest / DT), *value.shape) if mode == "steps"
                else draw.uniform(0, longest, *value.shape))
        delays["given"] = made
        return made.clone()

    biased = batch == 3
    options = dict(synapse=constructor(model, read, 0.0), bias=biased, batch_size=batch,
                   weight_init=weight_init)
    if biased:
        options["bias_init"] = lambda value: draw.steps_of(1 / 64, -64, 64, *value.shape)
    if longest is not None:
        options.update(delay=longest, delay_init=delay_init)
    connection = make(**options)
    spikes = draw.spikes(0.3, STEPS, batch, *shapes["inputs"])
    check_rate(f"{kind} {name}", spikes)
    outs = torch.stack([connection(spikes[step].float()).clone() for step in range(STEPS)])
    given = {"input_spikes": spikes, "weights": weights["given"]}
    if biased:
        given["bias"] = connection.bias.detach().clone()
    if longest is not None:
        given["delays_ms"] = connection.delay.detach().clone()
    entries = {}
    if model in FADES:
        largest = float(outs.abs().max()) + float(
            connection.weight.abs().reshape(connection.weight.shape[0], -1).sum(1).max())
        entries = {"exact": False, "tolerance": float(f"{1e-6 * largest:.1g}")}
    fan_in = math.prod(shapes["inputs"])
    parameters = {"model": model, "step_time_ms": DT, "charge_pc": CHARGE, **MODELS[model][0],
                  "bias": biased, "interpolation": read, "tolerance_ms": 0.0, "fan_in": fan_in}
    if longest is not None:
        parameters["delay_ms"] = longest
    return make_case(name, parameters, given, {"outputs": outs}, batch=batch, steps=STEPS,
                     **shapes, **entries)


def delayed_file(writer, kind):
    cases = []
    for model in MODELS:
        for batch in (1, 3):
            cases.append(delayed_case(writer.seed, kind, model, batch, "steps", 3.0))
            cases.append(delayed_case(writer.seed, kind, model, batch, "between", 2.7))
        if model not in FADES:
            cases.append(delayed_case(writer.seed, kind, model, 3, "nearest", 2.7))
        cases.append(delayed_case(writer.seed, kind, model, 3, "none", None))
    return writer.write(
        f"delayed_{kind.lower()}.json", kind, cases, exact=True,
        note="weights and currents of delta synapses are such that no sum is rounded; cases of "
             "exponential synapses hold within 1e-6 of the largest sum"), f"{STEPS} steps each"
