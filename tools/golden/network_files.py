"""linear_*.json and one_quickstart_batch.json: connections, and a whole small network."""

import math

from .common import Draw, check_rate, make_case, require, torch

import inferno.functional as functional
import inferno.learn as learn
import inferno.neural as neural

# ----- connections without delays --------------------------------------------------------------

SUMS_NOTE = ("cases that are not exact hold within their own absolute tolerance, 1e-6 of the "
             "largest sum of magnitudes: the order of the sums is free")
# name, input shape, output shape, bias, batch, weights that are small multiples of 1/64
DENSE_CASES = [
    ("one_sample", (8,), (5,), False, 1, False),
    ("one_sample_bias", (8,), (5,), True, 1, False),
    ("three_samples", (8,), (5,), False, 3, False),
    ("three_samples_bias", (8,), (5,), True, 3, False),
    ("three_samples_bias_multi_dimensional", (2, 3), (2, 2), True, 3, False),
    ("three_samples_bias_exact_sums", (8,), (5,), True, 3, True),
    ("three_samples_multi_dimensional_exact_sums", (2, 3), (2, 1, 2), False, 3, True),
]
SQUARE_CASES = [
    ("one_sample", (6,), None, False, 1, False),
    ("one_sample_bias", (6,), None, True, 1, False),
    ("three_samples", (6,), None, False, 3, False),
    ("three_samples_bias", (6,), None, True, 3, False),
    ("three_samples_bias_multi_dimensional", (2, 3), None, True, 3, False),
    ("three_samples_bias_exact_sums", (6,), None, True, 3, True),
]
STEPS = 12


def connection_cases(seed, kind, rows):
    for name, in_shape, out_shape, biased, batch, whole in rows:
        inputs, outputs = math.prod(in_shape), math.prod(out_shape or in_shape)
        draw = Draw(seed, f"{kind} {name}")
        sizes = (inputs,) if kind == "LinearDirect" else (outputs, inputs)
        # exact cases: currents of 2 nA and multiples of 1/64, so that no sum is ever rounded
        dt, charge = (1.0, 2.0) if whole else (0.5, 0.7)
        make = (lambda *s: draw.steps_of(1 / 64, -64, 64, *s)) if whole else (
            lambda *s: draw.uniform(-1, 1, *s, digits=4))
        weight, bias = make(*sizes), make(outputs)
        shapes = (in_shape,) if out_shape is None else (in_shape, out_shape)
        connection = getattr(neural, kind)(
            *shapes, dt, synapse=neural.DeltaCurrent.partialconstructor(charge), bias=biased,
            batch_size=batch, weight_init=lambda _: weight.clone(),
            bias_init=lambda _: bias.clone())
        spikes = draw.spikes(0.4, STEPS, batch, *in_shape)
        check_rate(f"{kind} {name}", spikes)
        outs = torch.stack([connection(spikes[step]).clone() for step in range(STEPS)])
        held = connection.weight.detach().clone()
        given = {"input_spikes": spikes, "weights": weight}
        if biased:
            given["bias"] = bias
        entries = {"exact": True}
        if kind != "LinearDirect" and not whole:
            largest = float(held.abs().sum(1).max()) * charge / dt + biased
            entries = {"exact": False, "tolerance": float(f"{1e-6 * largest:.1g}")}
        if kind == "LinearLateral":
            require(bool((held.diagonal() == 0).all()), "lateral: the diagonal is not masked")
        yield make_case(
            name, {"step_time_ms": dt, "charge_pc": charge, "delay_ms": None, "bias": biased},
            given, {"outputs": outs, "weights_held": held}, batch=batch,
            inputs=list(in_shape), outputs=list(out_shape or in_shape), steps=STEPS, **entries)


def connection_file(writer, filename, kind, rows, exact):
    cases = list(connection_cases(writer.seed, kind, rows))
    return writer.write(filename, kind, cases, exact=exact,
                        tolerance=None if exact else 1e-5,
                        note=None if exact else SUMS_NOTE), f"{STEPS} steps each"


