#include "inferno/network/homeostasis.hpp"

#include <cmath>

namespace inferno {

void HomeostasisConfig::require_valid() const
{
    require_values("plasticity", plasticity, 1);
    require_positive("target", target, target.size());
    for (double const rate : target.list()) {
        INFERNO_REQUIRE(std::isfinite(static_cast<Real>(plasticity) / static_cast<Real>(rate)),
                        "target: is " << rate << ", too small for a plasticity of " << plasticity
                                      << ": changes would be infinite");
    }
    INFERNO_REQUIRE(reduction != BatchReduction::geomean,
                    "reduction: geomean is for numbers that are not negative");
    INFERNO_REQUIRE(trains == "weight" || trains == "bias" || trains == "delay",
                    "trains: is \"" << trains << "\", must be \"weight\", \"bias\" or \"delay\"");
}

HomeostasisUnit LinearHomeostasis::make_unit(Cell const& cell, Config const& config)
{
    Index const outputs = count(cell.connection->output_shape());
    Index const all     = cell.connection->batch() * outputs;
    require_positive("target", config.target, config.target.size() == all ? all : outputs);
    std::vector<Real> target;
    for (Index at = 0; at < all; ++at) {
        Index const given = config.target.size() == all ? at : at % outputs;
        target.push_back(static_cast<Real>(config.target.at(given)));
    }
    return {
        cell,
        config,
        monitor_of(cell, output_of(*cell.neurons), CAReducer{}),
        std::make_shared<Buffer<Real>>(cell.connection->backend(), std::span<Real const>(target))};
}

void LinearHomeostasis::propose(Unit const& unit)
{
    Connection& connection = *unit.cell.connection;
    RateRule rule;
    rule.rate          = unit.rate->memory().values;
    rule.target        = unit.target->data();
    rule.batch         = connection.batch();
    rule.positions     = count(connection.output_shape()) / connection.pairs().filters;
    rule.plasticity    = static_cast<Real>(unit.config.plasticity);
    rule.reduction     = unit.config.reduction;
    rule.negative_part = unit.config.negative_part;
    if (unit.config.trains == "delay") { rule.plasticity = -rule.plasticity; }
    connection.propose(unit.config.trains, rule);
}

}  // namespace inferno
