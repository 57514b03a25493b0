#include "network/sparse_check.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "inferno/core/error.hpp"

#include "network/sparse_bounds.hpp"

namespace inferno::host {
namespace {

constexpr double longest_delay_steps = 4096;

class Check {
  public:
    Check(PointGroup const& source,
          PointGroup const& target,
          SynapseConfig const& config,
          double step_time_ms)
        : who_("projection \"" + source.name() + "\" -> \"" + target.name() + "\": "),
          sources_(source.size()),
          targets_(target.size()),
          same_(&source == &target),
          config_(config),
          step_time_ms_(step_time_ms)
    {
    }

    void operator()(AllToAll const&) const {}
    void operator()(OneToOne const&) const
    {
        INFERNO_REQUIRE(sources_ == targets_,
                        who_ << "OneToOne needs populations of one size, these have " << sources_
                             << " and " << targets_);
        INFERNO_REQUIRE(config_.allow_self || !same_,
                        who_ << "OneToOne of a population with itself is all self connections, "
                             << "which are not allowed");
    }
    void operator()(PairwiseBernoulli const& rule) const
    {
        INFERNO_REQUIRE(rule.probability >= 0 && rule.probability <= 1,
                        who_ << "probability: is " << rule.probability << ", must be from 0 to 1");
    }
    void operator()(FixedInDegree const& rule) const { require_degree(rule.degree, sources_); }
    void operator()(FixedOutDegree const& rule) const { require_degree(rule.degree, targets_); }
    void operator()(FixedTotalNumber const& rule) const
    {
        Index const others = same_ && !config_.allow_self ? targets_ - 1 : targets_;
        INFERNO_REQUIRE(rule.synapses >= 0, who_ << "synapses: is " << rule.synapses);
        INFERNO_REQUIRE(others > 0 || rule.synapses == 0,
                        who_ << "there is no pair but a neuron with itself");
        INFERNO_REQUIRE(config_.allow_multiple || rule.synapses <= sources_ * others,
                        who_ << "synapses: is " << rule.synapses << ", but there are only "
                             << sources_ * others
                             << " pairs and multiple synapses are not allowed");
    }
    void operator()(SynapseList const& rule) const
    {
        INFERNO_REQUIRE(rule.sources.size() == rule.targets.size(),
                        who_ << "the list has " << rule.sources.size() << " sources and "
                             << rule.targets.size() << " targets");
        require_size("weights", rule.weights.size(), rule.sources.size());
        require_size("delays_ms", rule.delays_ms.size(), rule.sources.size());
        require_positions("sources", rule.sources, sources_);
        require_positions("targets", rule.targets, targets_);
        for (double const weight : rule.weights) {
            require_weight(weight);
        }
        for (double const delay_ms : rule.delays_ms) {
            require_delay(delay_ms, delay_ms);
        }
        require_pairs(rule);
        for (double const weight : rule.weights) {
            require_learnable(weight);
        }
    }

    void require_values(PointGroup const& target) const
    {
        INFERNO_REQUIRE(target.ports() > 0, who_ << "the target takes no synapses");
        INFERNO_REQUIRE(config_.port >= 0 && config_.port < target.ports(),
                        who_ << "port: is " << config_.port << ", \"" << target.name()
                             << "\" has ports from 0 to " << target.ports() - 1);
        require_weight(config_.weight.least());
        require_weight(config_.weight.greatest());
        require_delay(config_.delay_ms.least(), config_.delay_ms.greatest());
        bool const uniform = config_.weight.is_constant() && config_.delay_ms.is_constant();
        INFERNO_REQUIRE(config_.storage != SynapseStorage::uniform || uniform,
                        who_ << "uniform storage needs one weight and one delay");
        INFERNO_REQUIRE(config_.storage != SynapseStorage::bits || uniform,
                        who_ << "storage by bits needs one weight and one delay");
        require_plasticity();
    }

    //! Storage by bits has no place for a second synapse, nor a list's storage for one weight for
    //! others.
    void require_storage(ConnectionRule const& rule) const
    {
        INFERNO_REQUIRE(config_.storage != SynapseStorage::bits || pairs_are_single(rule, config_),
                        who_ << "storage by bits needs a rule that connects no pair twice: set "
                                "allow_multiple to false");
        bool const asked =
            config_.storage == SynapseStorage::bits || config_.storage == SynapseStorage::uniform;
        INFERNO_REQUIRE(!asked || !lists_values(rule),
                        who_ << "the list has weights or delays of its own, which storage for one "
                                "weight and one delay has no place for");
    }

