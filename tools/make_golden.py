#!/usr/bin/env python3
"""Runs the original Python library Inferno 0.0.5 and records its numbers as JSON.

The files are read by the C++ tests, which never need Python. Usage:

    python3 tools/make_golden.py [--out DIR] [--seed N] [--only NAME ...]
    python3 tools/make_golden.py --only trainers    (all files trainer_*.json)

Needs the packages torch (1.13 or newer), einops and inferno-ai (0.0.5). The same arguments and
the same torch give the same bytes. See tests/golden/README.md for the format.
"""

import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description="records numbers of Inferno 0.0.5 as JSON")
    parser.add_argument("--out", default=HERE.parent / "tests" / "golden", metavar="DIR",
                        help="folder to write to (default: tests/golden)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random inputs")
    parser.add_argument("--only", nargs="+", metavar="NAME",
                        help="write only these files (lif, stdp, ...)")
    arguments = parser.parse_args()

    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))
    from golden import common  # ends the program with a clear text if a package is missing
    from golden import (layer_files, learn_files, model_files, network_files, neuron_files,
                        record_files, stats_files, synapse_files, trainer_files, update_files)

    trainers = trainer_files.makers()
    makers = {
        "lif": neuron_files.lif_file,
        "alif": neuron_files.alif_file,
        "glif": model_files.glif_file,
        "qif": model_files.qif_file,
        "eif": model_files.eif_file,
        "exact_neuron": model_files.exact_file,
        "delta_current": record_files.delta_current_file,
        "synapses": synapse_files.synapses_file,
        "delayed_lineardense": lambda writer: synapse_files.delayed_file(writer, "LinearDense"),
        "delayed_lineardirect": lambda writer: synapse_files.delayed_file(writer, "LinearDirect"),
        "delayed_linearlateral": lambda writer: synapse_files.delayed_file(
            writer, "LinearLateral"),
        "delayed_conv2d": lambda writer: synapse_files.delayed_file(writer, "Conv2D"),
        "record": record_files.record_file,
        "linear_dense": network_files.dense_file,
        "linear_direct": network_files.direct_file,
        "linear_lateral": network_files.lateral_file,
        "recurrent_serial": layer_files.recurrent_file,
        "biclique": layer_files.biclique_file,
        "stdp": learn_files.stdp_file,
        "florian_stdp": learn_files.florian_file,
        "bounds": update_files.bounds_file,
        "hooks": update_files.hooks_file,
        "classifier": update_files.classifier_file,
        "stats": stats_files.stats_file,
        "one_quickstart_batch": network_files.quickstart_file,
        **trainers,
    }
    wanted = arguments.only or list(makers)
    if "trainers" in wanted:
        wanted = [name for name in wanted if name not in {"trainers", *trainers}] + list(trainers)
    unknown = set(wanted) - set(makers)
    if unknown:
        parser.error(f"unknown name: {', '.join(sorted(unknown))}; known: {', '.join(makers)}")
    writer = common.Writer(arguments.out, arguments.seed)
    for name in wanted:
        (_, summary), remark = makers[name](writer)
        print(f"{summary}; {remark}")


if __name__ == "__main__":
    main()
