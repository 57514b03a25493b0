"""recurrent_serial.json and biclique.json: layers of several connections.

Weights are small multiples of 1/64 and charges whole, so that no sum is ever rounded: voltages and
spikes are exact.
"""

from .common import Draw, check_rate, make_case, require, torch

import inferno.neural as neural

DT, BATCH, INPUTS, COUNT = 1.0, 3, 12, 7
STEPS, VOLTAGE_EVERY = 400, 20
NEURONS = {
    "feedfwd": dict(rest_mv=-65.0, reset_mv=-67.0, threshold_mv=-52.0, refractory_ms=3.0,
                    time_constant_ms=20.0, resistance_mohm=1.0),
    "feedback": dict(rest_mv=-60.0, reset_mv=-63.0, threshold_mv=-40.0, refractory_ms=2.0,
                     time_constant_ms=10.0, resistance_mohm=1.5)}
CHARGE = {"feedfwd": 8.0, "lateral": 16.0, "feedback": 16.0}


def lif(p, count, batch):
    return neural.LIF(count, DT, rest_v=p["rest_mv"], reset_v=p["reset_mv"],
                      thresh_v=p["threshold_mv"], refrac_t=p["refractory_ms"],
                      time_constant=p["time_constant_ms"], resistance=p["resistance_mohm"],
                      batch_size=batch)


def connection(kind, shapes, charge, weight):
    return getattr(neural, kind)(
        *shapes, DT, synapse=neural.DeltaCurrent.partialconstructor(charge), batch_size=BATCH,
        weight_init=lambda _: weight.clone())


# ----- RecurrentSerial -------------------------------------------------------------------------

def recurrent_case(seed, name, transformed):
    draw = Draw(seed, f"recurrent {name}")
    weights = {"feedfwd": draw.steps_of(1 / 64, -8, 112, COUNT, INPUTS),
               "lateral": draw.steps_of(1 / 64, 320, 960, COUNT),
               "feedback": draw.steps_of(1 / 64, -96, 16, COUNT, COUNT)}
    kinds = {"feedfwd": ("LinearDense", (INPUTS, COUNT)), "lateral": ("LinearDirect", (COUNT,)),
             "feedback": ("LinearLateral", (COUNT,))}
    parts = {key: connection(kind, shapes, CHARGE[key], weights[key])
             for key, (kind, shapes) in kinds.items()}
    groups = {key: lif(NEURONS[key], COUNT, BATCH) for key in NEURONS}
    # factors are powers of two: sums stay exact
    transforms = dict(
        feedfwd_out_transform=lambda x: x * 0.5 + 11.0,
        feedback_out_transform=lambda x: x * 2.0 + 0.25,
        lateral_out_transform=lambda x: torch.clamp(x, -1.0, 150.0)) if transformed else {}
    layer = neural.RecurrentSerial(
        parts["feedfwd"], parts["lateral"], parts["feedback"], groups["feedfwd"],
        groups["feedback"], **transforms)
    inputs = draw.spikes(0.3, STEPS, BATCH, INPUTS)
    history = {f"{key}_{what}": [] for key in NEURONS for what in ("spikes", "voltage_mv")}
    for step in range(STEPS):
        fired = layer(inputs[step])
        for key, spikes in zip(NEURONS, fired):
            history[f"{key}_spikes"].append(spikes.clone())
            if (step + 1) % VOLTAGE_EVERY == 0:
                history[f"{key}_voltage_mv"].append(groups[key].voltage.clone())
    expected = {key: torch.stack(values) for key, values in history.items()}
    for key in NEURONS:
        check_rate(f"recurrent {name} {key}", expected[f"{key}_spikes"])
    parameters = {"step_time_ms": DT, "transformed": transformed, **NEURONS,
                  "charge_pc": CHARGE}
    given = {"input_spikes": inputs, **{f"{key}_weights": w for key, w in weights.items()}}
    return make_case(name, parameters, given, expected, batch=BATCH, inputs=[INPUTS],
                     outputs=[COUNT], steps=STEPS, voltage_every=VOLTAGE_EVERY)


