"""One case of a trainer: a connection with forced output spikes, updated after every step."""

import inspect

from .common import Draw, check_rate, make_case, require, torch

import einops
import inferno.extra as extra
import inferno.functional as functional
import inferno.learn as learn
import inferno.neural as neural
from inferno.learn.trainers import two_factor_stdp

STEPS = 30
LONGEST_MS = 3.0
REDUCTIONS = {"mean": torch.mean, "sum": torch.sum, "max": torch.amax}
SIGNS = {"hebbian": (1, -1), "anti_hebbian": (-1, 1), "potentiative": (1, 1),
         "depressive": (-1, -1)}
KERNELS = {"kernel_post": functional.exp_stdp_post_kernel,
           "kernel_pre": functional.exp_stdp_pre_kernel}
# sizes by connection: input shape, output shape
SHAPES = {"dense": ((5,), (4,)), "direct": ((4,), (4,)), "lateral": ((4,), (4,)),
          "conv2d": ((1, 5, 5), (2, 3, 3))}
MENDED = ("Conv2D.presyn_receptive always fails in Inferno 0.0.5 (its pattern drops an axis); "
          "recorded with the reshape that its documentation describes")
# per trained parameter: the name of its array
ARRAYS = {"weight": "weights", "bias": "bias", "delay": "delays_ms"}


def trainer_class(rule):
    return getattr(learn, rule, None) or getattr(two_factor_stdp, rule)


def is_modulated(rule):
    return "signal" in inspect.signature(trainer_class(rule).forward).parameters


def parameter_of(rule, p):
    """The parameter that a rule trains: "weight", "bias" or "delay"."""
    return p.get("param", "delay" if rule.endswith("STDPD") else "weight")


def make_trainer(rule, p):
    """A trainer from the parameters that its constructor knows, without their units."""
    known = inspect.signature(trainer_class(rule).__init__).parameters
    arguments = {}
    for key, value in p.items():
        if value == "per_output":
            value = None  # given when the cell is registered
        name = {"tolerance_ms": "interp_tolerance"}.get(key, key.removesuffix("_ms"))
        if key in KERNELS:
            arguments[key] = KERNELS[key]
            arguments[key + "_kwargs"] = {k.removesuffix("_ms"): v for k, v in value.items()}
        elif name == "batch_reduction":
            arguments[name] = REDUCTIONS[value]
        elif name in known:
            arguments[name] = value
    return trainer_class(rule)(**arguments)


class MendedConv2D(neural.Conv2D):
    """Conv2D that can be trained: B x (C kH kW) x L [x F] becomes B x F or 1 x C x kH x kW x L."""

    def presyn_receptive(self, data):
        kernel_height, kernel_width = self.kernel
        return einops.rearrange(data, "b (c kh kw) l ... -> b (...) c kh kw l", c=self.channels,
                                kh=kernel_height, kw=kernel_width)


def make_connection(p, batch, given):
    inputs, outputs = SHAPES[p["connection"]]
    options = dict(synapse=neural.DeltaCurrent.partialconstructor(1.0), batch_size=batch,
                   weight_init=lambda _: given["weights_initial"].clone())
    if "bias_initial" in given:
        options.update(bias=True, bias_init=lambda _: given["bias_initial"].clone())
    if "delays_initial_ms" in given:
        options.update(delay=p["delay_ms"],
                       delay_init=lambda _: given["delays_initial_ms"].clone())
    dt = p["step_time_ms"]
    if p["connection"] == "conv2d":
        channels, height, width = inputs
        return MendedConv2D(height, width, channels, outputs[0], dt, 3, **options)
    if p["connection"] == "dense":
        return neural.LinearDense(inputs, outputs, dt, **options)
    maker = {"direct": neural.LinearDirect, "lateral": neural.LinearLateral}[p["connection"]]
    return maker(inputs, dt, **options)


def weight_shape(kind):
    inputs, outputs = SHAPES[kind]
    return {"dense": outputs + inputs, "direct": inputs, "lateral": inputs + inputs,
            "conv2d": (outputs[0], inputs[0], 3, 3)}[kind]


def draw_given(draw, rule, p, batch):
    """Everything that goes in. A delay that is trained starts far from both ends of its range."""
    inputs, outputs = SHAPES[p["connection"]]
    shape = weight_shape(p["connection"])
    given = {"pre_spikes": draw.spikes(0.3, STEPS, batch, *inputs),
             "post_spikes": draw.spikes(0.25, STEPS, batch, *outputs),
             "weights_initial": draw.uniform(0, 1, *shape)}
    if p["connection"] == "lateral":
        given["weights_initial"] *= 1 - torch.eye(inputs[0])
    if parameter_of(rule, p) == "bias":
        given["bias_initial"] = draw.uniform(-1, 1, outputs[0])
    if "delay_ms" in p:
        if p["delays"] == "steps":
            steps = round(p["delay_ms"] / p["step_time_ms"])
            given["delays_initial_ms"] = draw.steps_of(p["step_time_ms"], 0, steps, *shape)
        else:
            trained = parameter_of(rule, p) == "delay"
            low, high = (1, 2) if trained else (0, p["delay_ms"])
            given["delays_initial_ms"] = draw.uniform(low, high, *shape)
    if p.get("reward") == "number":
        given["rewards"] = draw.uniform(-1, 1, STEPS)
        given["rewards"][::5] = 0
    if p.get("reward") == "per_sample":
        rewards = draw.uniform(-1, 1, STEPS, batch)
        rewards[1::6] = rewards[1::6].abs()  # no sample is punished
        rewards[4::6] = -rewards[4::6].abs()  # none is rewarded
        rewards[2::7, 0] = 0
        given["rewards"] = rewards
    if p.get("target") == "per_output":
        given["target"] = draw.uniform(0.1, 0.5, batch, *outputs)
    return given


