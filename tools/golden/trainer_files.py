"""trainer_*.json: every trainer with forced output spikes, one file each.

Left out because Inferno 0.0.5 raises: delays read by the trainer (delayed) in TripletSTDP and
StableTripletSTDP where the connection has some, and rates of 0 where the amplitude of a trace is
made from them (STDP, TripletSTDP, MSTDP, MSTDPET). MSTDPET and the delay-adjusted rules have no
choice of where delays are read. LinearHomeostasis appends a negative part with its sign and has
it subtracted, so both parts move the parameter in the direction of the rate; recorded as it is.
"""

import itertools

from .trainer_run import LONGEST_MS, SIGNS, is_modulated, trainer_case

MODES = ("cumulative", "nearest")
# batch and reduction, taken in turn by the cases of a rule
SAMPLES = ((3, "sum"), (1, "mean"), (3, "mean"), (3, "sum"), (3, "mean"))


def pair_rates(signs):
    return dict(lr_post=0.02 * signs[0], lr_pre=0.015 * signs[1], tc_post_ms=20.0,
                tc_pre_ms=15.0)


def eligibility_rates(signs):
    return dict(pair_rates(signs), tc_eligibility_ms=8.0)


def triplet_rates(signs):
    return dict(lr_post_pair=0.02 * signs[0], lr_post_triplet=0.03, lr_pre_pair=0.015 * signs[1],
                lr_pre_triplet=0.01, tc_post_fast_ms=20.0, tc_post_slow_ms=45.0,
                tc_pre_fast_ms=15.0, tc_pre_slow_ms=40.0)


def adjusted_rates(signs):
    return dict(lr_pos=0.02 * signs[0], lr_neg=0.015 * signs[1], tc_pos_ms=15.0, tc_neg_ms=20.0)


def delay_rates(signs):
    """Hebbian: delays shrink (lr_neg < 0) where the target spiked after the delayed source."""
    return dict(lr_neg=-0.006 * signs[0], lr_pos=-0.008 * signs[1], tc_neg_ms=20.0, tc_pos_ms=15.0)


def kernel_rates(signs):
    return dict(kernel_post={"learning_rate": 0.02 * signs[0], "time_constant_ms": 15.0},
                kernel_pre={"learning_rate": 0.015 * signs[1], "time_constant_ms": 20.0})


def delay_kernel_rates(signs):
    return dict(kernel_post={"learning_rate": -0.006 * signs[0], "time_constant_ms": 20.0},
                kernel_pre={"learning_rate": -0.008 * signs[1], "time_constant_ms": 15.0})


# file, class, rates, trace modes, whether on every connection, whether delays are read by choice
RULES = [
    ("stdp", "STDP", pair_rates, MODES, True, True),
    ("stable_stdp", "StableSTDP", pair_rates, MODES, True, True),
    ("triplet_stdp", "TripletSTDP", triplet_rates, MODES, True, False),
    ("stable_triplet_stdp", "StableTripletSTDP", triplet_rates, MODES, False, False),
    ("mstdp", "MSTDP", pair_rates, MODES, True, True),
    ("mstdpet", "MSTDPET", eligibility_rates, MODES, False, False),
    ("kernel_stdp", "KernelSTDP", kernel_rates, (None,), False, True),
    ("delay_adjusted_stdp", "DelayAdjustedSTDP", adjusted_rates, (None,), False, False),
    ("delay_adjusted_stdpd", "DelayAdjustedSTDPD", delay_rates, (None,), False, False),
    ("delay_adjusted_kernel_stdp", "DelayAdjustedKernelSTDP", kernel_rates, (None,), False, False),
    ("delay_adjusted_kernel_stdpd", "DelayAdjustedKernelSTDPD", delay_kernel_rates, (None,),
     False, False),
    ("delay_adjusted_mstdp", "DelayAdjustedMSTDP", adjusted_rates, (None,), False, False),
    ("delay_adjusted_mstdpd", "DelayAdjustedMSTDPD", delay_rates, (None,), False, False),
]


