//! Experiment files of sparse networks: what is in them is what is run.
#include "inferno/config/sparse_experiment.hpp"

#include <nlohmann/json.hpp>

#include "inferno/config/npy.hpp"
#include "inferno/config/sparse_run.hpp"
#include "inferno/network/spike_generator.hpp"
#include "inferno/neuron/point_models.hpp"

#include "support/backend_test.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {
namespace {

using Changes = std::vector<std::string>;

class SparseExperimentTest : public BackendTest {
  protected:
    SparseExperimentTest() { write_text(file_, tiny_network(folder_.path())); }

    SparseExperiment load(Changes const& changes = {}) const
    {
        return SparseExperiment::load(file_, changes);
    }
    SparseResults run(Changes const& changes = {}) const
    {
        return SparseRun(load(changes), backend).run();
    }
    std::vector<double> values(std::string const& name) const
    {
        return read_npy(folder_ / ("results/" + name)).as_doubles();
    }

    TemporaryFolder const folder_;
    std::filesystem::path const file_ = folder_ / "tiny.json";
};
INFERNO_ON_EVERY_BACKEND(SparseExperimentTest);

//! The network of tiny_network() by hand, but for what is drawn for its parameters.
std::vector<SpikeEvent> spikes_by_hand(BackendPointer const& backend, SparseNetwork& from_file)
{
    SparseNetwork net(backend, {.step_time_ms = 0.1, .seed = 3, .partitions = 1});
    IafPscExp<2>::Config excitatory{.tau_syn_in_ms = 4, .i_e_pa = 350};
    std::vector<Real> const start = from_file.population("E").column("voltage_mv").download();
    excitatory.v_m_mv             = std::vector<double>(start.begin(), start.end());
    auto& e                       = net.add<IafPscExp<2>>("E", 60, excitatory);
    auto& i                       = net.add<IafPscExp<1>>("I", 15, {.i_e_pa = 380});
    auto& p                       = net.add<PoissonSource>("P", 10, {.rate_hz = 200});
    auto& s                       = net.add<SpikeGenerator>("S", 2, {.times_ms = {{5, 9}, {5.5}}});
    e.drive({.rate_hz = 6000, .weight = 60, .start_ms = 1});
    i.noise({.deviation = 20, .stop_ms = 20});
    SynapseConfig const spread{.weight     = Distribution::normal(90, 20),
                               .delay_ms   = Distribution::uniform(0.3, 2),
                               .allow_self = false};
    net.connect(e, e, FixedInDegree{8}, spread);
    net.connect(e, i, FixedInDegree{8}, spread);
    net.connect(i, e, FixedTotalNumber{200}, {.weight = -150, .delay_ms = 0.5, .port = 1});
    net.connect(p,
                e,
                PairwiseBernoulli{0.5},
                {.weight     = Distribution::uniform(20, 60),
                 .delay_ms   = 1,
                 .plasticity = SparseSTDP{.lambda = 0.1, .w_max = 100}});
    net.connect(s, i, SynapseList{{0, 1}, {3, 4}, {2000, 3000}}, {.weight = 0, .delay_ms = 0.2});
    net.record_spikes(true);
    net.run(400);
    return net.take_spikes();
}

TEST_P(SparseExperimentTest, AFileIsTheNetworkThatAProgramWouldMake)
{
    std::unique_ptr<SparseNetwork> const made = load({"populations.P.rate_hz=200"}).make(backend);
    std::vector<SpikeEvent> const expected    = spikes_by_hand(backend, *made);
    made->record_spikes(true);
    made->run(400);
    EXPECT_GT(expected.size(), 100U);
    EXPECT_EQ(made->take_spikes(), expected);
}

TEST_P(SparseExperimentTest, BitsAreThoseOfTheHostHoweverItIsRun)
{
    Changes const brief = {"run.duration_ms=15", "report.raster_ms=[10, 15]"};
    auto const briefly  = [&](Changes changes) {
        changes.insert(changes.end(), brief.begin(), brief.end());
        return changes;
    };
    SparseResults const host = SparseRun(load(brief), make_backend("host", {1})).run();
    EXPECT_GT(host.spikes, 20);
    for (Changes const& changes : {Changes{},
                                   Changes{"partitions=0"},
                                   Changes{"partitions=2", "window=1"},
                                   Changes{"replay=graph", "record=[]"}}) {
        SparseResults const results = run(briefly(changes));
        EXPECT_EQ(results.spike_hash.hex(), host.spike_hash.hex());
        EXPECT_EQ(results.weight_hash.hex(), host.weight_hash.hex());
    }
    EXPECT_NE(run(briefly({"seed=4"})).spike_hash.hex(), host.spike_hash.hex());
}

TEST_P(SparseExperimentTest, RecordsWhatWasAskedFor)
{
    std::unique_ptr<SparseNetwork> const made = load().make(backend);
    made->record_spikes(true);
    std::vector<float> voltage;
    for (Index step = 0; step < 400; ++step) {
        made->run(1);
        if ((step + 1) % 7 != 0) { continue; }
        auto const all = made->population("I").column("voltage_mv").download();
        voltage.insert(voltage.end(), all.begin(), all.begin() + 3);
    }
    std::vector<double> of_e, of_s;
    for (SpikeEvent const& spike : made->take_spikes()) {
        Index const first = spike.neuron < 60 ? 0 : 85;  // E 60, I 15, P 10, S 2
        auto& to          = spike.neuron < 60 ? of_e : of_s;
        if (spike.neuron < 40 || spike.neuron >= 85) {
            to.insert(
                to.end(),
                {static_cast<double>(spike.step), 0, static_cast<double>(spike.neuron - first)});
        }
    }
    run();
    EXPECT_EQ(values("E.npy"), of_e);
    EXPECT_EQ(values("S.npy"), of_s);
    EXPECT_EQ(of_s, (std::vector<double>{49, 0, 0, 54, 0, 1, 89, 0, 0}));
    EXPECT_EQ(values("voltage.npy"), std::vector<double>(voltage.begin(), voltage.end()));
    EXPECT_EQ(read_npy(folder_ / "results/voltage.npy").shape, (Shape{57, 3}));
    std::vector<Real> const last = made->population("I").column("voltage_mv").download();
    EXPECT_EQ(values("last.npy"), std::vector<double>(last.begin(), last.end()));

    SynapseList const learnt        = made->projections()[3].synapses();
    std::vector<double> const table = values("learnt.npy");
    ASSERT_EQ(table.size(), 4 * learnt.sources.size());
    for (std::size_t k = 0; k < learnt.sources.size(); ++k) {
        EXPECT_EQ(table[4 * k], static_cast<double>(learnt.sources[k]));
        EXPECT_EQ(table[4 * k + 1], static_cast<double>(learnt.targets[k]));
        EXPECT_EQ(table[4 * k + 2], learnt.weights[k]);
        EXPECT_EQ(table[4 * k + 3], learnt.delays_ms[k]);
    }
}

TEST_P(SparseExperimentTest, MeasuresAfterWhatIsDiscarded)
{
    SparseResults const results = run();
    ASSERT_EQ(results.populations.size(), 4U);
    EXPECT_EQ(results.populations[3].activity.spikes, 2);  // of steps 49, 54 and 89
    EXPECT_EQ(results.measured_ms, 35);
    EXPECT_NEAR(results.populations[3].activity.rate_hz, 1 / 35e-3, 1e-9);
    EXPECT_EQ(results.populations[0].activity.psth_hz.size(), 7U);

    auto const json = nlohmann::json::parse(read_text(folder_ / "results/results.json"));
    EXPECT_EQ(json["hash"]["spikes"], results.spike_hash.hex());
    EXPECT_EQ(json["populations"]["E"]["rate_reference"]["holds"], true);
    EXPECT_EQ(json["populations"]["I"]["rate_reference"]["holds"], false);
    EXPECT_EQ(json["populations"]["P"]["rate_reference"], nullptr);
    EXPECT_EQ(json["populations"]["S"]["cv"], nullptr);
    EXPECT_EQ(json["network"]["projections"].size(), 5U);
    EXPECT_EQ(json["network"]["neurons"], 87);
}

//! In two parts, by a state file: the same spikes and weights as in one.
TEST_P(SparseExperimentTest, GoesOnFromAStateFile)
{
    auto const run_for = [this](int ms, std::string const& state) {
        return run({"run.duration_ms=" + std::to_string(ms),
                    "run.discard_ms=2",
                    "report={}",
                    "state=" + state});
    };
    SparseResults const whole        = run_for(30, "{}");
    std::vector<double> const wanted = values("E.npy");
    run_for(12, R"({"save": "end.safetensors"})");
    std::vector<double> found = values("E.npy");
    std::filesystem::copy_file(folder_ / "results/end.safetensors", folder_ / "half.safetensors");
    SparseResults const rest        = run_for(18, R"({"load": "half.safetensors"})");
    std::vector<double> const later = values("E.npy");
    found.insert(found.end(), later.begin(), later.end());
    EXPECT_EQ(found, wanted);
    EXPECT_GT(later.size(), 0U);
    EXPECT_EQ(rest.weight_hash.value(), whole.weight_hash.value());
    EXPECT_EQ(rest.measured_ms, 16);
}

}  // namespace
}  // namespace inferno::test
