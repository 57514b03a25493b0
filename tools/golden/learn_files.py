"""stdp.json and florian_stdp.json: the pair rule with forced spikes."""

import itertools

from .common import Draw, check_rate, make_case, rate_of, require, torch
from .update_files import set_bounds

import inferno.extra as extra
import inferno.learn as learn
import inferno.neural as neural

REDUCTIONS = {"mean": torch.mean, "sum": torch.sum}
SIGNS = {"hebbian": (1, -1), "anti_hebbian": (-1, 1), "potentiative": (1, 1),
         "depressive": (-1, -1)}
BOUNDED = {"upper": {"kind": "multiplicative", "limit": 1.0}, "clamp_min": 0.0}


def connection_of(kind, inputs, outputs, dt, batch, weight):
    common = dict(synapse=neural.DeltaCurrent.partialconstructor(1.0), batch_size=batch,
                  weight_init=lambda _: weight.clone())
    if kind == "dense":
        return neural.LinearDense((inputs,), (outputs,), dt, **common)
    maker = {"direct": neural.LinearDirect, "lateral": neural.LinearLateral}[kind]
    return maker((inputs,), dt, **common)


def run_stdp(p, pre, post, weight):
    """Feeds the spikes with the trainer and the update called every step; returns histories."""
    steps, batch, inputs = pre.shape
    outputs, dt = post.shape[2], p["step_time_ms"]
    connection = connection_of(p["connection"], inputs, outputs, dt, batch, weight)
    neuron = extra.ExactNeuron((outputs,), dt, rest_v=-60.0, thresh_v=-40.0, batch_size=batch)
    layer = neural.Serial(connection, neuron)
    connection.updater = connection.defaultupdater()
    bounds = dict(p["bounds"])
    clamp_min = bounds.pop("clamp_min", None)
    set_bounds(connection.updater.weight, bounds)
    if clamp_min is not None:
        clamping = neural.Clamping(connection.updater, "parent.weight", min=clamp_min)
        clamping.register()
    trainer = learn.STDP(
        lr_post=p["lr_post"], lr_pre=p["lr_pre"], tc_post=p["tc_post_ms"], tc_pre=p["tc_pre_ms"],
        trace_mode=p["trace_mode"], batch_reduction=REDUCTIONS[p["batch_reduction"]])
    unit = trainer.register_cell("only", layer.cell)
    start, history = connection.weight.detach().clone(), {"trace_pre": [], "trace_post": [],
                                                          "weights": []}
    for step in range(steps):
        layer(pre[step], neuron_kwargs={"override": post[step]})
        trainer()
        connection.update()
        for name in ("trace_pre", "trace_post"):
            history[name].append(unit.monitors[name].peek().clone())
        history["weights"].append(connection.weight.detach().clone())
    return start, {name: torch.stack(values) for name, values in history.items()}


def stdp_case(name, p, pre, post, weight):
    for where, spikes in (("pre", pre), ("post", post)):
        check_rate(f"stdp {name} {where}", spikes)
    start, expected = run_stdp(p, pre, post, weight)
    require(not torch.equal(expected["weights"][-1], start), f"stdp {name}: weights stay")
    steps, batch, inputs = pre.shape
    return make_case(name, p, {"pre_spikes": pre, "post_spikes": post, "weights_initial": start},
                     expected, batch=batch, inputs=inputs, outputs=post.shape[2], steps=steps)


def parameters(signs, rates, trace_mode, reduction, bounds, connection="dense", dt=1.0,
               tc_post=20.0, tc_pre=15.0):
    return dict(connection=connection, step_time_ms=dt, lr_post=signs[0] * rates[0],
                lr_pre=signs[1] * rates[1], tc_post_ms=tc_post, tc_pre_ms=tc_pre,
                trace_mode=trace_mode, batch_reduction=reduction, bounds=bounds)


# ----- the published example -------------------------------------------------------------------

V1_PRE = ["100/001", "010/100", "000/010", "101/000", "010/110", "000/001"]
V1_POST = ["00/10", "10/00", "01/11", "00/01", "11/00", "01/10"]
V1_UPPER = {"upper": {"kind": "multiplicative", "limit": 1.0}}
# name, signs, trace mode, reduction, bounds, weights after step 3, weights after step 6
V1_CASES = [
    ("v1_hebbian_cumulative_mean", "hebbian", "cumulative", "mean", {},
     [.513953984, .505475819, .513751745, .518106818, .514355063, .50875175],
     [.534840643, .523284078, .522550404, .545753479, .54010725, .521461964]),
    ("v1_hebbian_nearest_mean", "hebbian", "nearest", "mean", {},
     [.513953984, .50999999, .513751745, .518106818, .514355063, .50875175],
     [.523615777, .519830883, .523582637, .535453081, .533309042, .525765479]),
    ("v1_anti_hebbian_cumulative_sum", "anti_hebbian", "cumulative", "sum", {},
     [.472092032, .489048392, .472496539, .463786393, .471289873, .48249653],
     [.430318683, .453431785, .454899251, .408493102, .41978544, .457076073]),
    ("v1_potentiative_cumulative_mean", "potentiative", "cumulative", "mean", {},
     [.523466289, .534524202, .523751736, .518106818, .524355054, .50875175],
     [.570636988, .588175237, .56799382, .573826492, .587716281, .548629701]),
    ("v1_hebbian_cumulative_mean_upper_multiplicative", "hebbian", "cumulative", "mean",
     V1_UPPER, None,
     [.50847131, .495734334, .499837965, .515510857, .507947981, .503795981]),
]


