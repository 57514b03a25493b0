"""delta_current.json and record.json: histories of spikes and of any array."""

from .common import Draw, check_rate, make_case, require, torch

import inferno
import inferno.functional as functional
import inferno.neural as neural

# ----- synapse ---------------------------------------------------------------------------------

SELECTORS = [-0.1, -0.00005, 0.0, 0.2, 0.25, 0.3, 0.5, 0.50005, 0.7, 1.0, 1.25, 1.5, 1.50005, 1.6]
# name, interpolation, tolerance in ms, current_overbound
DELAYED_CASES = [
    ("previous", "previous", 0.0, 0.0),
    ("nearest", "nearest", 0.0, 0.0),
    ("previous_with_tolerance", "previous", 1e-4, 0.0),
    ("nearest_with_tolerance", "nearest", 1e-4, 0.0),
    ("previous_value_at_the_limit_when_out_of_range", "previous", 0.0, None),
    ("nearest_with_tolerance_value_at_the_limit_when_out_of_range", "nearest", 1e-4, None),
    ("previous_minus_one_when_out_of_range", "previous", 0.0, -1.0),
]
SPIKE_AT_NOTE = (
    "spike_at is what Inferno 0.0.5 returns: it swaps tolerance and overbound of the spike "
    "lookup, so its tolerance is 0 and, as the interpolation tolerance is not 0, selectors out "
    "of range give 1")


def delta_current_file(writer):
    cases, steps, batch, count = [], 16, 2, 3
    for name, dt, charge in (("no_delay", 1.0, 2.5), ("no_delay_small_step", 0.1, 0.7)):
        p = dict(step_time_ms=dt, charge_pc=charge, delay_ms=0.0)
        synapse = neural.DeltaCurrent((5,), dt, spike_charge=charge, batch_size=batch)
        spikes = Draw(writer.seed, "delta " + name).spikes(0.3, steps, batch, 5)
        check_rate("delta " + name, spikes)
        current = torch.stack([synapse(spikes[step]).clone() for step in range(steps)])
        cases.append(make_case(name, p, {"input_spikes": spikes}, {"current_na": current},
                               batch=batch, shape=[5], steps=steps))
    for name, mode, tolerance, overbound in DELAYED_CASES:
        p = dict(step_time_ms=0.5, charge_pc=3.0, delay_ms=1.5, interpolation=mode,
                 tolerance_ms=tolerance, current_overbound_na=overbound, spike_overbound=0)
        synapse = neural.DeltaCurrent(
            (count,), 0.5, spike_charge=3.0, delay=1.5, interp_mode=mode, interp_tol=tolerance,
            current_overbound=overbound, spike_overbound=False, batch_size=batch)
        draw = Draw(writer.seed, "delta " + name)
        spikes = draw.spikes(0.4, steps, batch, count)
        selector = torch.tensor(SELECTORS).repeat(batch, count, 1)
        for b in range(batch):  # another order of the same delays for each element
            for n in range(count):
                order = list(range(len(SELECTORS)))
                if (b, n) != (0, 0):
                    draw.source.shuffle(order)
                selector[b, n] = selector[b, n][order]
        current, current_at, spike_at = [], [], []
        for step in range(steps):
            current.append(synapse(spikes[step]).clone())
            current_at.append(synapse.current_at(selector).clone())
            spike_at.append(synapse.spike_at(selector).clone())
        cases.append(make_case(
            "delay_of_three_steps_" + name, p,
            {"input_spikes": spikes, "selector_ms": selector},
            {"current_na": torch.stack(current), "current_at_na": torch.stack(current_at),
             "spike_at": torch.stack(spike_at)},
            batch=batch, shape=[count], selectors=len(SELECTORS), steps=steps,
            **({"note": SPIKE_AT_NOTE} if tolerance else {})))
    return (writer.write("delta_current.json", "DeltaCurrent", cases, exact=True),
            f"{len(DELAYED_CASES)} delayed cases")


# ----- record ----------------------------------------------------------------------------------

TIME_CONSTANT = 2.0
INTERPOLATIONS = {"previous": functional.interp_previous, "next": functional.interp_next,
                  "nearest": functional.interp_nearest, "linear": functional.interp_linear,
                  "expdecay": functional.interp_expdecay}
