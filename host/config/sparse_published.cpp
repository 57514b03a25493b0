#include "inferno/network/published.hpp"

#include "config/sparse_reader.hpp"

namespace inferno {
namespace {

using AddNetwork = std::function<void(SparseNetwork&)>;

struct Published {
    std::string_view name;
    AddNetwork (*read)(JsonReader const& root);
    double step_time_ms = 0.1;
};

constexpr Index fewest_synapses = 500;

AddNetwork read_microcircuit(JsonReader const& root)
{
    MicrocircuitConfig config;
    double const scale = root.between("scale", 1e-3, 1, 1);
    config.neurons     = root.between("neurons", 1e-3, 1, scale);
    config.synapses    = root.between("synapses", 1e-3, 1, scale);
    config.poisson     = root.boolean("poisson", config.poisson);
    return [config](SparseNetwork& network) { microcircuit(network, config); };
}

AddNetwork read_brunel(JsonReader const& root)
{
    BrunelConfig config;
    config.order = root.integer("order", 10, most_elements / 8, config.order);
    config.g     = root.number("g", config.g);
    config.eta   = root.non_negative("eta", config.eta);
    config.alpha = root.boolean("alpha", config.alpha);
    return [config](SparseNetwork& network) { brunel(network, config); };
}

template <BretteKind kind>
AddNetwork read_brette(JsonReader const&)
{
    return [](SparseNetwork& network) { brette(network, kind); };
}

AddNetwork read_brette_stdp(JsonReader const&)
{
    return [](SparseNetwork& network) { brette_stdp(network); };
}

Index read_synapses(JsonReader const& root)
{
    return root.integer("synapses", fewest_synapses, Index{1} << 50);
}

AddNetwork read_spice_brunel(JsonReader const& root)
{
    Index const synapses = read_synapses(root);
    bool const plastic   = root.boolean("plastic", false);
    return [=](SparseNetwork& network) { spice_brunel(network, synapses, plastic); };
}

AddNetwork read_spice_vogels(JsonReader const& root)
{
    Index const synapses = read_synapses(root);
    return [=](SparseNetwork& network) { spice_vogels(network, synapses); };
}

AddNetwork read_hpc_benchmark(JsonReader const& root)
{
    double const scale = root.between("scale", 1e-3, 1e4, 1);
    bool const plastic = root.boolean("plastic", true);
    return [=](SparseNetwork& network) { hpc_benchmark(network, scale, plastic); };
}

AddNetwork read_izhikevich(JsonReader const&)
{
    return [](SparseNetwork& network) { izhikevich_2003(network); };
}

constexpr Published all_published[] = {
    {"microcircuit", read_microcircuit},
    {"brunel", read_brunel},
    {"brette_coba", read_brette<BretteKind::coba>},
    {"brette_cuba", read_brette<BretteKind::cuba>},
    {"brette_hodgkin_huxley", read_brette<BretteKind::hodgkin_huxley>},
    {"brette_stdp", read_brette_stdp},
    {"spice_brunel", read_spice_brunel},
    {"spice_vogels", read_spice_vogels},
    {"hpc_benchmark", read_hpc_benchmark},
    {"izhikevich_2003", read_izhikevich, 1}};

Published const* named(JsonReader const& root)
{
    return root.has("published") ? &read_entry(root, "published", all_published) : nullptr;
}

}  // namespace

double usual_step_time_ms(JsonReader const& root)
{
    Published const* const found = named(root);
    return found == nullptr ? SparseConfig{}.step_time_ms : found->step_time_ms;
}

void read_published(JsonReader const& root, SparseReading& reading)
{
    Published const* const found = named(root);
    if (found == nullptr) { return; }
    PublishedDescription published{std::string(found->name), found->read(root)};
    with_place(root["published"], [&] { published.add(reading.trial); });
    reading.experiment.published = std::move(published);
}

}  // namespace inferno
