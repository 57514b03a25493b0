#include "support/experiment_files.hpp"

#include <atomic>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace inferno::test {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder()
{
    static std::atomic<int> made = 0;
    path_                        = fs::temp_directory_path() /
            ("inferno_test_" + std::to_string(::getpid()) + "_" + std::to_string(made++));
    fs::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void write_text(fs::path const& file, std::string const& text)
{
    std::ofstream(file, std::ios::binary) << text;
}

std::string read_text(fs::path const& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

namespace {

//! Big-endian words of an IDX header.
std::string header(std::initializer_list<unsigned> words)
{
    std::string bytes;
    for (unsigned const word : words) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes += static_cast<char>(word >> shift & 0xFFU);
        }
    }
    return bytes;
}

//! Picture i shows a bar in row i mod 3, which is its class.
void write_split(fs::path const& folder, std::string const& split, unsigned pictures)
{
    std::string pixels = header({0x803, pictures, 4, 4}), labels = header({0x801, pictures});
    for (unsigned i = 0; i < pictures; ++i) {
        for (unsigned pixel = 0; pixel < 16; ++pixel) {
            pixels += pixel / 4 == i % 3 ? '\xFF' : '\x10';
        }
        labels += static_cast<char>(i % 3);
    }
    write_text(folder / (split + "-images-idx3-ubyte"), pixels);
    write_text(folder / (split + "-labels-idx1-ubyte"), labels);
}

}  // namespace

void write_bars(fs::path const& folder)
{
    fs::create_directories(folder);
    write_split(folder, "train", 8);
    write_split(folder, "t10k", 4);
}

std::string tiny_experiment(fs::path const& folder)
{
    return R"({
  "name": "tiny", "seed": 3, "batch": 2, "step_time_ms": 1,
  "data": {"kind": "mnist", "folder": "bars", "train": 8, "test": 4, "classes": ["top", "middle", "low"]},
  "encoder": {"kind": "HomogeneousPoisson", "steps": 30, "frequency_hz": 200},
  "neurons": {
    "exc": {"kind": "ALIF", "shape": [2, 3]},
    "inh": {"kind": "LIF", "shape": [2, 3], "rest_mv": -60, "reset_mv": -62, "threshold_mv": -40}
  },
  "connections": {
    "in": {"kind": "LinearDense", "inputs": [4, 4], "outputs": [2, 3],
           "synapse": {"kind": "DeltaCurrent", "charge_pc": 200}, "weight": {"uniform": [0, 1]},
           "bias": 0.5},
    "on": {"kind": "LinearDirect", "shape": [2, 3],
           "synapse": {"kind": "DeltaCurrent", "charge_pc": 75}, "weight": 30},
    "off": {"kind": "LinearLateral", "shape": [2, 3],
            "synapse": {"kind": "DeltaCurrent", "charge_pc": 100}, "weight": -2}
  },
  "layers": {
    "feed": {"kind": "Serial", "connection": "in", "neurons": "exc"},
    "excite": {"kind": "Serial", "connection": "on", "neurons": "inh"},
    "calm": {"kind": "Serial", "connection": "off", "neurons": "exc"}
  },
  "step": [{"layer": "feed", "input": "encoder"}, {"layer": "excite", "input": "feed"},
           {"layer": "calm", "input": "excite"}],
  "updaters": {"in": {"weight": {"upper": {"kind": "multiplicative", "limit": 1}, "clamp": {"min": 0}}}},
  "trainers": {"stdp": {"kind": "STDP", "layer": "feed", "lr_post": 0.01, "lr_pre": -0.0001}},
  "hooks": [{"kind": "Normalization", "connection": "in", "scale": 8, "at_start": true}],
  "classifier": {"kind": "MaxRate", "layer": "feed", "every_batches": 2},
  "record": [
    {"what": "spikes", "of": "feed", "file": "feed.npy"},
    {"what": "spikes", "of": "encoder", "phase": "test", "batches": [1, 1], "file": "input.npy"},
    {"what": "voltage_mv", "of": "inh", "batches": [1, 2], "file": "voltage.npy"},
    {"what": "adaptation", "of": "exc", "each": "batch", "file": "adaptation.npy"},
    {"what": "weight", "of": "in", "every_batches": 2, "file": "weight.npy"},
    {"what": "bias", "of": "in", "phase": "test", "file": "bias.npy"},
    {"what": "trace_pre", "of": "stdp", "batches": [3, 3], "file": "pre.npy"},
    {"what": "refractory_ms", "of": "exc", "phase": "test", "batches": [0, 0], "file": "refractory.npy"}
  ],
  "output": {"folder": ")" +
           (folder / "results").string() + R"("}
})";
}

std::string tiny_network(fs::path const& folder)
{
    return R"({
  "name": "tiny network", "seed": 3, "step_time_ms": 0.1, "partitions": 1,
  "populations": {
    "E": {"kind": "IafPscExp", "ports": 2, "size": 60, "i_e_pa": 350, "tau_syn_in_ms": 4,
          "v_m_mv": {"normal": [-62, 3], "redrawn": [null, -56]},
          "drive": {"rate_hz": 6000, "weight": 60, "start_ms": 1, "stop_ms": null}},
    "I": {"kind": "IafPscExp", "size": 15, "i_e_pa": 380, "noise": {"deviation": 20, "stop_ms": 20}},
    "P": {"kind": "PoissonSource", "size": 10, "rate_hz": {"uniform": [100, 300]}},
    "S": {"kind": "SpikeGenerator", "size": 2, "times": [[5, 0], [5.5, 1], [9, 0]]}
  },
  "projections": [
    {"source": "E", "target": ["E", "I"], "rule": {"kind": "FixedInDegree", "degree": 8},
     "weight": {"normal": [90, 20]}, "delay_ms": {"uniform": [0.3, 2]}, "allow_self": false},
    {"source": "I", "target": "E", "rule": {"kind": "FixedTotalNumber", "synapses": 200},
     "weight": -150, "delay_ms": 0.5, "port": 1, "storage": "wide"},
    {"source": "P", "target": "E", "rule": {"kind": "PairwiseBernoulli", "probability": 0.5},
     "weight": {"uniform": [20, 60]}, "delay_ms": 1,
     "plasticity": {"kind": "SparseSTDP", "lambda": 0.1, "w_max": 100}},
    {"source": "S", "target": "I", "rule": {"kind": "SynapseList", "sources": [0, 1], "targets": [3, 4],
     "weights": [2000, 3000]}, "weight": 0, "delay_ms": 0.2}
  ],
  "run": {"duration_ms": 40, "discard_ms": 5},
  "record": [
    {"what": "spikes", "of": "E", "neurons": 40, "file": "E.npy"},
    {"what": "spikes", "of": "S", "file": "S.npy"},
    {"what": "synapses", "of": "P", "target": "E", "file": "learnt.npy"},
    {"what": "voltage_mv", "of": "I", "neurons": 3, "every_ms": 0.7, "file": "voltage.npy"},
    {"what": "voltage_mv", "of": "I", "file": "last.npy"}
  ],
  "report": {"bin_ms": 5, "raster_neurons": 20, "raster_ms": [10, 40],
             "reference": {"E": {"rate_hz": [1, 500]}, "I": {"rate_hz": [900, 1000], "cv": [0, 9]}}},
  "output": {"folder": ")" +
           (folder / "results").string() + R"("}
})";
}

}  // namespace inferno::test
