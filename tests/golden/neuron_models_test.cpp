//! GLIF1, GLIF2, QIF, Izhikevich, EIF, AdEx and ExactNeuron against Inferno.
#include <memory>

#include "inferno/network/neurons.hpp"
#include "inferno/neuron/models.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

constexpr std::int64_t most_ulps = 4;  //!< of a step that takes an exponential

//! Takes one parameter from a case, if it has it.
class Fill {
  public:
    explicit Fill(GoldenCase const& golden) : golden_(&golden) {}
    void operator()(char const* key, Values& value) const { value = golden_->number(key); }
    void operator()(char const* key, std::vector<double>& list) const
    {
        list = golden_->numbers(key);
    }

  private:
    GoldenCase const* golden_;
};

void fill(Fill const& fill, LIF::Config& c)
{
    fill("rest_mv", c.rest_mv), fill("reset_mv", c.reset_mv);
    fill("threshold_mv", c.threshold_mv), fill("refractory_ms", c.refractory_ms);
    fill("time_constant_ms", c.time_constant_ms), fill("resistance_mohm", c.resistance_mohm);
}

void fill(Fill const& fill, GLIF2::Config& c)
{
    fill("rest_mv", c.rest_mv), fill("reset_add_mv", c.reset_add_mv);
    fill("reset_mul", c.reset_mul), fill("threshold_eq_mv", c.threshold_eq_mv);
    fill("refractory_ms", c.refractory_ms);
    fill("membrane_time_constant_ms", c.membrane_time_constant_ms);
    fill("resistance_mohm", c.resistance_mohm);
    fill("adaptation_rate_per_ms", c.adaptation_rate_per_ms);
    fill("spike_increment_mv", c.spike_increment_mv);
}

template <class Config>
void fill_quadratic(Fill const& fill, Config& c)
{
    fill("rest_mv", c.rest_mv), fill("critical_mv", c.critical_mv);
    fill("affinity", c.affinity), fill("reset_mv", c.reset_mv);
    fill("threshold_mv", c.threshold_mv), fill("refractory_ms", c.refractory_ms);
    fill("resistance_mohm", c.resistance_mohm);
}

template <class Config>
void fill_exponential(Fill const& fill, Config& c)
{
    fill("rest_mv", c.rest_mv), fill("rheobase_mv", c.rheobase_mv);
    fill("sharpness_mv", c.sharpness_mv), fill("reset_mv", c.reset_mv);
    fill("threshold_mv", c.threshold_mv), fill("refractory_ms", c.refractory_ms);
    fill("resistance_mohm", c.resistance_mohm);
}

template <class Config>
void fill_currents(Fill const& fill, Config& c)
{
    fill("membrane_time_constant_ms", c.membrane_time_constant_ms);
    fill("adaptation_time_constant_ms", c.adaptation_time_constant_ms);
    fill("voltage_coupling_us", c.voltage_coupling_us);
    fill("spike_increment_na", c.spike_increment_na);
}

void fill(Fill const& fill, QIF::Config& c)
{
    fill_quadratic(fill, c), fill("time_constant_ms", c.time_constant_ms);
}
void fill(Fill const& fill, EIF::Config& c)
{
    fill_exponential(fill, c), fill("time_constant_ms", c.time_constant_ms);
}
void fill(Fill const& fill, Izhikevich::Config& c)
{
    fill_quadratic(fill, c), fill_currents(fill, c);
}
void fill(Fill const& fill, AdEx::Config& c) { fill_exponential(fill, c), fill_currents(fill, c); }

template <class Model>
std::unique_ptr<NeuronGroup> make(BackendPointer const& backend, GoldenCase const& golden)
{
    typename Model::Config config;
    fill(Fill(golden), config);
    return std::make_unique<Neurons<Model>>(backend,
                                            golden.shape("shape"),
                                            golden.size("batch"),
                                            golden.number("step_time_ms"),
                                            config);
}

struct Kind {
    std::string_view name;
    std::unique_ptr<NeuronGroup> (*make)(BackendPointer const& backend, GoldenCase const& golden);
};
constexpr Kind kinds[] = {{"GLIF1", make<GLIF1>},
                          {"GLIF2", make<GLIF2>},
                          {"QIF", make<QIF>},
                          {"Izhikevich", make<Izhikevich>},
                          {"EIF", make<EIF>},
                          {"AdEx", make<AdEx>}};

BatchReduction reduction_named(std::string const& name)
{
    if (name == "sum") { return BatchReduction::sum; }
    if (name == "min") { return BatchReduction::min; }
    return name == "max" ? BatchReduction::max : BatchReduction::mean;
}

//! What a group did, laid out as the golden arrays.
struct History {
    Fired spikes;
    Reals voltage_mv, refrac_ms, adaptation;

    void note(NeuronGroup& neurons)
    {
        append(spikes, neurons.download_spikes());
        append(voltage_mv, neurons.voltage_mv());
        append(refrac_ms, neurons.refractory_ms());
        append(adaptation, neurons.adaptation());
    }
};

//! Equal but for a few ulp.
testing::AssertionResult near(Reals const& got, Reals const& expected)
{
    if (got.size() != expected.size()) { return testing::AssertionFailure() << "sizes"; }
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (ulps_between(got[i], expected[i]) > most_ulps) {
            return testing::AssertionFailure()
                   << "value " << i << ": got " << got[i] << ", expected " << expected[i] << ", "
                   << ulps_between(got[i], expected[i]) << " ulp apart";
        }
    }
    return testing::AssertionSuccess();
}

