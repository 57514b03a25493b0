"""lif.json and alif.json: neuron groups fed with recorded currents."""

from .common import Draw, check_rate, make_case, torch

import inferno.neural as neural

LIF_BASE = dict(step_time_ms=0.5, rest_mv=-60.0, reset_mv=-65.0, threshold_mv=-50.0,
                refractory_ms=1.2, time_constant_ms=10.0, resistance_mohm=1.0,
                refractory_lock=True)
# name, changed parameters, batch, steps, voltage_every, range of the currents in nA
LIF_CASES = [
    ("lock_on_one_sample", {}, 1, 80, 1, (-5, 60)),
    ("lock_off_three_samples", {"refractory_lock": False}, 3, 80, 1, (-5, 60)),
    ("lock_on_long_refractory_three_samples", {"refractory_ms": 5.0, "step_time_ms": 1.0},
     3, 60, 1, (0, 80)),
    ("no_refractory_period", {"refractory_ms": 0.0, "step_time_ms": 1.0}, 1, 60, 1, (-10, 50)),
    ("no_refractory_period_lock_off",
     {"refractory_ms": 0.0, "step_time_ms": 1.0, "refractory_lock": False}, 3, 60, 1, (-10, 50)),
    ("refractory_not_exact_in_float32", {"refractory_ms": 0.3, "step_time_ms": 0.1},
     3, 100, 1, (0, 500)),
    ("resistance_of_two_and_a_half", {"resistance_mohm": 2.5}, 3, 70, 1, (-5, 30)),
    ("long_run", {"step_time_ms": 1.0, "refractory_ms": 2.0}, 3, 400, 20, (-10, 45)),
]

ALIF_BASE = dict(step_time_ms=0.5, rest_mv=-60.0, reset_mv=-65.0, threshold_eq_mv=-50.0,
                 refractory_ms=1.2, membrane_time_constant_ms=10.0, resistance_mohm=1.0,
                 adaptation_time_constant_ms=[20.0], spike_increment_mv=[0.75],
                 refractory_lock=True, training=True, adapt=None, batch_reduction="mean")
THREE = {"adaptation_time_constant_ms": [8.0, 30.0, 200.0],
         "spike_increment_mv": [2.0, 0.25, -0.5]}
# name, changed parameters, batch, steps, start adaptations at random values
ALIF_CASES = [
    ("one_component_one_sample", {}, 1, 60, False),
    ("one_component_three_samples", {}, 3, 60, False),
    ("one_component_three_samples_lock_off", {"refractory_lock": False}, 3, 60, False),
    ("three_components_one_sample", THREE, 1, 60, False),
    ("three_components_three_samples", THREE, 3, 60, True),
    ("three_components_three_samples_lock_off", {**THREE, "refractory_lock": False}, 3, 60, True),
    ("no_refractory_period", {"refractory_ms": 0.0, "step_time_ms": 1.0}, 3, 60, False),
    ("evaluation_mode_keeps_adaptation", {**THREE, "training": False}, 3, 60, True),
    ("evaluation_mode_told_to_adapt", {"training": False, "adapt": True}, 1, 60, True),
    ("training_mode_told_not_to_adapt", {"adapt": False}, 1, 60, True),
    ("very_slow_adaptation",
     {"adaptation_time_constant_ms": [1e7], "spike_increment_mv": [0.05], "step_time_ms": 1.0,
      "refractory_ms": 5.0, "resistance_mohm": 1.5}, 3, 60, False),
]
LIF_COUNT, ALIF_COUNT = 6, 4


def lif_file(writer):
    cases, rates = [], []
    for name, changes, batch, steps, every, (low, high) in LIF_CASES:
        p = {**LIF_BASE, **changes}
        neuron = neural.LIF(
            LIF_COUNT, p["step_time_ms"], rest_v=p["rest_mv"], reset_v=p["reset_mv"],
            thresh_v=p["threshold_mv"], refrac_t=p["refractory_ms"],
            time_constant=p["time_constant_ms"], resistance=p["resistance_mohm"],
            batch_size=batch)
        currents = Draw(writer.seed, "lif " + name).uniform(
            low, high, steps, batch, LIF_COUNT, digits=1 if every > 1 else 2)
        spikes, voltage, refrac = [], [], []
        for step in range(steps):
            spikes.append(neuron(currents[step], refrac_lock=p["refractory_lock"]).clone())
            if (step + 1) % every == 0:
                voltage.append(neuron.voltage.clone())
                refrac.append(neuron.refrac.clone())
        spikes = torch.stack(spikes)
        rates.append(check_rate("lif " + name, spikes))
        cases.append(make_case(
            name, p, {"currents_na": currents},
            {"spikes": spikes, "voltage_mv": torch.stack(voltage),
             "refrac_ms": torch.stack(refrac)},
            batch=batch, shape=[LIF_COUNT], steps=steps, voltage_every=every))
    return writer.write("lif.json", "LIF", cases, exact=True), spread(rates)


def alif_file(writer):
    cases, rates = [], []
    for name, changes, batch, steps, preset in ALIF_CASES:
        p = {**ALIF_BASE, **changes}
        draw = Draw(writer.seed, "alif " + name)
        taus = p["adaptation_time_constant_ms"]
        neuron = neural.ALIF(
            ALIF_COUNT, p["step_time_ms"], rest_v=p["rest_mv"], reset_v=p["reset_mv"],
            thresh_eq_v=p["threshold_eq_mv"], refrac_t=p["refractory_ms"],
            tc_membrane=p["membrane_time_constant_ms"], tc_adaptation=tuple(taus),
            spike_increment=tuple(p["spike_increment_mv"]), resistance=p["resistance_mohm"],
            batch_size=batch)
        neuron.train(p["training"])
        start = torch.zeros(ALIF_COUNT, len(taus))
        if preset:
            start = draw.uniform(-1, 4, ALIF_COUNT, len(taus))
            neuron.threshold_adaptation = start.clone()
        decay = torch.exp(-p["step_time_ms"] / neuron.tc_adaptation)
        currents = draw.uniform(-5, 70, steps, batch, ALIF_COUNT)
        spikes, voltage, refrac, adaptation = [], [], [], []
        for step in range(steps):
            spikes.append(neuron(currents[step], adapt=p["adapt"],
                                 refrac_lock=p["refractory_lock"]).clone())
            voltage.append(neuron.voltage.clone())
            refrac.append(neuron.refrac.clone())
            adaptation.append(neuron.threshold_adaptation.clone())
        spikes = torch.stack(spikes)
        rates.append(check_rate("alif " + name, spikes))
        cases.append(make_case(
            name, p, {"currents_na": currents, "decay": decay, "adaptation_initial_mv": start},
            {"spikes": spikes, "voltage_mv": torch.stack(voltage),
             "refrac_ms": torch.stack(refrac), "adaptation_mv": torch.stack(adaptation)},
            batch=batch, shape=[ALIF_COUNT], components=len(taus), steps=steps, voltage_every=1))
    note = ("exact when the adaptation decay factors given as decay are used; with decay factors "
            "of another exp (they may differ by an ulp) the tolerance holds. The batch mean is "
            "the sum in sample order divided by the batch size.")
    return writer.write("alif.json", "ALIF", cases, exact=True, tolerance=1e-4,
                        note=note), spread(rates)


def spread(rates):
    return f"spike rates {min(rates):.3f} to {max(rates):.3f}"