def parameters(rule, rates, sign, mode, reduction, reward, connection="dense", dt=1.0,
               delays=None, delayed=None, scale=1.0):
    """Parameters of a case; those that the rule or the case does not have are left out."""
    p = dict(trainer=rule, connection=connection, step_time_ms=dt, **rates(SIGNS[sign]))
    if mode is not None:
        p["trace_mode"] = mode
    p["batch_reduction"] = reduction
    if delays is None and "Adjusted" in rule:
        delays = "between"
    if delays is not None:
        p.update(delay_ms=LONGEST_MS, delays=delays)
    if delayed is not None:
        p.update(delayed=delayed, tolerance_ms=0.0)
    if reward is not None:
        p.update(reward=reward, scale=scale)
    return p


def rule_cases(seed, rule, rates, modes, everywhere, reads_delays):
    """All signs, trace modes and kinds of reward; then one thing at a time, Hebbian, 3 samples."""
    samples = itertools.cycle(SAMPLES)
    rewards = ("number", "per_sample") if is_modulated(rule) else (None,)
    for sign, mode, reward in itertools.product(SIGNS, modes, rewards):
        batch, reduction = next(samples)
        name = "_".join(filter(None, ("dense", sign, mode, reduction, f"of_{batch}", reward)))
        yield trainer_case(seed, rule, name,
                           parameters(rule, rates, sign, mode, reduction, reward), batch)

    def one(name, reduction="mean", reward=rewards[-1], **rest):
        p = parameters(rule, rates, "hebbian", modes[0], reduction, reward, **rest)
        return trainer_case(seed, rule, name, p, 3)

    yield one("short_steps", dt=0.8)
    if rule in ("STDP", "MSTDP", "KernelSTDP"):
        yield one("largest_of_samples", reduction="max")
    for connection in ("direct", "lateral", "conv2d") if everywhere else ():
        yield one(connection, connection=connection)
    for reward in rewards if is_modulated(rule) else ():
        yield one(f"scaled_{reward}", reward=reward, scale=0.7)
    if reads_delays:
        yield one("delays_of_the_synapse", delays="steps", delayed=False)
        yield one("delays_of_the_trainer", delays="steps", delayed=True)
        if everywhere and not is_modulated(rule):
            yield one("delays_of_the_synapse_conv2d", delays="steps", delayed=False,
                      connection="conv2d")
            yield one("delays_of_the_trainer_conv2d", delays="steps", delayed=True,
                      connection="conv2d")
    elif "Adjusted" not in rule:
        yield one("delays_of_the_synapse", delays="steps")
    elif not rule.endswith("D"):
        yield one("delays_of_whole_steps", delays="steps")


def homeostasis_cases(seed):
    rule, samples = "LinearHomeostasis", itertools.cycle(SAMPLES)

    def case(name, param, plasticity, target, reduction, batch, dt=1.0):
        p = dict(trainer=rule, connection="dense", step_time_ms=dt, plasticity=plasticity,
                 target=target, param=param, batch_reduction=reduction)
        if param == "delay":
            p.update(delay_ms=LONGEST_MS, delays="between")
        return trainer_case(seed, rule, name, p, batch)

    for param, (label, plasticity) in itertools.product(
            ("weight", "bias", "delay"), (("positive", 0.01), ("negative", -0.01))):
        batch, reduction = next(samples)
        yield case(f"{param}_{label}_{reduction}_of_{batch}", param, plasticity, 0.25, reduction,
                   batch)
    yield case("target_of_every_output", "weight", 0.01, "per_output", "mean", 3)
    yield case("short_steps", "weight", 0.01, 0.25, "mean", 3, dt=0.8)


def trainer_file(writer, file, rule, cases):
    return writer.write(
        f"trainer_{file}.json", rule, list(cases), exact=True,
        note="the trainer and the update are called after every step; parts are read before the "
             "update, [] where nothing was appended, the parameter after it"), "every step"


def makers():
    """What writes each file, by the name of the file."""
    made = {f"trainer_{file}": lambda writer, file=file, rule=rule, rest=rest: trainer_file(
        writer, file, rule, rule_cases(writer.seed, rule, *rest)) for file, rule, *rest in RULES}
    made["trainer_linear_homeostasis"] = lambda writer: trainer_file(
        writer, "linear_homeostasis", "LinearHomeostasis", homeostasis_cases(writer.seed))
    return made
