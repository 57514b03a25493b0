#include <cmath>
#include <limits>

#include "config/sparse_reader.hpp"

namespace inferno {
namespace {

struct RuleKind {
    std::string_view name;
    ConnectionRule (*read)(JsonReader const& reader);
};

constexpr Index most_synapses = Index{1} << 50;

//! Positions of neurons: whole numbers.
std::vector<Index> read_positions(JsonReader const& reader, std::string_view key)
{
    std::vector<Index> positions;
    for (double const number : reader.numbers(key).values) {
        if (!(number >= 0 && number < double{most_elements} && number == std::floor(number))) {
            reader[key].fail("holds " + std::to_string(number) +
                             ", must be whole numbers of at least 0");
        }
        positions.push_back(static_cast<Index>(number));
    }
    return positions;
}

ConnectionRule read_list(JsonReader const& reader)
{
    SynapseList list;
    list.sources = read_positions(reader, "sources");
    list.targets = read_positions(reader, "targets");
    if (reader.has("weights")) { list.weights = reader.numbers("weights").values; }
    if (reader.has("delays_ms")) { list.delays_ms = reader.numbers("delays_ms").values; }
    return list;
}

constexpr RuleKind rule_kinds[] = {
    {"AllToAll", [](JsonReader const&) -> ConnectionRule { return AllToAll{}; }},
    {"OneToOne", [](JsonReader const&) -> ConnectionRule { return OneToOne{}; }},
    {"PairwiseBernoulli",
     [](JsonReader const& reader) -> ConnectionRule {
         return PairwiseBernoulli{reader.between("probability", 0, 1)};
     }},
    {"FixedInDegree",
     [](JsonReader const& reader) -> ConnectionRule {
         return FixedInDegree{reader.integer("degree", 0, most_elements)};
     }},
    {"FixedOutDegree",
     [](JsonReader const& reader) -> ConnectionRule {
         return FixedOutDegree{reader.integer("degree", 0, most_elements)};
     }},
    {"FixedTotalNumber",
     [](JsonReader const& reader) -> ConnectionRule {
         return FixedTotalNumber{reader.integer("synapses", 0, most_synapses)};
     }},
    {"SynapseList", read_list}};

//! Two numbers in a list; null stands for no limit.
std::pair<double, double> read_pair(JsonReader const& reader, std::string_view key, bool limits)
{
    JsonReader const pair = reader.list(key);
    if (pair.size() != 2) {
        pair.fail("has " + std::to_string(pair.size()) + " entries, must have 2");
    }
    double const infinite = std::numeric_limits<double>::infinity();
    auto const end        = [&](Index k, double none) {
        return limits && pair.at(k).is_null() ? none : pair.at(k).as_number();
    };
    return {end(0, -infinite), end(1, infinite)};
}

//! A distribution without its limits.
Distribution read_shape_of(JsonReader const& value)
{
    if (value.has("uniform")) {
        auto const [low, high] = read_pair(value, "uniform", false);
        if (!(low < high)) { value["uniform"].fail("low must be less than high"); }
        return Distribution::uniform(low, high);
    }
    if (value.has("exponential")) { return Distribution::exponential(value.number("exponential")); }
    bool const normal = value.has("normal");
    if (!normal && !value.has("log_normal")) {
        value.fail(
            "must be a number, {\"uniform\": [low, high]}, {\"normal\": [mean, deviation]}, "
            "{\"log_normal\": [mean, deviation]} or {\"exponential\": mean}");
    }
    char const* const key        = normal ? "normal" : "log_normal";
    auto const [mean, deviation] = read_pair(value, key, false);
    if (deviation < 0) { value[key].fail("the deviation must be at least 0"); }
    return normal ? Distribution::normal(mean, deviation)
                  : Distribution::log_normal(mean, deviation);
}

constexpr Choice<std::optional<SynapseStorage>> storages[] = {
    {"automatic", std::nullopt},
    {"uniform", SynapseStorage::uniform},
    {"packed", SynapseStorage::packed},
    {"wide", SynapseStorage::wide},
    {"bits", SynapseStorage::bits},
    {"plastic", SynapseStorage::plastic},
    {"procedural", SynapseStorage::procedural}};

//! One name, or a list of names.
std::vector<PointGroup*> read_ends(JsonReader const& reader,
                                   std::string_view key,
                                   SparseNetwork const& network)
{
    JsonReader const value = reader[key];
    if (value.is_text()) { return {&read_population_name(value, network)}; }
    if (value.is_object() || reader.list(key).size() == 0) {
        value.fail("must be the name of a population or a list of names");
    }
    std::vector<PointGroup*> groups;
    for (Index k = 0; k < value.size(); ++k) {
        groups.push_back(&read_population_name(value.at(k), network));
    }
    return groups;
}

SynapseConfig read_synapses(JsonReader const& reader, PointGroup const& target)
{
    if (target.ports() == 0) {
        reader["target"].fail("\"" + target.name() + "\" is a source, which takes no synapses");
    }
    SynapseConfig config;
    config.weight         = read_distribution(reader["weight"]);
    config.delay_ms       = read_distribution(reader["delay_ms"]);
    config.port           = static_cast<int>(reader.integer("port", 0, target.ports() - 1, 0));
    config.allow_self     = reader.boolean("allow_self", true);
    config.allow_multiple = reader.boolean("allow_multiple", true);
    config.storage        = read_choice(reader, "storage", storages);
    if (reader.has("plasticity")) {
        config.plasticity = read_plasticity(reader.object("plasticity"));
    }
    return config;
}

}  // namespace

Distribution read_distribution(JsonReader const& value)
{
    if (!value.is_object()) { return value.as_number(); }
    Distribution const whole = read_shape_of(value);
    bool const redrawn = value.has("redrawn"), clipped = value.has("clipped");
    if (!redrawn && !clipped) { return whole; }
    if (redrawn && clipped) { value["clipped"].fail("there is \"redrawn\" already"); }
    char const* const key  = redrawn ? "redrawn" : "clipped";
    auto const [low, high] = read_pair(value, key, true);
    if (!(low <= high)) { value[key].fail("the limits must be in ascending order"); }
    return redrawn ? whole.redrawn(low, high) : whole.clipped(low, high);
}

ConnectionRule read_rule(JsonReader const& reader)
{
    return read_kind(reader, rule_kinds).read(reader);
}

void read_projections(JsonReader const& root, SparseReading& reading)
{
    if (!root.has("projections")) { return; }
    JsonReader const list = root.list("projections");
    for (Index k = 0; k < list.size(); ++k) {
        JsonReader const reader   = list.at(k);
        ConnectionRule const rule = read_rule(reader.object("rule"));
        for (PointGroup* const source : read_ends(reader, "source", reading.trial)) {
            for (PointGroup* const target : read_ends(reader, "target", reading.trial)) {
                SynapseConfig const config = read_synapses(reader, *target);
                with_place(reader, [&] { reading.trial.connect(*source, *target, rule, config); });
                reading.experiment.projections.push_back(
                    {source->name(), target->name(), rule, config});
            }
        }
    }
}

}  // namespace inferno