def recurrent_file(writer):
    cases = [recurrent_case(writer.seed, "plain", False),
             recurrent_case(writer.seed, "transformed", True)]
    require(cases[0]["expected"]["feedfwd_spikes"].shape == (STEPS, BATCH, COUNT), "shapes")
    return writer.write("recurrent_serial.json", "RecurrentSerial", cases, exact=True), \
        f"{STEPS} steps each"


# ----- Biclique --------------------------------------------------------------------------------

BICLIQUE_STEPS, BICLIQUE_VOLTAGE_EVERY = 60, 5


def biclique_case(seed, combine, transformed):
    name = f"{combine}_transformed" if transformed else combine
    draw = Draw(seed, f"biclique {name}")
    # ranges that make neurons fire now and then
    low, high = {"prod": (24, 128), "mean": (24, 640), "min": (64, 640),
                 "max": (8, 320)}.get(combine, (8, 160))
    rate = 0.7 if combine in ("prod", "min") else 0.4
    weights = {"dense": draw.steps_of(1 / 64, low // 4, high // 4, COUNT, INPUTS),
               "direct": draw.steps_of(1 / 64, low, high, COUNT),
               "lateral": draw.steps_of(1 / 64, low // 4, high // 4, COUNT, COUNT)}
    charge = 2.0 if combine == "prod" else 8.0
    kinds = {"dense": ("LinearDense", (INPUTS, COUNT)), "direct": ("LinearDirect", (COUNT,)),
             "lateral": ("LinearLateral", (COUNT,))}
    post = {"direct": (lambda x: x * 0.5 + 1.0,)} if transformed else {}
    pre = {"feedback": (lambda x: torch.clamp(x, -2.0, 14.0),)} if transformed else {}
    groups = {key: lif(NEURONS[key], COUNT, BATCH) for key in NEURONS}
    layer = neural.Biclique(
        [(key, connection(kind, shapes, charge, weights[key]), *post.get(key, ()))
         for key, (kind, shapes) in kinds.items()],
        [(key, groups[key], *pre.get(key, ())) for key in groups], combine)
    inputs = {"dense": draw.spikes(rate, BICLIQUE_STEPS, BATCH, INPUTS),
              "direct": draw.spikes(rate, BICLIQUE_STEPS, BATCH, COUNT),
              "lateral": draw.spikes(rate, BICLIQUE_STEPS, BATCH, COUNT)}
    history = {f"{key}_{what}": [] for key in NEURONS for what in ("spikes", "voltage_mv")}
    for step in range(BICLIQUE_STEPS):
        fired = layer({key: (spikes[step],) for key, spikes in inputs.items()})
        for key in groups:  # the original leaves a leading axis of 1
            history[f"{key}_spikes"].append(fired[key].reshape(BATCH, COUNT).clone())
            if (step + 1) % BICLIQUE_VOLTAGE_EVERY == 0:
                history[f"{key}_voltage_mv"].append(
                    groups[key].voltage.reshape(BATCH, COUNT).clone())
    expected = {key: torch.stack(values) for key, values in history.items()}
    check_rate(f"biclique {name}", expected["feedfwd_spikes"], 0.01)
    parameters = {"step_time_ms": DT, "transformed": transformed, "combine": combine,
                  "charge_pc": charge, **NEURONS}
    given = {**{f"{key}_spikes": s for key, s in inputs.items()},
             **{f"{key}_weights": w for key, w in weights.items()}}
    return make_case(name, parameters, given, expected, batch=BATCH, inputs=[INPUTS],
                     outputs=[COUNT], steps=BICLIQUE_STEPS,
                     voltage_every=BICLIQUE_VOLTAGE_EVERY)


def biclique_file(writer):
    cases = [biclique_case(writer.seed, combine, False)
             for combine in ("sum", "mean", "prod", "min", "max")]
    cases.append(biclique_case(writer.seed, "sum", True))
    return writer.write("biclique.json", "Biclique", cases, exact=True), \
        f"{BICLIQUE_STEPS} steps each"
