"""glif.json, qif.json, eif.json and exact_neuron.json: the other neuron models."""

from .common import Draw, check_rate, make_case, torch

import inferno.extra as extra
import inferno.neural as neural

COUNT = 3
REDUCTIONS = {"mean": None, "sum": torch.sum, "min": torch.amin, "max": torch.amax}
BASE = dict(step_time_ms=0.5, rest_mv=-60.0, refractory_ms=1.2, resistance_mohm=1.0,
            refractory_lock=True)
ADAPTS = dict(training=True, adapt=None, batch_reduction="mean")
LOCK_OFF = {"refractory_lock": False}
NO_PERIOD = {"refractory_ms": 0.0}
LINEAR = {**BASE, "reset_mv": -65.0, "threshold_mv": -50.0, "time_constant_ms": 10.0}
GLIF2 = {**BASE, "reset_add_mv": 3.0, "reset_mul": 0.25, "threshold_eq_mv": -50.0,
         "membrane_time_constant_ms": 10.0, "adaptation_rate_per_ms": [0.125],
         "spike_increment_mv": [2.0], **ADAPTS}
QUADRATIC = {**BASE, "critical_mv": -54.0, "affinity": 0.05, "reset_mv": -65.0,
             "threshold_mv": -50.0}
EXPONENTIAL = {**BASE, "rheobase_mv": -54.0, "sharpness_mv": 1.5, "reset_mv": -65.0,
               "threshold_mv": -48.0}
CURRENTS = {"membrane_time_constant_ms": 10.0, "adaptation_time_constant_ms": [20.0],
            "voltage_coupling_us": [0.3], "spike_increment_na": [2.0], **ADAPTS}
TWO_RATES = {"adaptation_rate_per_ms": [0.125, 0.02], "spike_increment_mv": [2.0, -0.5]}
THREE_CURRENTS = {"adaptation_time_constant_ms": [20.0, 150.0, 3.0],
                  "voltage_coupling_us": [0.3, 0.05, -0.1], "spike_increment_na": [2.0, 0.5, 0.0]}

#: What the parameters are called by Inferno.
NAMES = {"rest_mv": "rest_v", "reset_mv": "reset_v", "threshold_mv": "thresh_v",
         "threshold_eq_mv": "thresh_eq_v", "refractory_ms": "refrac_t",
         "time_constant_ms": "time_constant", "membrane_time_constant_ms": "tc_membrane",
         "resistance_mohm": "resistance", "reset_add_mv": "reset_v_add",
         "reset_mul": "reset_v_mul", "critical_mv": "crit_v", "affinity": "affinity",
         "rheobase_mv": "rheobase_v", "sharpness_mv": "sharpness",
         "adaptation_rate_per_ms": "rc_adaptation", "adaptation_time_constant_ms": "tc_adaptation",
         "voltage_coupling_us": "voltage_coupling", "spike_increment_mv": "spike_increment",
         "spike_increment_na": "spike_increment"}


def variants(model, base, more=None):
    """Cases of one model: its name, the changes, the batch, random adaptations at the start."""
    made = [(model, "one_sample", {}, 1, False), (model, "three_samples", {}, 3, False),
            (model, "lock_off", LOCK_OFF, 3, False),
            (model, "no_refractory_period", NO_PERIOD, 3, False)]
    if more is not None:
        made += [(model, "several_components", more, 1, True),
                 (model, "several_components_three_samples", more, 3, True),
                 (model, "several_components_lock_off", {**more, **LOCK_OFF}, 3, True),
                 (model, "evaluation", {**more, "training": False}, 3, True),
                 (model, "evaluation_told_to_adapt", {"training": False, "adapt": True}, 3, True),
                 (model, "training_told_not_to_adapt", {"adapt": False}, 1, True)]
        made += [(model, f"batch_{kind}", {**more, "batch_reduction": kind}, 3, False)
                 for kind in ("sum", "min", "max")]
    return [(*case, base) for case in made]


def make_neuron(model, p, batch):
    """The neuron group of Inferno with these parameters."""
    given = {NAMES[key]: tuple(value) if isinstance(value, list) else value
             for key, value in p.items() if key in NAMES}
    if "batch_reduction" in p:
        given["batch_reduction"] = REDUCTIONS[p["batch_reduction"]]
    neuron = getattr(neural, model)(COUNT, p["step_time_ms"], batch_size=batch, **given)
    return neuron.train(p.get("training", True))


def adaptation_name(neuron):
    """The attribute that holds the adaptation, or None."""
    for name in ("threshold_adaptation", "current_adaptation"):
        if hasattr(neuron, name):
            return name
    return None


