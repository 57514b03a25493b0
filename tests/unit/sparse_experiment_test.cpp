//! Experiment files of sparse networks: what is in them is what is run.
#include "inferno/config/sparse_experiment.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "inferno/config/npy.hpp"
#include "inferno/config/sparse_run.hpp"
#include "inferno/network/published.hpp"
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
    SparseNetwork net(backend, {.step_time_ms = 0.1, .seed = 3});
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
    SparseResults const host = SparseRun(load(), make_backend("host", {1})).run();
    EXPECT_GT(host.spikes, 100);
    for (Changes const& changes : {Changes{},
                                   Changes{"partitions=3"},
                                   Changes{"partitions=2", "window=1"},
                                   Changes{"replay=graph", "record=[]"}}) {
        SparseResults const results = run(changes);
        EXPECT_EQ(results.spike_hash.hex(), host.spike_hash.hex());
        EXPECT_EQ(results.weight_hash.hex(), host.weight_hash.hex());
    }
    EXPECT_NE(run({"seed=4"}).spike_hash.hex(), host.spike_hash.hex());
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

//! The parts that every kind of backend shares.
class SparseFileTest : public SparseExperimentTest {
  protected:
    void SetUp() override { backend = make_backend("host", {1}); }
};
INSTANTIATE_TEST_SUITE_P(Host, SparseFileTest, testing::Values("host"));

TEST_P(SparseFileTest, IsToldFromADenseOne)
{
    EXPECT_TRUE(SparseExperiment::describes(file_));
    write_text(folder_ / "dense.json", tiny_experiment(folder_.path()));
    EXPECT_FALSE(SparseExperiment::describes(folder_ / "dense.json"));
    EXPECT_TRUE(SparseExperiment::describes(folder_ / "dense.json", Changes{"published=brunel"}));
}

TEST_P(SparseFileTest, DrawnParametersFollowTheirDistribution)
{
    Changes const changes{"populations.E.size=4000", "projections=[]", "record=[]"};
    auto const made               = load(changes).make(backend);
    std::vector<Real> const start = made->population("E").column("voltage_mv").download();
    double sum = 0, squares = 0;
    for (Real const mv : start) {
        EXPECT_LE(mv, -56);
        sum += mv;
        squares += double{mv} * mv;
    }
    // a normal distribution with 2.3 % cut off above: mean -62.17, deviation 2.83
    EXPECT_NEAR(sum / 4000, -62.166, 0.15);
    EXPECT_NEAR(std::sqrt(squares / 4000 - sum * sum / 16e6), 2.831, 0.1);
    // another parameter of the same population, and the same of another, are drawn apart
    Changes more = changes;
    more.insert(more.end(),
                {"populations.I.size=4000", R"(populations.I.v_m_mv={"normal": [-62, 3]})"});
    auto const both = load(more).make(backend);
    EXPECT_EQ(both->population("E").column("voltage_mv").download(), start);
    EXPECT_NE(both->population("I").column("voltage_mv").download(), start);
}

TEST_P(SparseFileTest, EveryModelTakesItsParametersByName)
{
    std::vector<std::pair<std::string, std::string>> const models = {
        {R"("IafPscExp", "tau_m_ms": 9, "c_m_pf": 240)", "iaf_psc_exp, one port"},
        {R"("IafPscAlpha", "ports": 2, "tau_syn_in_ms": 3)", "iaf_psc_alpha"},
        {R"("IafPscDelta", "v_th_mv": -54)", "iaf_psc_delta"},
        {R"("BrianCuba", "tau_syn_in_ms": 9)", "CUBA of Brian"},
        {R"("IafCondExp", "g_l_ns": 15, "e_in_mv": -80)", "iaf_cond_exp"},
        {R"("AdExCondExp", "a_ns": 3, "delta_t_mv": 1.5)", "aeif_cond_exp"},
        {R"("HHCondExpTraub", "g_na_ns": 19000)", "hh_cond_exp_traub"},
        {R"("HHCondExpTraub", "form": "brian", "v_t_mv": -62)", "COBAHH of Brian"},
        {R"("Izhikevich2003", "a": [0.02, 0.1], "d": 2)", "Izhikevich 2003"},
        {R"("SpiceBrunel", "tau_m_ms": 19)", "Brunel of Spice"},
        {R"("SpiceVogels", "input_mv": 19)", "Vogels of Spice"}};
    for (auto const& [keys, model] : models) {
        Changes const changes{
            "populations={\"X\": {\"size\": 2, \"v_m_mv\": [-64, -63.5], \"kind\": " + keys + "}}",
            "projections=[]",
            "record=[]",
            "report={}"};
        auto const made = load(changes).make(backend);
        EXPECT_EQ(made->population("X").model(), model);
        EXPECT_EQ(made->population("X").column("voltage_mv").download(),
                  (std::vector<Real>{-64, -63.5F}))
            << model;
    }
}

