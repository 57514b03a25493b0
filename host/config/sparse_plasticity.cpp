#include "config/sparse_reader.hpp"

namespace inferno {
namespace {

struct PlasticityKind {
    std::string_view name;
    Plasticity (*read)(JsonReader const& reader);
};

void read_number(JsonReader const& reader, std::string_view key, double& number)
{
    number = reader.number(key, number);
}

//! Which pairs count, and where the delay is.
template <class Rule>
void read_pairs(JsonReader const& reader, Rule& rule)
{
    rule.nearest   = reader.boolean("nearest", rule.nearest);
    rule.dendritic = reader.boolean("dendritic", rule.dendritic);
    read_number(reader, "w_max", rule.w_max);
    read_number(reader, "tau_plus_ms", rule.tau_plus_ms);
    read_number(reader, "tau_minus_ms", rule.tau_minus_ms);
}

template <class Rule>
Plasticity checked(JsonReader const& reader, Rule const& rule)
{
    with_path(reader, [&] { rule.check(); });
    return rule;
}

Plasticity read_stdp(JsonReader const& reader)
{
    SparseSTDP rule;
    read_pairs(reader, rule);
    read_number(reader, "lambda", rule.lambda), read_number(reader, "alpha", rule.alpha);
    read_number(reader, "mu_plus", rule.mu_plus), read_number(reader, "mu_minus", rule.mu_minus);
    return checked(reader, rule);
}

Plasticity read_power_law(JsonReader const& reader)
{
    SparsePowerLawSTDP rule;
    read_pairs(reader, rule);
    read_number(reader, "lambda", rule.lambda), read_number(reader, "alpha", rule.alpha);
    read_number(reader, "mu", rule.mu);
    return checked(reader, rule);
}

Plasticity read_triplet(JsonReader const& reader)
{
    SparseTripletSTDP rule;
    read_pairs(reader, rule);
    read_number(reader, "a2_plus", rule.a2_plus), read_number(reader, "a3_plus", rule.a3_plus);
    read_number(reader, "a2_minus", rule.a2_minus), read_number(reader, "a3_minus", rule.a3_minus);
    read_number(reader, "tau_x_ms", rule.tau_x_ms), read_number(reader, "tau_y_ms", rule.tau_y_ms);
    return checked(reader, rule);
}

Plasticity read_silence(JsonReader const& reader)
{
    SparseSilenceSTDP rule;
    read_number(reader, "a_plus", rule.a_plus), read_number(reader, "a_minus", rule.a_minus);
    read_number(reader, "w_far", rule.w_far), read_number(reader, "w_max", rule.w_max);
    read_number(reader, "tau_ms", rule.tau_ms), read_number(reader, "threshold", rule.threshold);
    rule.dendritic = reader.boolean("dendritic", rule.dendritic);
    return checked(reader, rule);
}

constexpr PlasticityKind kinds[] = {{"SparseSTDP", read_stdp},
                                    {"SparsePowerLawSTDP", read_power_law},
                                    {"SparseTripletSTDP", read_triplet},
                                    {"SparseSilenceSTDP", read_silence}};

}  // namespace

Plasticity read_plasticity(JsonReader const& reader)
{
    return read_kind(reader, kinds).read(reader);
}

}  // namespace inferno