EXTRAPOLATIONS = {"previous": functional.extrap_previous, "next": functional.extrap_next,
                  "neighbors": functional.extrap_neighbors,
                  "nearest": functional.extrap_nearest,
                  "linear_forward": functional.extrap_linear_forward,
                  "linear_backward": functional.extrap_linear_backward}
# step time, duration, inclusive
SIZES = [(1.0, 0.0, False), (1.0, 0.0, True), (0.5, 1.5, False), (0.5, 1.5, True),
         (0.3, 0.9, False), (0.3, 0.9, True), (0.1, 0.3, False), (0.1, 0.3, True),
         (1.0, 2.25, False), (1.0, 2.25, True), (0.7, 2.1, True), (0.1, 20.0, True)]


def make_record(p, shape):
    """The record and its owner; the caller must keep both (the record does not hold its owner)."""
    owner = inferno.Module()
    inferno.RecordTensor.create(owner, "record", p["step_time_ms"], p["duration_ms"],
                                torch.zeros(*shape), inclusive=p["inclusive"])
    return owner, owner.record


def filled_record(p, pushes):
    owner, record = make_record(p, pushes.shape[1:])
    for value in pushes:
        record.push(value.clone())
    return owner, record


def push_case(writer, name, p, pushes):
    """Storage and pointer after every push, and every offset read at the end."""
    owner, record = make_record(p, pushes.shape[1:])
    storage, pointer = [], []
    for value in pushes:
        record.push(value.clone())
        storage.append(record.value.clone())
        pointer.append(record.pointer)
    offsets = list(range(-1, record.recordsz + 2))
    reads = torch.stack([record.read(offset).clone() for offset in offsets])
    return make_case(name, p, {"pushes": pushes, "read_offsets": offsets},
                     {"record_size": record.recordsz, "storage": torch.stack(storage),
                      "pointer": pointer, "read": reads},
                     shape=list(pushes.shape[1:]), steps=len(pushes))


def select_case(name, p, pushes, times, *, offset, tolerance, scalars=True):
    """times: tensor, shape of one entry or with one more trailing axis, in ms before offset."""
    owner, record = filled_record(p, pushes)
    p = {**p, "offset": offset, "tolerance_ms": tolerance, "time_constant_ms": TIME_CONSTANT}
    given, expected = {"pushes": pushes, "times_ms": times}, {}
    scalar_times = sorted({float(t) for t in times.reshape(-1)})
    scalar_times = [round(t, 6) for t in scalar_times]
    if scalars:
        given["scalar_times_ms"] = scalar_times
    for label, function in INTERPOLATIONS.items():
        options = dict(offset=offset, tolerance=tolerance,
                       interp_kwargs={"time_constant": TIME_CONSTANT})
        expected["select_" + label] = record.select(times, function, **options).clone()
        if scalars:
            expected["scalar_select_" + label] = torch.stack(
                [record.select(time, function, **options) for time in scalar_times])
    decayed = float(f"{1e-6 * float(pushes.abs().max()):.1g}")
    return make_case(name, p, given, expected, shape=list(pushes.shape[1:]), steps=len(pushes),
                     tolerances={key: decayed for key in expected if key.endswith("expdecay")})


def insert_case(name, p, pushes, sample, time, *, offset, tolerance):
    """Storage after one insert of sample at time; a fresh record for each extrapolation."""
    given = {"pushes": pushes, "sample": sample, "time_ms": time}
    expected = {}
    for label, function in EXTRAPOLATIONS.items():
        owner, record = filled_record(p, pushes)
        record.insert(sample.clone(), time, function, offset=offset, tolerance=tolerance)
        expected["storage_" + label] = record.value.clone()
    return make_case(name, {**p, "offset": offset, "tolerance_ms": tolerance}, given, expected,
                     shape=list(pushes.shape[1:]), steps=len(pushes))


