"""stats.json: interspike intervals, distances, smoothing, scaling, reductions, distributions."""

from .common import Draw, make_case, require, torch

import inferno
import inferno.functional as functional
import inferno.stats as stats

LOOSE = {"exact": False, "tolerance": 1e-6}


def isi_cases(seed):
    known = inferno.isi(torch.tensor([[1, 0], [0, 0], [1, 1], [1, 0]], dtype=torch.bool), 0.5)
    require(known[:, 0].tolist() == [1.0, 0.5] and bool(known[:, 1].isnan().all()),
            "isi: the published example differs")
    for name, shape, dt, rate in (("busy", (40, 3, 4), 0.1, 0.4), ("sparse", (25, 6), 1.0, 0.1),
                                  ("no_pair", (5, 2), 1.0, 0.0)):
        spikes = Draw(seed, "isi " + name).spikes(rate, *shape)
        first = inferno.isi(spikes, dt)
        last = inferno.isi(spikes.movedim(0, -1).contiguous(), dt, time_first=False)
        yield make_case("isi_" + name, {"kind": "isi", "step_time_ms": dt}, {"spikes": spikes},
                        {"intervals": first, "intervals_time_last": last}, shape=list(shape))


def distance_cases(seed):
    known = inferno.victor_purpura_pair_dist(torch.tensor([1.0, 3.0]), torch.tensor([2.0]),
                                             torch.tensor([0.0, 0.5]))
    require(known.tolist() == [1.0, 1.5], "victor_purpura: the published example differs")
    costs = torch.tensor([0.0, 0.0625, 0.3, 2.0, 100.0])
    for first, second in ((1, 0), (0, 3), (6, 6), (12, 7)):
        draw = Draw(seed, f"distance {first} {second}")
        a, b = (draw.uniform(0, 50, n).sort().values for n in (first, second))
        without_move = inferno.victor_purpura_pair_dist(a, b, float("inf"))
        yield make_case(f"victor_purpura_{first}_{second}", {"kind": "victor_purpura"},
                        {"first_ms": a, "second_ms": b, "costs": costs},
                        {"distances": inferno.victor_purpura_pair_dist(a, b, costs),
                         "without_move": without_move}, exact=False, tolerance=1e-5)


def smoothing_cases(seed):
    for alpha, beta in ((0.5, 0.5), (0.1, 0.3), (0.9, 0.05)):
        seen = Draw(seed, f"smoothing {alpha}").uniform(-2, 5, 8, 3)
        level = simple = trend = None
        levels, trends, simples = [], [], []
        for now in seen:
            simple = inferno.exponential_smoothing(now, simple, alpha=alpha)
            level, trend = inferno.holt_linear_smoothing(now, level, trend, alpha=alpha, beta=beta)
            simples.append(simple), levels.append(level)
            trends.append(trend if trend is not None else torch.zeros(3))
        yield make_case(f"smoothing_{alpha}_{beta}".replace(".", "_"),
                        {"kind": "smoothing", "alpha": alpha, "beta": beta}, {"observed": seen},
                        {"simple": torch.stack(simples), "level": torch.stack(levels),
                         "trend": torch.stack(trends)}, steps=8)


def scaling_cases(seed):
    array = Draw(seed, "scaling").uniform(-3, 4, 3, 4, 2, digits=3)
    for name, ends, dim in (("all", (0.0, 0.3, None, None), None),
                            ("axis", (-1.0, 1.0, None, None), 1),
                            ("two_axes", (0.1, 0.7, None, None), (0, 2)),
                            ("source", (0.1, 0.7, -3.0, 4.0), None),
                            ("low_only", (0.1, None, None, None), 2),
                            ("source_high", (None, 1.1, None, 4.7), 0)):
        result = inferno.rescale(array, ends[0], ends[1], srcmin=ends[2], srcmax=ends[3], dim=dim)
        axes = [] if dim is None else list(dim) if isinstance(dim, tuple) else [dim]
        yield make_case("rescale_" + name,
                        {"kind": "rescale", "axes": axes, "target_low": ends[0],
                         "target_high": ends[1], "source_low": ends[2], "source_high": ends[3]},
                        {"array": array}, {"result": result}, shape=[3, 4, 2])
    array = array.clone()
    array[1, 2] = 0.0
    for order in (1.0, 2.0, 1.5, float("inf")):
        for scale, axes in ((1.0, [2]), (7.5, [0, 1]), (2.0, [0, 1, 2])):
            result = inferno.normalize(array, order, scale, dim=tuple(axes))
            yield make_case(f"normalize_{order}_axes_{''.join(map(str, axes))}".replace(".", "_"),
                            {"kind": "normalize", "order": str(order), "scale": scale,
                             "axes": axes}, {"array": array}, {"result": result},
                            shape=[3, 4, 2], exact=False, tolerance=2e-6)


