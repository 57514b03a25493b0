//! How fast do large sparse networks run? Wall time over biological time (RTF), and synaptic events
//! per second, next to the bytes per second that memory gives.
//!
//!     bench_network [--networks NAME,...] [--scale S] [--seconds S] [--partitions N]
//!     [--watched S] and what every benchmark takes
//!
//! Networks: microcircuit, microcircuit_poisson, brunel, brunel_alpha, vogels, spice_brunel, coba,
//! cuba, hodgkin_huxley, izhikevich; with plastic synapses brunel_plus, cuba_stdp, hpc_benchmark,
//! of which hpc_benchmark_static learns nothing. Scale multiplies neurons (microcircuit,
//! hpc_benchmark), the order (brunel) or 1e8 synapses (vogels, spice_brunel, brunel_plus); the
//! others have one size. For --watched seconds more, which are not timed, spikes are kept: their
//! rates and coefficients of variation.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <map>

#include "inferno/network/published.hpp"

#include "support/bench.hpp"

namespace inferno::bench {
namespace {

struct Asked {
    std::string networks = "microcircuit";
    double scale = 1, seconds = 1;
    Index partitions = 0;  //!< 0: as the library likes
    double watched   = 0;  //!< seconds
};

using Add = Populations (*)(SparseNetwork&, double scale);

struct Entry {
    Add add;
    double step_time_ms = 0.1;
};

std::map<std::string, Entry, std::less<>> const& all_networks()
{
    static std::map<std::string, Entry, std::less<>> const networks = {
        {"microcircuit",
         {[](SparseNetwork& net, double scale) { return microcircuit(net, {.neurons = scale}); }}},
        {"microcircuit_poisson", {[](SparseNetwork& net, double scale) {
             return microcircuit(net, {.neurons = scale, .poisson = true});
         }}},
        {"brunel", {[](SparseNetwork& net, double scale) {
             return brunel(net, {.order = static_cast<Index>(2500 * scale)});
         }}},
        {"brunel_alpha", {[](SparseNetwork& net, double scale) {
             return brunel(net, {.order = static_cast<Index>(2500 * scale), .alpha = true});
         }}},
        {"vogels", {[](SparseNetwork& net, double scale) {
             return spice_vogels(net, static_cast<Index>(1e8 * scale));
         }}},
        {"spice_brunel", {[](SparseNetwork& net, double scale) {
             return spice_brunel(net, static_cast<Index>(1e8 * scale));
         }}},
        {"coba", {[](SparseNetwork& net, double) { return brette(net, BretteKind::coba); }}},
        {"cuba", {[](SparseNetwork& net, double) { return brette(net, BretteKind::cuba); }}},
        {"hodgkin_huxley",
         {[](SparseNetwork& net, double) { return brette(net, BretteKind::hodgkin_huxley); }}},
        {"brunel_plus", {[](SparseNetwork& net, double scale) {
             return spice_brunel(net, static_cast<Index>(1e8 * scale), true);
         }}},
        {"cuba_stdp", {[](SparseNetwork& net, double) { return brette_stdp(net); }}},
        {"hpc_benchmark",
         {[](SparseNetwork& net, double scale) { return hpc_benchmark(net, scale); }}},
        {"hpc_benchmark_static",
         {[](SparseNetwork& net, double scale) { return hpc_benchmark(net, scale, false); }}},
        {"izhikevich", {[](SparseNetwork& net, double) { return izhikevich_2003(net); }, 1}}};
    return networks;
}

double seconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

//! Synapses that have been reached so far.
double events_of(SparseNetwork const& network)
{
    double events  = 0;
    auto const all = network.populations();
    for (std::size_t g = 0; g < all.size(); ++g) {
        double spikes = 0;
        for (std::uint32_t const count : all[g]->fired_counts()) {
            spikes += count;
        }
        double synapses = 0;
        for (ProjectionReport const& projection : network.report().projections) {
            if (projection.source == all[g]->name()) {
                synapses += static_cast<double>(projection.synapses);
            }
        }
        events += spikes * synapses / static_cast<double>(all[g]->size());
    }
    return events;
}

double mean_rate_hz(PointGroup const& group,
                    std::vector<std::uint32_t> const& before,
                    double seconds)
{
    auto const after = group.fired_counts();
    double spikes    = 0;
    for (std::size_t n = 0; n < after.size(); ++n) {
        spikes += after[n] - before[n];
    }
    return spikes / static_cast<double>(after.size()) / seconds;
}

//! What has become of weights that learn.
void print_weights(std::vector<Real> const& weights)
{
    double sum = 0, squares = 0;
    for (Real const weight : weights) {
        sum += static_cast<double>(weight);
        squares += static_cast<double>(weight) * static_cast<double>(weight);
    }
    auto const count  = static_cast<double>(weights.size());
    double const mean = sum / count;
    std::printf(", \"plastic_mean\": %.6g, \"plastic_deviation\": %.4g",
                mean,
                std::sqrt(std::max(squares / count - mean * mean, 0.0)));
}

void print_activity(SparseNetwork& network, Populations const& groups, Index steps)
{
    std::vector<Index> sizes;
    for (PointGroup const* const group : groups) {
        sizes.push_back(group->size());
    }
    stats::SpikesOfPopulations found(sizes, network.steps_done(), steps, network.step_time_ms());
    network.record_spikes(true);
    network.run(steps);
    for (SpikeEvent const& spike : network.take_spikes()) {
        found.add(spike.step, spike.neuron);
    }
    double const bin_ms = static_cast<double>(steps) * network.step_time_ms();
    std::printf(", \"watched\": {");
    for (std::size_t g = 0; g < groups.size(); ++g) {
        auto const activity = stats::activity_of(found.populations()[g], bin_ms);
        std::printf("%s\"%s\": {\"rate_hz\": %.3f, \"cv\": %.3f}",
                    g == 0 ? "" : ", ",
                    groups[g]->name().c_str(),
                    activity.rate_hz,
                    std::isnan(activity.cv) ? 0.0 : activity.cv);
    }
    std::printf("}");
}

void bench_network(std::string const& name, Asked const& asked, Options const& options)
{
    auto const found = all_networks().find(name);
    INFERNO_REQUIRE(found != all_networks().end(), "no network is named \"" << name << "\"");
    double const dt    = found->second.step_time_ms;
    auto const backend = make_backend(options.backend, {.threads = options.threads});
    SparseNetwork network(backend, {.step_time_ms = dt, .seed = 1, .partitions = asked.partitions});
    Populations const groups = found->second.add(network, asked.scale);
    auto start               = std::chrono::steady_clock::now();
    network.build();
    backend->synchronize();
    double const built = seconds_since(start);

    network.run(static_cast<Index>(std::llround(100 / dt)));  // what begins together
    std::vector<std::vector<std::uint32_t>> before;
    for (PointGroup const* const group : groups) {
        before.push_back(group->fired_counts());
    }
    double const events = events_of(network);
    start               = std::chrono::steady_clock::now();
    network.run(static_cast<Index>(std::llround(asked.seconds * 1000 / dt)));
    backend->synchronize();
    double const ran = seconds_since(start);

    SparseReport const& report = network.report();
    std::printf(
        "{\"name\": \"network/%s\", \"backend\": \"%s\", \"neurons\": %lld, \"synapses\": %lld, "
        "\"build_s\": %.2f, \"rtf\": %.4f, \"events_per_s\": %.4g, \"bytes\": %zu, "
        "\"bytes_per_synapse\": %.3f, \"partitions\": %lld, \"window\": %lld, \"rates_hz\": {",
        name.c_str(),
        backend->name().c_str(),
        static_cast<long long>(report.neurons),
        static_cast<long long>(report.synapses),
        built,
        ran / asked.seconds,
        (events_of(network) - events) / ran,
        report.bytes(),
        static_cast<double>(report.synapse_bytes) /
            static_cast<double>(std::max<Index>(report.synapses, 1)),
        static_cast<long long>(report.partitions),
        static_cast<long long>(report.window));
    for (std::size_t g = 0; g < groups.size(); ++g) {
        std::printf("%s\"%s\": %.3f",
                    g == 0 ? "" : ", ",
                    groups[g]->name().c_str(),
                    mean_rate_hz(*groups[g], before[g], asked.seconds));
    }
    std::printf("}");
    for (SparseProjection const& projection : network.projections()) {
        if (projection.learns()) { print_weights(projection.weights()); }
    }
    if (asked.watched > 0) {
        print_activity(
            network, groups, static_cast<Index>(std::llround(asked.watched * 1000 / dt)));
    }
    std::printf("}\n");
    std::fflush(stdout);
}

Asked asked_for;

void body(Options const& options)
{
    constexpr int repeats = 5;
    auto const backend    = make_backend(options.backend, {.threads = options.threads});
    std::printf("{\"name\": \"memory\", \"backend\": \"%s\", \"gb_per_s\": %.2f}\n",
                backend->name().c_str(),
                stream_bandwidth(backend, repeats) * 1e-9);
    std::string const& list = asked_for.networks;
    for (std::size_t at = 0; at < list.size();) {
        std::size_t const end = std::min(list.find(',', at), list.size());
        bench_network(list.substr(at, end - at), asked_for, options);
        at = end + 1;
    }
}

double number(char const* option, std::string_view text)
{
    double value            = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    INFERNO_REQUIRE(error == std::errc() && end == text.data() + text.size() && value > 0,
                    option << ": \"" << text << "\" is not a number above 0");
    return value;
}

//! Takes this benchmark's own options out of the list.
std::vector<char const*> take_own(int count, char const* const* words)
{
    std::vector<char const*> left;
    for (int k = 0; k < count; ++k) {
        std::string_view const word = words[k];
        bool const own = word == "--networks" || word == "--scale" || word == "--seconds" ||
                         word == "--partitions" || word == "--watched";
        if (!own || k + 1 == count) {
            left.push_back(words[k]);
            continue;
        }
        char const* const value = words[++k];
        if (word == "--networks") { asked_for.networks = value; }
        if (word == "--scale") { asked_for.scale = number("--scale", value); }
        if (word == "--watched") { asked_for.watched = number("--watched", value); }
        if (word == "--seconds") { asked_for.seconds = number("--seconds", value); }
        if (word == "--partitions") {
            asked_for.partitions = static_cast<Index>(number("--partitions", value));
        }
    }
    return left;
}

}  // namespace
}  // namespace inferno::bench

int main(int count, char** words)
{
    using namespace inferno::bench;
    try {
        auto const left = take_own(count, words);
        return run_main(static_cast<int>(left.size()), left.data(), body);
    } catch (inferno::Error const& error) {
        std::cerr << error.what() << "\n";
        return 2;
    }
}