def record_file(writer):
    half = dict(step_time_ms=0.5, duration_ms=1.5, inclusive=True)
    long = dict(step_time_ms=0.5, duration_ms=2.0, inclusive=True)
    odd = dict(step_time_ms=0.7, duration_ms=20.3, inclusive=True)
    draw = Draw(writer.seed, "record")
    six = torch.arange(1.0, 7.0).reshape(6, 1)
    matrix = draw.uniform(-2, 2, 7, 2, 3)
    cases = [push_case(writer, "pushes_of_one_to_six", half, six),
             push_case(writer, "pushes_of_matrices", long, matrix),
             push_case(writer, "pushes_without_inclusive", {**half, "inclusive": False}, six),
             push_case(writer, "pushes_with_one_slot",
                       dict(step_time_ms=1.0, duration_ms=0.0, inclusive=True), six)]
    require(cases[0]["expected"]["storage"][-1].reshape(-1).tolist() == [5, 6, 3, 4]
            and cases[0]["expected"]["pointer"][-1] == 2, "record: the published example differs")

    times = torch.tensor([[0.0, 0.1, 0.25, 0.5, 0.6, 1.5]])
    spec = select_case("select_after_pushes_of_one_to_six", half, six, times,
                       offset=1, tolerance=1e-6)
    for label, values in (("previous", [6, 5, 5, 5, 4, 3]), ("next", [6, 6, 6, 5, 5, 3]),
                          ("nearest", [6, 6, 5, 5, 5, 3])):
        for key in ("select_", "scalar_select_"):
            require(spec["expected"][key + label].reshape(-1).tolist() == values,
                    f"record: the published example differs for {key}{label}")
    cases.append(spec)
    one = torch.tensor([[0.0, 0.5, 0.75], [0.85, 1.9, 2.0]])
    several = draw.uniform(0, 2, 2, 3, 5)
    several[..., 0] = draw.steps_of(0.5, 0, 4, 2, 3)
    near = torch.tensor([[0.0, 0.5001, 0.4999], [0.7501, 1.495, 2.0]])
    for offset in (1, 3):
        cases.append(select_case(f"select_one_time_per_element_offset_{offset}", long, matrix,
                                 one, offset=offset, tolerance=1e-6))
        cases.append(select_case(f"select_several_times_per_element_offset_{offset}", long,
                                 matrix, several, offset=offset, tolerance=1e-6, scalars=False))
    for label, tolerance in (("zero", 0.0), ("a_thousandth", 1e-3), ("a_hundredth", 1e-2)):
        cases.append(select_case(f"select_near_multiples_tolerance_{label}", long, matrix, near,
                                 offset=1, tolerance=tolerance))
    # in float32, 9 * 0.7 and its like are no exact multiples of 0.7
    wide = draw.uniform(-2, 2, 33, 8)
    multiples = torch.tensor([k * 0.7 for k in (0, 1, 2, 9, 13, 18, 26, 28)])
    for label, tolerance in (("zero", 0.0), ("a_hundred_thousandth", 1e-5)):
        cases.append(select_case(f"select_multiples_of_seven_tenths_tolerance_{label}", odd, wide,
                                 multiples, offset=1, tolerance=tolerance, scalars=False))

    sample = draw.uniform(-2, 2, 2, 3)
    for label, time in (("between", 0.85), ("on_a_slot", 1.0), ("in_the_middle", 0.25)):
        cases.append(insert_case(f"insert_at_one_time_{label}", long, matrix, sample, time,
                                 offset=1, tolerance=1e-6))
    cases.append(insert_case("insert_at_one_time_offset_0", long, matrix, sample, 0.85,
                             offset=0, tolerance=1e-6))
    cases.append(insert_case("insert_at_a_time_per_element", long, matrix, sample,
                             torch.tensor([[0.1, 0.25, 0.3], [0.5, 1.35, 1.9]]),
                             offset=1, tolerance=1e-6))

    sizes = []
    for dt, duration, inclusive in SIZES:
        owner, record = make_record(
            dict(step_time_ms=dt, duration_ms=duration, inclusive=inclusive), (1,))
        sizes.append(record.recordsz)
    cases.append(make_case("record_sizes", {}, {
        "step_time_ms": [s[0] for s in SIZES], "duration_ms": [s[1] for s in SIZES],
        "inclusive": [s[2] for s in SIZES]}, {"record_size": sizes}))
    return writer.write(
        "record.json", "RecordTensor", cases, exact=True,
        note="arrays named in tolerances are not exact (they go through exp); all others are"), \
        "published example holds"
