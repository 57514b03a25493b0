//! What an experiment file of a sparse network can say, on the host.
#include <algorithm>
#include <cmath>
#include <span>

#include <gtest/gtest.h>

#include "inferno/config/npy.hpp"
#include "inferno/config/sparse_run.hpp"
#include "inferno/config/write_error.hpp"
#include "inferno/network/published.hpp"

#include "support/experiment_files.hpp"
#include "support/full_disk.hpp"

namespace inferno::test {
namespace {

using Changes = std::vector<std::string>;

class SparseFileTest : public testing::Test {
  protected:
    SparseFileTest() { write_text(file_, tiny_network(folder_.path())); }

    SparseExperiment load(Changes const& changes = {}) const
    {
        return SparseExperiment::load(file_, changes);
    }
    SparseResults run(Changes const& changes = {}) const
    {
        return SparseRun(load(changes), backend_).run();
    }

    BackendPointer const backend_ = make_backend("host", {1});
    TemporaryFolder const folder_;
    std::filesystem::path const file_ = folder_ / "tiny.json";
};

TEST_F(SparseFileTest, IsToldFromADenseOne)
{
    EXPECT_TRUE(SparseExperiment::describes(file_));
    write_text(folder_ / "dense.json", tiny_experiment(folder_.path()));
    EXPECT_FALSE(SparseExperiment::describes(folder_ / "dense.json"));
    EXPECT_TRUE(SparseExperiment::describes(folder_ / "dense.json", Changes{"published=brunel"}));
}

TEST_F(SparseFileTest, DrawnParametersFollowTheirDistribution)
{
    Changes const changes{"populations.E.size=4000", "projections=[]", "record=[]"};
    auto const made               = load(changes).make(backend_);
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
    auto const both = load(more).make(backend_);
    EXPECT_EQ(both->population("E").column("voltage_mv").download(), start);
    EXPECT_NE(both->population("I").column("voltage_mv").download(), start);
}

TEST_F(SparseFileTest, EveryModelTakesItsParametersByName)
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
        auto const made = load(changes).make(backend_);
        EXPECT_EQ(made->population("X").model(), model);
        EXPECT_EQ(made->population("X").column("voltage_mv").download(),
                  (std::vector<Real>{-64, -63.5F}))
            << model;
    }
}

TEST_F(SparseFileTest, EveryRuleAndPlasticityIsThere)
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
                    .make(backend_);
            ASSERT_EQ(made->projections().size(), 1U);
            EXPECT_TRUE(made->projections()[0].learns());
            EXPECT_TRUE(rule.starts_with(
                "\"" + std::string(name_of(made->projections()[0].rule())) + "\""));
        }
    }
}

TEST_F(SparseFileTest, PublishedNetworksAreThoseOfTheFunctions)
{
    auto const spikes_of = [](SparseNetwork& net) {
        net.record_spikes(true);
        net.run(300);
        return net.take_spikes();
    };
    write_text(file_, R"({"name": "p", "published": "microcircuit", "scale": 0.05, "poisson": true,
                          "seed": 5, "run": {"duration_ms": 10}})");
    SparseNetwork net(backend_, {.step_time_ms = 0.1, .seed = 5});
    microcircuit(net, {.neurons = 0.05, .synapses = 0.05, .poisson = true});
    auto const expected = spikes_of(net);
    EXPECT_GT(expected.size(), 50U);
    EXPECT_EQ(spikes_of(*load().make(backend_)), expected);
    EXPECT_THROW(load({"published=izhikevich_2003"}), ConfigError) << "it has no scale";
    write_text(file_,
               R"({"name": "p", "published": "izhikevich_2003", "run": {"duration_ms": 10}})");
    EXPECT_EQ(load().network.step_time_ms, 1);
}

TEST_F(SparseFileTest, APublishedNetworkCanBeAddedTo)
{
    write_text(file_,
               R"({"name": "p", "published": "brunel", "order": 20, "run": {"duration_ms": 10},
      "populations": {"extra": {"kind": "PoissonSource", "size": 5, "rate_hz": 50}},
      "projections": [{"source": "extra", "target": ["E", "I"], "rule": {"kind": "AllToAll"},
                       "weight": 1, "delay_ms": 1}]})");
    auto const made = load().make(backend_);
    EXPECT_EQ(made->populations().size(), 3U);
    EXPECT_EQ(made->projections().size(), 6U);
    EXPECT_EQ(made->projections()[5].source().name(), "extra");
    EXPECT_EQ(made->projections()[5].target().name(), "I");
    EXPECT_EQ(made->projections()[5].expected_synapses(), 100);
}

