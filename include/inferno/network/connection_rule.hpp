//! Which neurons a sparse projection connects, with which weights and delays.
#pragma once

#include <limits>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "inferno/core/types.hpp"
#include "inferno/network/plasticity.hpp"

namespace inferno {

//! Every source reaches every target.
struct AllToAll {};
//! Source n reaches target n; both populations have one size.
struct OneToOne {};
//! Every pair with this probability, independently.
struct PairwiseBernoulli {
    double probability = 0;
};
//! Every target draws this many sources.
struct FixedInDegree {
    Index degree = 0;
};
//! Every source draws this many targets.
struct FixedOutDegree {
    Index degree = 0;
};
//! This many synapses, each of which draws its source and its target.
struct FixedTotalNumber {
    Index synapses = 0;
};
//! Synapses one by one, positions in their populations.
struct SynapseList {
    std::vector<Index> sources, targets;
    std::vector<double> weights   = {};  //!< one each, or empty: as the projection says
    std::vector<double> delays_ms = {};  //!< likewise
};

using ConnectionRule = std::variant<AllToAll,
                                    OneToOne,
                                    PairwiseBernoulli,
                                    FixedInDegree,
                                    FixedOutDegree,
                                    FixedTotalNumber,
                                    SynapseList>;

//! "FixedInDegree", ...
std::string_view name_of(ConnectionRule const& rule);

//! A number, or a distribution that numbers are drawn from.
class Distribution {
  public:
    enum class Kind { constant, normal, log_normal, uniform, exponential };

    Distribution(double value = 0)  // NOLINT: a number is a distribution
        : Distribution(Kind::constant, value, 0)
    {
    }
    static Distribution normal(double mean, double deviation)
    {
        return {Kind::normal, mean, deviation};
    }
    //! exp of a normal variate.
    static Distribution log_normal(double mean_of_log, double deviation_of_log)
    {
        return {Kind::log_normal, mean_of_log, deviation_of_log};
    }
    //! In [low, high).
    static Distribution uniform(double low, double high) { return {Kind::uniform, low, high}; }
    static Distribution exponential(double mean) { return {Kind::exponential, mean, 0}; }

    //! Numbers outside of [low, high] are drawn anew, up to 256 times, and then clipped.
    Distribution redrawn(double low, double high = std::numeric_limits<double>::infinity()) const;
    //! Numbers outside of [low, high] become the nearest limit.
    Distribution clipped(double low, double high = std::numeric_limits<double>::infinity()) const;

    Kind kind() const { return kind_; }
    double first() const { return first_; }    //!< value, mean, or low
    double second() const { return second_; }  //!< deviation, or high
    double low() const { return low_; }
    double high() const { return high_; }
    bool redraws() const { return redraws_; }
    bool is_constant() const { return kind_ == Kind::constant; }
    double mean() const;
    double deviation() const;
    //! The least and the greatest number that a draw can give.
    double least() const;
    double greatest() const;

  private:
    Distribution(Kind kind, double first, double second)
        : kind_(kind), first_(first), second_(second)
    {
    }
    Kind kind_;
    double first_, second_;
    double low_   = -std::numeric_limits<double>::infinity();
    double high_  = std::numeric_limits<double>::infinity();
    bool redraws_ = false;
};

//! How synapses lie in memory.
enum class SynapseStorage {
    uniform,  //!< 2 bytes; one weight and one delay for all
    packed,   //!< 4 bytes; weights with 10 bits or more
    wide,     //!< 8 bytes
    plastic,  //!< 8 bytes; weights that learn
    bits,     //!< 1 bit for each pair of neurons; one weight and one delay, no pair twice
    //! None: synapses are drawn anew whenever their source spikes. For rules by which a source's
    //! can be drawn without those of others: all but FixedInDegree, SynapseList, and
    //! FixedTotalNumber without multiple synapses. Never chosen: it saves memory, not time.
    procedural
};

//! What all synapses of a projection have in common.
struct SynapseConfig {
    Distribution weight                   = 0;  //!< in the units of the target's port
    Distribution delay_ms                 = 1;  //!< one step or more, to the nearest step
    int port                              = 0;  //!< of the targets
    bool allow_self                       = true;
    bool allow_multiple                   = true;  //!< more than one synapse for a pair
    std::optional<SynapseStorage> storage = {};    //!< chosen, if none is asked for
    std::optional<Plasticity> plasticity  = {};    //!< how weights learn, if they do
};

}  // namespace inferno