    void require_drawable(ConnectionRule const& rule) const
    {
        INFERNO_REQUIRE(
            config_.storage != SynapseStorage::procedural || can_be_drawn_anew(rule, config_),
            who_ << "procedural storage needs a rule by which the synapses of a source are drawn "
                    "by themselves: AllToAll, OneToOne, PairwiseBernoulli, FixedOutDegree, or "
                    "FixedTotalNumber with multiple synapses; the rule is "
                 << name_of(rule));
    }

  private:
    void require_degree(Index degree, Index population) const
    {
        Index const others = same_ && !config_.allow_self ? population - 1 : population;
        INFERNO_REQUIRE(degree >= 0, who_ << "degree: is " << degree << ", must be 0 or more");
        INFERNO_REQUIRE(others > 0 || degree == 0,
                        who_ << "there is no pair but a neuron with itself");
        INFERNO_REQUIRE(config_.allow_multiple || degree <= others,
                        who_ << "degree: is " << degree << ", but there are only " << others
                             << " to choose from and multiple synapses are not allowed");
    }
    void require_weight(double weight) const
    {
        INFERNO_REQUIRE(std::isfinite(static_cast<float>(weight)),
                        who_ << "weight: " << weight << " is not finite");
    }
    void require_plasticity() const
    {
        bool const stored = config_.storage == SynapseStorage::plastic;
        if (!config_.plasticity) {
            INFERNO_REQUIRE(!stored, who_ << "plastic storage needs a plasticity");
            return;
        }
        INFERNO_REQUIRE(!config_.storage || stored,
                        who_ << "weights that learn need plastic storage, or none named");
        try {
            config_.plasticity->model().check();
        } catch (ArgumentError const& wrong) {
            throw ArgumentError(who_ + "plasticity, " + wrong.what());
        }
        require_learnable(config_.weight.least());
        require_learnable(config_.weight.greatest());
    }
    void require_learnable(double weight) const
    {
        if (!config_.plasticity) { return; }
        PlasticLimits const limits = config_.plasticity->model().limits();
        INFERNO_REQUIRE(weight >= limits.least && weight <= limits.greatest,
                        who_ << "weight: can be " << weight << ", the plasticity allows "
                             << limits.least << " to " << limits.greatest
                             << "; limit a distribution with redrawn() or clipped()");
    }
    void require_delay(double least_ms, double greatest_ms) const
    {
        double const least    = std::floor(least_ms / step_time_ms_ + 0.5);
        double const greatest = std::floor(greatest_ms / step_time_ms_ + 0.5);
        INFERNO_REQUIRE(least >= 1,
                        who_ << "delay_ms: can be " << least_ms << ", must be at least one step of "
                             << step_time_ms_ << " ms; limit a distribution with redrawn() or "
                             << "clipped()");
        INFERNO_REQUIRE(greatest <= longest_delay_steps,
                        who_ << "delay_ms: can be " << greatest_ms << ", must be at most "
                             << longest_delay_steps << " steps of " << step_time_ms_
                             << " ms; limit a distribution with redrawn() or clipped()");
    }
    void require_size(char const* name, std::size_t size, std::size_t synapses) const
    {
        INFERNO_REQUIRE(size == 0 || size == synapses,
                        who_ << name << ": " << size << " given for " << synapses << " synapses");
    }
    void require_positions(char const* name, std::vector<Index> const& list, Index size) const
    {
        for (Index const n : list) {
            INFERNO_REQUIRE(n >= 0 && n < size,
                            who_ << name << ": neuron " << n
                                 << " is not there, neurons are from 0 to " << size - 1);
        }
    }
    void require_pairs(SynapseList const& list) const
    {
        std::vector<std::pair<Index, Index>> pairs;
        for (std::size_t k = 0; k < list.sources.size(); ++k) {
            INFERNO_REQUIRE(config_.allow_self || !same_ || list.sources[k] != list.targets[k],
                            who_ << "the list connects neuron " << list.sources[k]
                                 << " with itself, which is not allowed");
            if (!config_.allow_multiple) { pairs.emplace_back(list.sources[k], list.targets[k]); }
        }
        std::sort(pairs.begin(), pairs.end());
        auto const twice = std::adjacent_find(pairs.begin(), pairs.end());
        INFERNO_REQUIRE(twice == pairs.end(),
                        who_ << "the list connects " << twice->first << " and " << twice->second
                             << " more than once, which is not allowed");
    }

    std::string who_;
    Index sources_, targets_;
    bool same_;
    SynapseConfig const& config_;
    double step_time_ms_;
};

}  // namespace

void require_projection(PointGroup const& source,
                        PointGroup const& target,
                        ConnectionRule const& rule,
                        SynapseConfig const& config,
                        double step_time_ms)
{
    Check const check(source, target, config, step_time_ms);
    check.require_values(target);
    check.require_storage(rule);
    check.require_drawable(rule);
    std::visit(check, rule);
}

}  // namespace inferno::host