TEST_F(SparseFileTest, TheExampleOfTheDocumentationIsOne)
{
    std::string const page =
        read_text(std::filesystem::path(INFERNO_SOURCE_DIR) / "docs/experiment_networks.md");
    std::size_t const begin = page.find("```json\n") + 8, end = page.find("```", begin);
    write_text(file_, page.substr(begin, end - begin));
    SparseExperiment const experiment = load({"run.duration_ms=200"});
    EXPECT_EQ(experiment.projections.size(), 4U);
    SparseExperiment elsewhere = experiment;
    elsewhere.folder           = folder_ / "results";
    SparseResults const result = SparseRun(elsewhere, backend_).run();
    EXPECT_GT(result.populations[0].activity.rate_hz, 2);
    EXPECT_LT(result.populations[0].activity.rate_hz, 100);
}

TEST_F(SparseFileTest, ASummarySaysWhatTheNetworkIs)
{
    std::string const text = load().summary();
    for (std::string const part : {"400 steps of 0.1 ms, of which 50 are not measured",
                                   "87 in 4 populations",
                                   "E: iaf_psc_exp 60",
                                   "E -> E: FixedInDegree, 480 synapses",
                                   "P -> E: PairwiseBernoulli, about 300 synapses, learns",
                                   "synapses of P -> E -> learnt.npy",
                                   "memory       about "}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    }
}

TEST_F(SparseFileTest, AReportShowsThePopulations)
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

TEST_F(SparseFileTest, ARunThatFailsKeepsWhatWasRecorded)
{
    auto const result = [&](char const* name) { return folder_ / "results" / name; };
    std::vector<std::string> const longer{"run.duration_ms=250"};
    SparseRun(load(longer), backend_).run();
    auto const all_spikes   = read_npy(result("E.npy")),
               all_voltages = read_npy(result("voltage.npy"));
    std::filesystem::remove_all(folder_ / "results");
    SparseRun work(load(longer), backend_);
    auto const stop = [](Index steps, Index) {
        if (steps >= 900) { throw Error("stop"); }  // about 100 ms
    };
    EXPECT_THROW(work.run(stop), Error);
    EXPECT_EQ(work.incomplete(),
              (std::vector{result("E.incomplete.npy"),
                           result("S.incomplete.npy"),
                           result("voltage.incomplete.npy")}));
    NpyArray const spikes   = read_npy(result("E.incomplete.npy")),
                   voltages = read_npy(result("voltage.incomplete.npy"));
    EXPECT_EQ(voltages.shape, (Shape{142, 3}));  // of 100 ms, every 0.7 ms
    EXPECT_TRUE(std::ranges::equal(voltages.bytes,
                                   std::span(all_voltages.bytes).first(voltages.bytes.size())));
    EXPECT_GT(spikes.shape[0], 0);
    EXPECT_LT(spikes.shape[0], all_spikes.shape[0]);
    EXPECT_TRUE(
        std::ranges::equal(spikes.bytes, std::span(all_spikes.bytes).first(spikes.bytes.size())));
}

TEST_F(SparseFileTest, AFullDiskLeavesARecordingThatCanBeRead)
{
    SparseRun work(load({}), backend_);
    {
        FullDisk const disk(128 + 10 * 12 + 7);
        EXPECT_THROW(work.run(), WriteError);
    }
    EXPECT_EQ(read_npy(folder_ / "results/voltage.incomplete.npy").shape, (Shape{10, 3}));
    EXPECT_FALSE(std::filesystem::exists(folder_ / "results/results.json"));
}

TEST_F(SparseFileTest, ARunThatFailsLeavesNothing)
{
    SparseRun work(load(), backend_);
    EXPECT_THROW(work.run([](Index, Index) { throw Error("stop"); }), Error);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "results/report.html"));
    EXPECT_THROW(work.run(), StateError);
}

}  // namespace
}  // namespace inferno::test