def age_difference(given):
    """Steps since a source's last spike less those since a target's, [S][B][O][I]; NaN: never."""
    def ages(spikes):
        last, rows = torch.full(spikes.shape[1:], float("nan")), []
        for spiking in spikes:
            last = torch.where(spiking, torch.zeros_like(last), last + 1)
            rows.append(last)
        return torch.stack(rows)

    source, target = ages(given["pre_spikes"]), ages(given["post_spikes"])
    return source[:, :, None, :] - target[:, :, :, None]


def is_close_call(rule, p, given, history):
    """Whether rounding could decide which of two spikes came first, the delay included."""
    if "Adjusted" not in rule or p["delays"] == "steps":
        return False
    delays = torch.stack([given["delays_initial_ms"]] * STEPS)
    if "delays_ms" in history:
        delays[1:] = torch.stack(history["delays_ms"][:-1])
    difference = age_difference(given) * p["step_time_ms"] - delays[:, None]
    return bool((difference.abs() < 1e-5).any())


def run_case(rule, p, batch, given):
    """Parts before every update (empty: nothing was appended) and the parameter after it."""
    connection = make_connection(p, batch, given)
    outputs = SHAPES[p["connection"]][1]
    neuron = extra.ExactNeuron(outputs, p["step_time_ms"], rest_v=-60.0, thresh_v=-40.0,
                               batch_size=batch)
    layer = neural.Serial(connection, neuron)
    connection.updater = connection.defaultupdater()
    trainer = make_trainer(rule, p)
    trainer.register_cell("only", layer.cell, **(
        {"target": given["target"]} if "target" in given else {}))
    trained = parameter_of(rule, p)
    accumulator = getattr(connection.updater, trained)
    history = {"pos": [], "neg": [], ARRAYS[trained]: []}
    for step in range(STEPS):
        layer(given["pre_spikes"][step].float(),
              neuron_kwargs={"override": given["post_spikes"][step]})
        if is_modulated(rule):
            reward = given["rewards"][step]
            trainer(reward if p["reward"] == "per_sample" else float(reward), p["scale"])
        else:
            trainer()
        for side in ("pos", "neg"):
            part = getattr(accumulator, side)
            history[side].append(torch.zeros(0) if part is None else part.detach().clone())
        connection.update()
        history[ARRAYS[trained]].append(getattr(connection, trained).detach().clone())
    return history


def one_digit(value):
    return float(f"{value:.1g}")


def is_exact(rule, p, batch):
    """Not where exp is taken per pair, nor where the order of a sum is anyone's choice.

    These are sums over positions, over more than four rows (per-sample rewards where both terms
    go to one side have two rows per sample), and over a batch before or after its eligibility.
    """
    if "Adjusted" in rule or "Kernel" in rule or p["connection"] == "conv2d":
        return False
    if p.get("reward") == "number":
        return rule != "MSTDPET" or batch == 1
    doubled = p.get("reward") == "per_sample" and p["lr_post"] * p["lr_pre"] > 0
    return not (doubled and batch > 2)


def tolerances(rule, p, history):
    largest = {name: max(float(part.abs().max()) for part in parts if part.numel())
               for name, parts in history.items() if any(part.numel() for part in parts)}
    # 1e-6 of a part; a parameter adds up a rounding per step and the errors of its parts
    limits = {name: one_digit(1e-6 * value) for name, value in largest.items()}
    trained = ARRAYS[parameter_of(rule, p)]
    limits[trained] = one_digit(2e-6 * largest[trained])
    return limits


def trainer_case(seed, rule, name, p, batch):
    """A case, drawn again where rounding could decide the order of two spikes."""
    draw = Draw(seed, f"{rule} {name}")
    while True:
        given = draw_given(draw, rule, p, batch)
        history = run_case(rule, p, batch, given)
        if not is_close_call(rule, p, given, history):
            break
    where = f"{rule} {name}"
    check_rate(where + " pre", given["pre_spikes"])
    check_rate(where + " post", given["post_spikes"])
    trained = ARRAYS[parameter_of(rule, p)]
    start = given[{"weights": "weights_initial", "bias": "bias_initial",
                   "delays_ms": "delays_initial_ms"}[trained]]
    require(not torch.equal(history[trained][-1], start), f"{where}: {trained} stay")
    if trained == "delays_ms":
        values = torch.stack(history[trained])
        require(bool(((values >= 0) & (values <= p["delay_ms"])).all()),
                f"{where}: delays leave their range")
    inputs, outputs = SHAPES[p["connection"]]
    limits = {} if is_exact(rule, p, batch) else {"tolerances": tolerances(rule, p, history)}
    note = {"note": MENDED} if p["connection"] == "conv2d" else {}
    return make_case(name, p, given, history, batch=batch, inputs=list(inputs),
                     outputs=list(outputs), steps=STEPS, **limits, **note)