def run_case(writer, case, steps, currents_na, states):
    """One case: the spikes of every step and, where `states`, the state after each."""
    model, title, changes, batch, preset, base = case
    name = f"{model}_{title}"
    p = {**base, **changes}
    draw = Draw(writer.seed, name)
    neuron = make_neuron(model, p, batch)
    holder = adaptation_name(neuron)
    given, record = {}, {"spikes": [], "voltage_mv": [], "refrac_ms": [], "adaptation": []}
    call = {"refrac_lock": p["refractory_lock"]}
    if holder:
        call["adapt"] = p["adapt"]
        start = getattr(neuron, holder).clone()
        if preset:
            start = draw.uniform(-1, 2, *start.shape)
            setattr(neuron, holder, start.clone())
        given["adaptation_initial"] = start
    currents = draw.uniform(*currents_na, steps, batch, COUNT, digits=0)
    for step in range(steps):
        record["spikes"].append(neuron(currents[step], **call).clone())
        record["voltage_mv"].append(neuron.voltage.clone())
        record["refrac_ms"].append(neuron.refrac.clone())
        if holder:
            record["adaptation"].append(getattr(neuron, holder).clone())
    expected = {key: torch.stack(values) for key, values in record.items()
                if values and (states or key == "spikes")}
    rate = check_rate(name, expected["spikes"])
    return rate, make_case(name, p, {"currents_na": currents, **given}, expected, model=model,
                           batch=batch, shape=[COUNT], steps=steps, states=states)


def model_file(writer, file, cases, long_cases, currents_na, **entries):
    """Writes the cases, 40 steps with all states, and long runs of 400 steps."""
    made = [run_case(writer, case, 40, currents_na, True) for case in cases]
    made += [run_case(writer, case, 400, currents_na, False) for case in long_cases]
    rates = [rate for rate, _ in made]
    written = writer.write(file, "neurons", [case for _, case in made], **entries)
    return written, f"spike rates {min(rates):.3f} to {max(rates):.3f}"


def long_runs(*runs):
    """Three samples for each of these models and bases."""
    return [(model, "long_run", changes, 3, False, base) for model, base, changes in runs]


def glif_file(writer):
    return model_file(
        writer, "glif.json",
        variants("GLIF1", LINEAR)[1:3] + variants("GLIF2", GLIF2, TWO_RATES),
        long_runs(("GLIF2", GLIF2, TWO_RATES)), (-5, 70), exact=True,
        note="exact where exp(-dt / tau) of the adaptation rounds as PyTorch's does")


def qif_file(writer):
    return model_file(
        writer, "qif.json",
        variants("QIF", {**QUADRATIC, "time_constant_ms": 10.0})
        + variants("Izhikevich", {**QUADRATIC, **CURRENTS}, THREE_CURRENTS),
        long_runs(("QIF", {**QUADRATIC, "time_constant_ms": 10.0}, {}),
                  ("Izhikevich", {**QUADRATIC, **CURRENTS}, THREE_CURRENTS)),
        (-5, 90), exact=True)


def eif_file(writer):
    return model_file(
        writer, "eif.json",
        variants("EIF", {**EXPONENTIAL, "time_constant_ms": 10.0})
        + variants("AdEx", {**EXPONENTIAL, **CURRENTS}, THREE_CURRENTS),
        long_runs(("EIF", {**EXPONENTIAL, "time_constant_ms": 10.0}, {}),
                  ("AdEx", {**EXPONENTIAL, **CURRENTS}, THREE_CURRENTS)),
        (-5, 130), exact=True,
        note="exact but for exp: a step from a recorded state is within 4 ulp of the next one, "
             "and the spikes of a free run are equal")


def exact_file(writer):
    """ExactNeuron, by its input and by spikes that are forced."""
    cases = []
    for batch in (1, 3):
        draw = Draw(writer.seed, f"exact {batch}")
        steps, p = 12, {"step_time_ms": 1.0, "rest_mv": -60.0, "threshold_mv": -45.0}
        neuron = extra.ExactNeuron((COUNT,), 1.0, rest_v=-60.0, thresh_v=-45.0, batch_size=batch)
        currents = draw.uniform(-3, 3, steps, batch, COUNT)
        forced = draw.spikes(0.4, steps, batch, COUNT)
        spikes, voltage = [], []
        for step in range(steps):  # every second step is forced
            override = forced[step] if step % 2 else None
            spikes.append(neuron(currents[step], override=override).clone())
            voltage.append(neuron.voltage.clone())
        cases.append(make_case(f"batch_{batch}", p, {"currents_na": currents, "forced": forced},
                               {"spikes": torch.stack(spikes), "voltage_mv": torch.stack(voltage)},
                               batch=batch, shape=[COUNT], steps=steps))
    return writer.write("exact_neuron.json", "ExactNeuron", cases, exact=True,
                        note="odd steps are forced"), "2 batches"
