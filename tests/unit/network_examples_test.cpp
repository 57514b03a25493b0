//! The networks of docs/experiments/networks, small and for a short time, on every backend.
#include <map>

#include "inferno/config/sparse_run.hpp"

#include "support/backend_test.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {
namespace {

namespace fs = std::filesystem;

using Changes = std::vector<std::string>;

fs::path const folder_of_all = fs::path(INFERNO_SOURCE_DIR) / "docs/experiments/networks";

//! What makes each network small.
std::map<std::string, Changes> const all_small = {
    {"balanced",
     {"populations.E.size=120",
      "populations.I.size=30",
      "projections.0.rule.degree=20",
      "projections.1.rule.degree=5",
      "populations.volley.times=[[5, 0]]",
      "record.0.neurons=50"}},
    {"brette_coba", {}},
    {"brette_cuba", {}},
    {"brette_hodgkin_huxley", {}},
    {"brette_stdp", {}},
    {"brunel", {"order=25"}},
    {"brunel_alpha", {"order=25"}},
    {"hpc_benchmark", {"scale=0.002"}},
    {"izhikevich_2003", {"run.duration_ms=30", "report.raster_ms=[0, 30]"}},
    {"microcircuit", {"neurons=0.02", "synapses=0.5"}},
    {"microcircuit_poisson", {"scale=0.02"}},
    {"procedural",
     {"populations.E.size=120", "populations.I.size=30", "populations.E.drive.weight=200"}},
    {"spice_brunel", {"synapses=20000"}},
    {"spice_brunel_plus", {"synapses=20000"}},
    {"spice_vogels", {"synapses=20000"}}};

//! Steps that show spikes of the network itself; emulated threads are slow.
Changes short_run(std::string const& name, bool emulated)
{
    bool const large       = name.starts_with("brette");
    std::string const time = emulated ? (large ? "12" : "30") : (large ? "20" : "40");
    Changes changes{
        "run.duration_ms=" + time, "run.discard_ms=0", "report.raster_ms=[0, " + time + "]"};
    Changes const& small = all_small.at(name);
    changes.insert(changes.end(), small.begin(), small.end());
    return changes;
}

class NetworkExamplesTest : public BackendTest {
  protected:
    SparseResults run_on(BackendPointer const& where, std::string const& name)
    {
        Changes const changes = short_run(name, GetParam() == "cuda_emulated");
        SparseExperiment experiment =
            SparseExperiment::load(folder_of_all / (name + ".json"), changes);
        experiment.folder = folder_ / "results";
        return SparseRun(std::move(experiment), where).run();
    }
    void compare(std::string const& name)
    {
        SparseResults const host = run_on(make_backend("host", {1}), name);
        SparseResults const here = run_on(backend, name);
        EXPECT_EQ(here.spike_hash.hex(), host.spike_hash.hex()) << name;
        EXPECT_EQ(here.weight_hash.hex(), host.weight_hash.hex()) << name;
        EXPECT_GT(host.spikes, 10) << name;
    }
    TemporaryFolder const folder_;
};
INFERNO_ON_EVERY_BACKEND(NetworkExamplesTest);

TEST_P(NetworkExamplesTest, NetworksWithoutLearningGiveTheBitsOfTheHost)
{
    for (std::string const name : {"brunel",
                                   "brunel_alpha",
                                   "izhikevich_2003",
                                   "microcircuit",
                                   "microcircuit_poisson",
                                   "procedural",
                                   "spice_brunel",
                                   "spice_vogels"}) {
        compare(name);
    }
}

TEST_P(NetworkExamplesTest, NetworksThatLearnGiveTheBitsOfTheHost)
{
    for (std::string const name : {"balanced", "hpc_benchmark", "spice_brunel_plus"}) {
        compare(name);
    }
}

TEST_P(NetworkExamplesTest, NetworksOfBretteGiveTheBitsOfTheHost)
{
    for (std::string const name :
         {"brette_coba", "brette_cuba", "brette_hodgkin_huxley", "brette_stdp"}) {
        compare(name);
    }
}

TEST(NetworkExamples, AllAreCheckedAsTheyAre)
{
    Index found = 0;
    for (auto const& entry : fs::directory_iterator(folder_of_all)) {
        if (entry.path().extension() != ".json") { continue; }
        std::string const name = entry.path().stem().string();
        EXPECT_TRUE(all_small.contains(name)) << name << " is run by no test";
        EXPECT_TRUE(SparseExperiment::describes(entry.path()));
        EXPECT_EQ(SparseExperiment::load(entry.path()).name, name);
        ++found;
    }
    EXPECT_EQ(found, std::ssize(all_small));
}

}  // namespace
}  // namespace inferno::test