def v1_cases():
    def spikes(rows):
        return torch.tensor([[[int(c) for c in half] for half in row.split("/")]
                             for row in rows]).bool()

    for name, sign, mode, reduction, bounds, after_3, after_6 in V1_CASES:
        p = parameters(SIGNS[sign], (0.02, 0.01), mode, reduction, bounds)
        case = stdp_case(name, p, spikes(V1_PRE), spikes(V1_POST), torch.full((2, 3), 0.5))
        for step, known in ((3, after_3), (6, after_6)):
            found = case["expected"]["weights"][step - 1].reshape(-1)
            require(known is None or torch.equal(found, torch.tensor(known)),
                    f"stdp {name}: step {step} differs from the published numbers: {found}")
        yield case


def stdp_file(writer):
    cases = list(v1_cases())
    shapes = itertools.cycle([(3, 2), (4, 3), (5, 4)])
    for sign, mode, reduction, bounded in itertools.product(
            SIGNS, ("cumulative", "nearest"), ("mean", "sum"), (False, True)):
        name = f"dense_{sign}_{mode}_{reduction}_" + ("bounded" if bounded else "unbounded")
        inputs, outputs = next(shapes)
        draw = Draw(writer.seed, "stdp " + name)
        # large rates when bounded, so that the bound and the clamp matter
        rates = (0.3, 0.25) if bounded else (0.02, 0.01)
        cases.append(stdp_case(
            name, parameters(SIGNS[sign], rates, mode, reduction, BOUNDED if bounded else {}),
            draw.spikes(0.35, 12, 2, inputs), draw.spikes(0.3, 12, 2, outputs),
            draw.uniform(0, 1, outputs, inputs)))
    require(any(bool((c["expected"]["weights"] == 0).any()) for c in cases), "stdp: no clamping")
    for connection, size in (("direct", 4), ("lateral", 4)):
        name = f"{connection}_hebbian_cumulative_mean_unbounded"
        draw = Draw(writer.seed, "stdp " + name)
        weight = draw.uniform(0, 1, *([size] * (2 if connection == "lateral" else 1)))
        cases.append(stdp_case(
            name, parameters(SIGNS["hebbian"], (0.02, 0.01), "cumulative", "mean", {},
                             connection),
            draw.spikes(0.35, 12, 2, size), draw.spikes(0.3, 12, 2, size), weight))
    draw = Draw(writer.seed, "stdp three samples")
    cases.append(stdp_case(
        "dense_three_samples_half_millisecond_steps",
        parameters(SIGNS["hebbian"], (0.02, 0.01), "cumulative", "mean", {}, dt=0.5,
                   tc_post=33.7, tc_pre=16.8),
        draw.spikes(0.3, 12, 3, 4), draw.spikes(0.3, 12, 3, 3), draw.uniform(0, 1, 3, 4)))
    return writer.write(
        "stdp.json", "STDP", cases, exact=True,
        note="the trainer and the update are called after every step; traces and weights are "
             "read after the update"), "published example holds"


# ----- Florian ---------------------------------------------------------------------------------

# step: trace_pre, trace_post, weight
FLORIAN = {
    1: (0, 0, 0.200000003), 10: (0.200000003, 0, 0.200000003),
    15: (0.155760184, 0.200000003, 0.355760187), 50: (0.0270670895, 0.0347548239, 0.355760187),
    75: (0.00775485719, 0.209957436, 0.363515049), 84: (0.00494471611, 0.133874804, 0.363515049),
    85: (0.204703569, 0.127345651, 0.236169398), 100: (0.0966951549, 0.0601538569, 0.236169398),
    110: (0.05864859, 0.236485183, 0.294817984), 115: (0.245675579, 0.18417488, 0.110643104),
    135: (0.290379047, 0.0677542016, 0.0428889021),
    140: (0.226147488, 0.252767026, 0.269036382),
    200: (0.0112592382, 0.0125845522, 0.269036382),
}


def florian_file(writer):
    pre, post = (torch.zeros(200, 1, 1, dtype=torch.bool) for _ in range(2))
    for spikes, steps in ((pre, (10, 85, 115, 135)), (post, (15, 75, 110, 140))):
        for step in steps:
            spikes[step - 1] = True
    p = parameters((1, -1), (0.2, 0.2), "cumulative", "mean", {}, "direct", 1.0, 20.0, 20.0)
    start, expected = run_stdp(p, pre, post, torch.tensor([0.2]))
    for step, known in FLORIAN.items():
        found = [expected[key][step - 1].reshape(-1)[0]
                 for key in ("trace_pre", "trace_post", "weights")]
        require(torch.equal(torch.stack(found), torch.tensor(known, dtype=torch.float32)),
                f"florian: step {step} differs from the published numbers: {found}")
    case = make_case(
        "one_synapse_two_hundred_steps", p,
        {"pre_spikes": pre, "post_spikes": post, "weights_initial": start}, expected,
        batch=1, inputs=1, outputs=1, steps=200)
    return writer.write("florian_stdp.json", "STDP", [case], exact=True), \
        f"published table holds; {rate_of(pre):.3f} spikes per step"
