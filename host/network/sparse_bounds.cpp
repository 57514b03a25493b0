#include "network/sparse_bounds.hpp"

#include <algorithm>
#include <cmath>

namespace inferno::host {
namespace {

//! The greatest |weight| that synapses can come to have.
double greatest_ever(SynapseConfig const& config)
{
    if (!config.plasticity) { return greatest_size(config.weight); }
    PlasticLimits const limits = config.plasticity->model().limits();
    return std::max(std::abs(limits.least), std::abs(limits.greatest));
}

}  // namespace

double greatest_size(Distribution const& d)
{
    return std::max(std::abs(d.least()), std::abs(d.greatest()));
}

double most_arriving(ProjectionPlan const& plan)
{
    Drawable const& draw   = plan.draw;
    double const size      = greatest_ever(*draw.config);
    auto const* const list = std::get_if<SynapseList>(draw.rule);
    if (list == nullptr) { return draw.most_of_target() * size; }
    std::vector<double> sums(static_cast<std::size_t>(draw.targets), 0);
    for (std::size_t k = 0; k < list->targets.size(); ++k) {
        sums[static_cast<std::size_t>(list->targets[k])] +=
            list->weights.empty() || draw.config->plasticity ? size : std::abs(list->weights[k]);
    }
    return *std::max_element(sums.begin(), sums.end());
}

double greatest_weight(ProjectionPlan const& plan)
{
    double most            = greatest_size(plan.draw.config->weight);
    auto const* const list = std::get_if<SynapseList>(plan.draw.rule);
    if (list != nullptr && !list->weights.empty()) {
        most = 0;
        for (double const weight : list->weights) {
            most = std::max(most, std::abs(weight));
        }
    }
    return most;
}

double least_weight(ProjectionPlan const& plan)
{
    double least           = greatest_weight(plan);
    auto const* const list = std::get_if<SynapseList>(plan.draw.rule);
    if (list != nullptr) {
        for (double const weight : list->weights) {
            if (weight != 0) { least = std::min(least, std::abs(weight)); }
        }
    }
    return least;
}

bool one_weight_and_delay(ProjectionPlan const& plan)
{
    return plan.draw.config->weight.is_constant() && plan.draw.config->delay_ms.is_constant() &&
           !lists_values(*plan.draw.rule);
}

bool lists_values(ConnectionRule const& rule)
{
    auto const* const list = std::get_if<SynapseList>(&rule);
    return list != nullptr && !(list->weights.empty() && list->delays_ms.empty());
}

bool pairs_are_single(ConnectionRule const& rule, SynapseConfig const& config)
{
    return !config.allow_multiple || std::holds_alternative<AllToAll>(rule) ||
           std::holds_alternative<OneToOne>(rule) ||
           std::holds_alternative<PairwiseBernoulli>(rule);
}

DelayRange delays_of(ProjectionPlan const& plan)
{
    Drawable const& draw = plan.draw;
    double least         = draw.config->delay_ms.least();
    double greatest      = draw.config->delay_ms.greatest();
    if (auto const* list = std::get_if<SynapseList>(draw.rule); list && !list->delays_ms.empty()) {
        auto const [low, high] =
            std::minmax_element(list->delays_ms.begin(), list->delays_ms.end());
        least    = *low;
        greatest = *high;
    }
    auto const steps = [&](double ms) {
        return static_cast<Index>(std::floor(ms / draw.step_time_ms + 0.5));
    };
    return {steps(least), steps(greatest)};
}

}  // namespace inferno::host