TEST_P(SparseFileTest, EveryRuleAndPlasticityIsThere)
{
    for (std::string const rule : {R"("AllToAll")",
                                   R"("PairwiseBernoulli", "probability": 0.2)",
                                   R"("FixedInDegree", "degree": 3)",
                                   R"("FixedOutDegree", "degree": 3)",
                                   R"("FixedTotalNumber", "synapses": 30)"}) {
        for (std::string const learns : {R"("SparseSTDP", "mu_plus": 0, "mu_minus": 0)",
                                         R"("SparsePowerLawSTDP", "mu": 0.3)",
                                         R"("SparseTripletSTDP", "a2_plus": 1, "tau_x_ms": 90)",
                                         R"("SparseSilenceSTDP", "w_far": 50, "w_max": 60)"}) {
            auto const made =
                load({"record=[]",
                      "projections=[{\"source\": \"E\", \"target\": \"I\", \"weight\": 5, "
                      "\"delay_ms\": 1, \"rule\": {\"kind\": " +
                          rule + "}, \"plasticity\": {\"kind\": " + learns + "}}]"})
                    .make(backend);
            ASSERT_EQ(made->projections().size(), 1U);
            EXPECT_TRUE(made->projections()[0].learns());
            EXPECT_TRUE(rule.starts_with(
                "\"" + std::string(name_of(made->projections()[0].rule())) + "\""));
        }
    }
}

TEST_P(SparseFileTest, PublishedNetworksAreThoseOfTheFunctions)
{
    auto const spikes_of = [](SparseNetwork& net) {
        net.record_spikes(true);
        net.run(300);
        return net.take_spikes();
    };
    write_text(file_, R"({"name": "p", "published": "microcircuit", "scale": 0.05, "poisson": true,
                          "seed": 5, "run": {"duration_ms": 10}})");
    SparseNetwork net(backend, {.step_time_ms = 0.1, .seed = 5});
    microcircuit(net, {.neurons = 0.05, .synapses = 0.05, .poisson = true});
    auto const expected = spikes_of(net);
    EXPECT_GT(expected.size(), 50U);
    EXPECT_EQ(spikes_of(*load().make(backend)), expected);
    EXPECT_THROW(load({"published=izhikevich_2003"}), ConfigError) << "it has no scale";
    write_text(file_,
               R"({"name": "p", "published": "izhikevich_2003", "run": {"duration_ms": 10}})");
    EXPECT_EQ(load().network.step_time_ms, 1);
}

TEST_P(SparseFileTest, APublishedNetworkCanBeAddedTo)
{
    write_text(file_,
               R"({"name": "p", "published": "brunel", "order": 20, "run": {"duration_ms": 10},
      "populations": {"extra": {"kind": "PoissonSource", "size": 5, "rate_hz": 50}},
      "projections": [{"source": "extra", "target": ["E", "I"], "rule": {"kind": "AllToAll"},
                       "weight": 1, "delay_ms": 1}]})");
    auto const made = load().make(backend);
    EXPECT_EQ(made->populations().size(), 3U);
    EXPECT_EQ(made->projections().size(), 6U);
    EXPECT_EQ(made->projections()[5].source().name(), "extra");
    EXPECT_EQ(made->projections()[5].target().name(), "I");
    EXPECT_EQ(made->projections()[5].expected_synapses(), 100);
}

TEST_P(SparseFileTest, ASummarySaysWhatTheNetworkIs)
{
    std::string const text = load().summary();
    for (std::string const part : {"400 steps of 0.1 ms, of which 50 are not measured",
                                   "87 in 4 populations",
                                   "E: iaf_psc_exp 60",
                                   "E -> E: FixedInDegree, 480 synapses",
                                   "P -> E: PairwiseBernoulli, about 300 synapses, learns",
                                   "synapses of P -> E -> learnt.npy"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
}

TEST_P(SparseFileTest, AReportShowsThePopulations)
{
    run({R"(name=a & b)", R"(report.reference.I.cv=[0, 0.001])"});
    std::string const page = read_text(folder_ / "results/report.html");
    for (std::string const part : {"<h1>a &amp; b</h1>",
                                   "spikes of P",
                                   "rate of I",
                                   "rates of E",
                                   "class=\"inside\"",
                                   "class=\"outside\"",
                                   "of 47 neurons"}) {  // 20, 15, 10 and 2 of the populations
        EXPECT_NE(page.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(page.find("nan"), std::string::npos);
    EXPECT_EQ(page.find("http"), std::string::npos);
}

TEST_P(SparseFileTest, ARunThatFailsLeavesNothing)
{
    SparseRun work(load(), backend);
    EXPECT_THROW(work.run([](Index, Index) { throw Error("stop"); }), Error);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "results/report.html"));
    EXPECT_THROW(work.run(), StateError);
}

}  // namespace
}  // namespace inferno::test