REDUCTIONS = {name: getattr(functional, name) for name in (
    "sum", "nansum", "divsum", "nandivsum", "min", "max", "mean", "nanmean", "geomean")}
QUANTILES = ("linear", "lower", "higher", "nearest", "midpoint")


def reductions_of(array, dim):
    """Without absmin, absmax, nangeomean, which are wrong, and quantiles of several axes."""
    out = {name: function(array, dim) for name, function in REDUCTIONS.items()}
    out["divsum_by_7"] = functional.divsum(array, dim, denom=7.0)
    out["nandivsum_by_7"] = functional.nandivsum(array, dim, denom=7.0)
    if dim is None or isinstance(dim, int):
        for kind in QUANTILES:
            for q in (0.0, 0.3, 0.5, 1.0):
                word = f"quantile_{kind}_{q}".replace(".", "_")
                out[word] = functional.quantile(array, dim, q=q, interpolation=kind)
                out["nan" + word] = functional.nanquantile(array, dim, q=q, interpolation=kind)
        out["median"] = functional.median(array, dim)
        out["nanmedian"] = functional.nanmedian(array, dim)
    return out


def reduction_cases(seed):
    draw = Draw(seed, "reductions")
    positive = draw.uniform(0.1, 3, 3, 4, 5)
    positive[0, 1, 2] = positive[2, 0] = 0.0
    broken = draw.uniform(-2, 3, 3, 4, 5)
    broken[1, 2, 3] = float("nan")
    broken[:, 0, 0] = float("nan")
    for label, array in (("positive", positive), ("with_nan", broken)):
        for dim in (None, 0, 1, 2, (0, 2), (1, 2)):
            axes = [] if dim is None else list(dim) if isinstance(dim, tuple) else [dim]
            yield make_case(f"reductions_{label}_axes_{''.join(map(str, axes)) or 'all'}",
                            {"kind": "reductions", "axes": axes}, {"array": array},
                            reductions_of(array, dim), shape=[3, 4, 5],
                            exact=False, tolerance=1e-5)


def distribution_cases():
    t = torch.tensor
    x = t([-4.0, -1.0, 0.0, 0.5, 1.0, 2.5, 6.0])
    for loc, scale in ((0.0, 1.0), (0.5, 2.0)):
        d, l, s = stats.Normal, t(loc), t(scale)
        yield make_case(f"normal_{loc}_{scale}".replace(".", "_"),
                        {"kind": "normal", "loc": loc, "scale": scale}, {"x": x},
                        {"pdf": d.pdf(x, l, s), "logpdf": d.logpdf(x, l, s),
                         "cdf": d.cdf(x, l, s), "logcdf": d.logcdf(x, l, s),
                         "mean": d.mean(l), "variance": d.variance(s)}, tolerances={
                             "logpdf": 1e-5, "logcdf": 2e-2}, **LOOSE)
    above = t([0.01, 0.5, 1.0, 2.5, 6.0])
    for mean, variance in ((1.0, 0.5), (3.0, 2.0)):
        d = stats.LogNormal
        l, s = d.params_mv(t(mean), t(variance))
        yield make_case(f"log_normal_{mean}_{variance}".replace(".", "_"),
                        {"kind": "log_normal", "mean": mean, "variance": variance}, {"x": above},
                        {"loc": l, "scale": s, "pdf": d.pdf(above, l, s),
                         "logpdf": d.logpdf(above, l, s), "cdf": d.cdf(above, l, s),
                         "mean": d.mean(l, s), "variance": d.variance(l, s)},
                        exact=False, tolerance=5e-6, tolerances={"logpdf": 3e-5})
    for rate in (0.5, 4.0, 30.0):
        k = torch.arange(0, 41, 4)
        d, r = stats.Poisson, t(rate)
        yield make_case(f"poisson_{rate}".replace(".", "_"), {"kind": "poisson", "rate": rate},
                        {"k": k}, {"cdf": d.cdf(k, r), "mean": d.mean(r),
                                   "variance": d.variance(r)}, exact=False, tolerance=2e-6)


def stats_file(writer):
    cases = [*isi_cases(writer.seed), *distance_cases(writer.seed), *smoothing_cases(writer.seed),
             *scaling_cases(writer.seed), *reduction_cases(writer.seed), *distribution_cases()]
    return writer.write("stats.json", "statistics", cases, exact=True), "published examples hold"