def dense_file(writer):
    return connection_file(writer, "linear_dense.json", "LinearDense", DENSE_CASES, False)


def direct_file(writer):
    return connection_file(writer, "linear_direct.json", "LinearDirect", SQUARE_CASES, True)


def lateral_file(writer):
    return connection_file(writer, "linear_lateral.json", "LinearLateral", SQUARE_CASES, False)


# ----- the quickstart network, tiny ------------------------------------------------------------

INPUTS, COUNT, BATCH, LENGTH, WEIGHTS_EVERY = 12, 5, 3, 60, 10
EXCITATORY = dict(rest_mv=-65.0, reset_mv=-60.0, threshold_eq_mv=-52.0, refractory_ms=5.0,
                  membrane_time_constant_ms=100.0, resistance_mohm=1.0,
                  adaptation_time_constant_ms=[1e7], spike_increment_mv=[0.05])
INHIBITORY = dict(rest_mv=-60.0, reset_mv=-45.0, threshold_mv=-40.0, refractory_ms=2.0,
                  time_constant_ms=75.0, resistance_mohm=1.0)
LEARNING = dict(lr_post=5e-4, lr_pre=-5e-6, tc_post_ms=30.0, tc_pre_ms=30.0,
                trace_mode="cumulative", batch_reduction="mean",
                bounds={"upper": {"kind": "multiplicative", "limit": 1.0}, "clamp_min": 0.0})
NETWORK = dict(step_time_ms=1.0, feedforward_charge_pc=100.0, lateral_charge_pc=100.0,
               trigger_charge_pc=75.0, lateral_weight=-3.0, trigger_weight=15.0,
               normalization={"order": 1, "dim": "last", "scale": 4.8, "epsilon": 1e-12},
               excitatory=EXCITATORY, inhibitory=INHIBITORY, stdp=LEARNING)


class Network(torch.nn.Module):
    """Feedforward to excitatory, one to one to inhibitory, all-but-one back to excitatory."""

    def __init__(self, weight):
        super().__init__()
        n, e, i, dt = NETWORK, EXCITATORY, INHIBITORY, NETWORK["step_time_ms"]
        delta = neural.DeltaCurrent.partialconstructor
        exc = neural.ALIF(
            COUNT, dt, rest_v=e["rest_mv"], reset_v=e["reset_mv"],
            thresh_eq_v=e["threshold_eq_mv"], refrac_t=e["refractory_ms"],
            tc_membrane=e["membrane_time_constant_ms"], resistance=e["resistance_mohm"],
            tc_adaptation=e["adaptation_time_constant_ms"][0],
            spike_increment=e["spike_increment_mv"][0], batch_size=BATCH)
        inh = neural.LIF(
            COUNT, dt, rest_v=i["rest_mv"], reset_v=i["reset_mv"], thresh_v=i["threshold_mv"],
            refrac_t=i["refractory_ms"], time_constant=i["time_constant_ms"],
            resistance=i["resistance_mohm"], batch_size=BATCH)
        feedforward = neural.LinearDense(
            weight.shape[1], COUNT, dt, synapse=delta(n["feedforward_charge_pc"]),
            batch_size=BATCH, weight_init=lambda _: weight.clone())
        lateral = neural.LinearLateral(
            COUNT, dt, synapse=delta(n["lateral_charge_pc"]), batch_size=BATCH,
            weight_init=lambda w: torch.full_like(w, n["lateral_weight"]))
        trigger = neural.LinearDirect(
            COUNT, dt, synapse=delta(n["trigger_charge_pc"]), batch_size=BATCH,
            weight_init=lambda w: torch.full_like(w, n["trigger_weight"]))
        self.feedfwd = neural.Serial(feedforward, exc)
        self.inhibit = neural.Serial(lateral, exc)
        self.trigger = neural.Serial(trigger, inh)
        feedforward.updater = feedforward.defaultupdater()
        feedforward.updater.weight.upperbound(functional.bound_upper_multiplicative, 1.0)
        self.hooks = [neural.Clamping(feedforward.updater, "parent.weight", min=0.0)]
        self.hooks[0].register()