class NeuronModelGolden : public BackendTest {
  protected:
    std::unique_ptr<NeuronGroup> group_of(GoldenCase const& golden)
    {
        for (Kind const& kind : kinds) {
            if (!golden.name().starts_with(std::string(kind.name) + "_")) { continue; }
            auto neurons = kind.make(backend, golden);
            neurons->lock_refractory(golden.flag("refractory_lock"));
            if (neurons->components() == 0) { return neurons; }
            neurons->train(golden.flag("training"));
            if (golden.has("adapt")) { neurons->force_adaptation(golden.flag("adapt")); }
            neurons->reduce_adaptation(reduction_named(golden.text("batch_reduction")));
            neurons->set_adaptation(golden.given("adaptation_initial"));
            return neurons;
        }
        throw ArgumentError("no model for case " + golden.name());
    }
    void step(NeuronGroup& neurons, Reals const& currents_na, Index steps, Index at)
    {
        Buffer<Real> const input(backend, at_step(currents_na, steps, at));
        neurons.step({input.data(), neurons.size(), neurons.batch()});
    }
    //! A run of all steps.
    History run(GoldenCase const& golden)
    {
        auto const neurons      = group_of(golden);
        Reals const currents_na = golden.given("currents_na");
        History result;
        for (Index at = 0; at < golden.size("steps"); ++at) {
            step(*neurons, currents_na, golden.size("steps"), at);
            result.note(*neurons);
        }
        return result;
    }
    //! The same, where each step but the first starts from the state that Inferno had.
    History run_from_recorded(GoldenCase const& golden, History const& recorded)
    {
        auto const neurons      = group_of(golden);
        Reals const currents_na = golden.given("currents_na");
        Index const steps       = golden.size("steps");
        History result;
        for (Index at = 0; at < steps; ++at) {
            if (at > 0) {
                neurons->column("voltage_mv").upload(at_step(recorded.voltage_mv, steps, at - 1));
                neurons->column("refractory_ms").upload(at_step(recorded.refrac_ms, steps, at - 1));
                neurons->set_adaptation(at_step(recorded.adaptation, steps, at - 1));
            }
            step(*neurons, currents_na, steps, at);
            result.note(*neurons);
        }
        return result;
    }
    void expect_exact(std::string const& file)
    {
        for (GoldenCase const& golden : golden_cases(file)) {
            SCOPED_TRACE(golden.name());
            History const result = run(golden);
            EXPECT_TRUE(golden.matches("spikes", result.spikes));
            if (!golden.expects("voltage_mv")) { continue; }
            EXPECT_TRUE(golden.matches("voltage_mv", result.voltage_mv));
            EXPECT_TRUE(golden.matches("refrac_ms", result.refrac_ms));
            if (!golden.expects("adaptation")) { continue; }
            EXPECT_TRUE(
                golden.matches("adaptation", result.adaptation, {"step", "neuron", "component"}));
        }
    }
};
INFERNO_ON_EVERY_BACKEND(NeuronModelGolden);

TEST_P(NeuronModelGolden, GlifDoesWhatInfernoDoes) { expect_exact("glif"); }

TEST_P(NeuronModelGolden, QuadraticNeuronsDoWhatInfernoDoes) { expect_exact("qif"); }

TEST_P(NeuronModelGolden, ExponentialNeuronsDoWhatInfernoDoesButForItsExp)
{
    for (GoldenCase const& golden : golden_cases("eif")) {
        SCOPED_TRACE(golden.name());
        EXPECT_TRUE(golden.matches("spikes", run(golden).spikes)) << "in a free run";
        if (!golden.expects("voltage_mv")) { continue; }
        History recorded;
        recorded.voltage_mv = golden.expected("voltage_mv");
        recorded.refrac_ms  = golden.expected("refrac_ms");
        if (golden.expects("adaptation")) { recorded.adaptation = golden.expected("adaptation"); }
        History const result = run_from_recorded(golden, recorded);
        EXPECT_TRUE(golden.matches("spikes", result.spikes)) << "from recorded states";
        EXPECT_TRUE(near(result.voltage_mv, recorded.voltage_mv));
        EXPECT_EQ(result.refrac_ms, recorded.refrac_ms);
        EXPECT_TRUE(near(result.adaptation, recorded.adaptation));
    }
}

TEST_P(NeuronModelGolden, ExactNeuronDoesWhatInfernoDoes)
{
    for (GoldenCase const& golden : golden_cases("exact_neuron")) {
        SCOPED_TRACE(golden.name());
        Index const steps       = golden.size("steps");
        Reals const currents_na = golden.given("currents_na");
        Fired const forced      = golden.given_spikes("forced");
        Neurons<ExactNeuron> neurons(backend,
                                     golden.shape("shape"),
                                     golden.size("batch"),
                                     golden.number("step_time_ms"),
                                     {golden.number("rest_mv"), golden.number("threshold_mv")});
        History result;
        for (Index at = 0; at < steps; ++at) {
            force_spikes(neurons, {});
            if (at % 2 != 0) { force_spikes(neurons, at_step(forced, steps, at)); }
            step(neurons, currents_na, steps, at);
            result.note(neurons);
        }
        EXPECT_TRUE(golden.matches("spikes", result.spikes));
        EXPECT_TRUE(golden.matches("voltage_mv", result.voltage_mv));
        EXPECT_EQ(result.refrac_ms, Reals(result.refrac_ms.size()));
    }
}

}  // namespace
}  // namespace inferno::test