def run_network(weight, inputs):
    """One batch in training mode; histories of every step, and the weights after normalizing."""
    network = Network(weight)
    s, norm = LEARNING, NETWORK["normalization"]
    trainer = learn.STDP(lr_post=s["lr_post"], lr_pre=s["lr_pre"], tc_post=s["tc_post_ms"],
                         tc_pre=s["tc_pre_ms"], trace_mode=s["trace_mode"],
                         batch_reduction=torch.mean)
    trainer.register_cell("feedfwd", network.feedfwd.cell)
    connection, exc = network.feedfwd.connection, network.feedfwd.neuron
    history = {key: [] for key in ("exc_spikes", "exc_voltage_mv", "exc_adaptation_mv",
                                   "inh_spikes", "weights")}
    for step in range(LENGTH):
        exc_spikes = network.feedfwd(inputs[step])
        inh_spikes = network.trigger(exc_spikes)
        network.inhibit(inh_spikes)
        trainer()
        connection.update()
        history["exc_spikes"].append(exc_spikes.clone())
        history["exc_voltage_mv"].append(exc.voltage.clone())
        history["exc_adaptation_mv"].append(exc.threshold_adaptation.clone())
        history["inh_spikes"].append(inh_spikes.clone())
        if (step + 1) % WEIGHTS_EVERY == 0:
            history["weights"].append(connection.weight.detach().clone())
    normalization = neural.Normalization(network, "feedfwd.connection.weight", norm["order"],
                                         norm["scale"], -1)
    normalization.register()
    normalization()
    expected = {key: torch.stack(values) for key, values in history.items()}
    expected["weights_normalized"] = connection.weight.detach().clone()
    return expected, torch.exp(-NETWORK["step_time_ms"] / exc.tc_adaptation)


def quickstart_file(writer):
    draw = Draw(writer.seed, "quickstart")
    inputs = draw.spikes(0.13, LENGTH, BATCH, INPUTS)
    # sample b mostly drives a third of the inputs, so that the groups learn something different
    for b in range(BATCH):
        inputs[:, b, 4 * b:4 * b + 4] |= draw.spikes(0.5, LENGTH, 4)
    weight = draw.uniform(0, 0.8, COUNT, INPUTS, digits=3)
    expected, decay = run_network(weight, inputs)
    exc = check_rate("quickstart excitatory", expected["exc_spikes"])
    inh = check_rate("quickstart inhibitory", expected["inh_spikes"])
    require(float((expected["weights"][-1] - weight).abs().max()) > 1e-3, "weights stay")

    # the same network with its inputs in another order: only the order of sums differs
    order = list(range(INPUTS))
    draw.source.shuffle(order)
    other, _ = run_network(weight[:, order], inputs[:, :, order])
    for key in ("exc_spikes", "inh_spikes"):
        require(torch.equal(other[key], expected[key]), f"quickstart: {key} depend on sum order")
    tolerances = {"weights": 1e-5, "weights_normalized": 1e-5, "exc_voltage_mv": 1e-3,
                  "exc_adaptation_mv": 1e-5}
    for key, limit in tolerances.items():
        back = other[key]
        if key.startswith("weights"):
            back = torch.empty_like(back)
            back[..., order] = other[key]
        require(float((back - expected[key]).abs().max()) < limit / 4,
                f"quickstart: {key} depends on sum order")
    case = make_case(
        "one_batch_in_training_mode", NETWORK,
        {"input_spikes": inputs, "weights_initial": weight, "adaptation_decay": decay}, expected,
        batch=BATCH, inputs=[INPUTS], outputs=[COUNT], steps=LENGTH,
        weights_every=WEIGHTS_EVERY, tolerances=tolerances)
    return writer.write(
        "one_quickstart_batch.json", "quickstart network", [case], exact=False, tolerance=1e-5,
        note="spikes must be equal; the other arrays hold within the tolerances of the case"), \
        f"excitatory rate {exc:.3f}, inhibitory rate {inh:.3f}"
