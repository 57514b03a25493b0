//! decode: spikes -> rates -> classes.
#pragma once

#include "inferno/runtime/stage.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno {

//! Counts the spikes of a step.
struct CountSpikes {
    static constexpr std::string_view name = "count spikes";
    static constexpr Word word             = Word::trace;

    SpikeView spikes;
    std::int32_t* counts = nullptr;  //!< [batch][elements]

    Index extent() const { return spikes.elements; }
    Index operations() const { return words_for(spikes.elements) * spikes.batch; }
    void uses(Uses& list) const
    {
        list.reads_own(spikes.words).reads_any(spikes.head).writes_own(counts);
    }
    static void on_host(CountSpikes const& stage, Slice slice);
};

//! Makes rates of counts, which start again from 0.
struct TakeRates {
    static constexpr std::string_view name = "take rates";
    static constexpr Word word             = Word::trace;

    std::int32_t* counts = nullptr;  //!< [batch][elements]
    Real* rates          = nullptr;  //!< [batch][elements], spikes per step
    Index elements       = 0;
    Index batch          = 0;
    Real steps           = 1;  //!< counted

    INFERNO_HD void take(Index at) const
    {
        rates[at]  = static_cast<Real>(counts[at]) / steps;
        counts[at] = 0;
    }
    Index extent() const { return elements; }
    Index operations() const { return elements * batch; }
    void uses(Uses& list) const { list.writes_own(counts).writes_own(rates); }
    static void on_host(TakeRates const& stage, Slice slice);
};

//! Mean response of the neurons of each class, weighted by how exclusively each responds. Neurons
//! are added up in their order; 0 for classes without neurons.
struct InferClasses {
    static constexpr std::string_view name = "infer classes";
    static constexpr Word word             = Word::trace;

    Real const* rates        = nullptr;  //!< [samples][neurons]
    Real const* proportions  = nullptr;  //!< [neurons][classes]; null: all 1
    Index const* assignments = nullptr;  //!< [neurons]
    Index const* occurrences = nullptr;  //!< neurons of each class
    Real* logits             = nullptr;  //!< [samples][classes]
    Index samples = 0, neurons = 0, classes = 0;

    //! What neuron n adds to the logit of its class k.
    INFERNO_HD Real vote(Index sample, Index n, Index k) const
    {
        Real const part = proportions != nullptr ? proportions[n * classes + k] : Real{1};
        return rates[sample * neurons + n] * part;
    }
    INFERNO_HD Real mean(Real sum, Index k) const
    {
        return occurrences[k] > 0 ? sum / static_cast<Real>(occurrences[k]) : Real{0};
    }
    Index extent() const { return samples; }
    Index operations() const { return samples * neurons * 2; }
    void uses(Uses& list) const
    {
        list.reads_own(rates).reads_any(proportions).reads_any(assignments);
        list.reads_any(occurrences).writes_own(logits);
    }
    static void on_host(InferClasses const& stage, Slice slice);
};

//! The first of the largest.
INFERNO_HD Index first_largest(Real const* values, Index count)
{
    Index best = 0;
    for (Index k = 1; k < count; ++k) {
        if (values[best] < values[k]) { best = k; }
    }
    return best;
}

struct ChooseClass {
    static constexpr std::string_view name = "choose class";
    static constexpr Word word             = Word::trace;

    Real const* logits = nullptr;  //!< [samples][classes]
    Index* told        = nullptr;  //!< [samples]
    Index samples = 0, classes = 0;

    INFERNO_HD void choose(Index sample) const
    {
        told[sample] = first_largest(logits + sample * classes, classes);
    }
    Index extent() const { return samples; }
    Index operations() const { return samples * classes; }
    void uses(Uses& list) const { list.reads_own(logits).writes_own(told); }
    static void on_host(ChooseClass const& stage, Slice slice);
};

//! Fades what is known of each class that is seen, and adds its mean response. A label that is no
//! class counts for none.
struct LearnClasses {
    static constexpr std::string_view name = "learn classes";
    static constexpr Word word             = Word::learn;

    Real const* rates   = nullptr;  //!< [samples][neurons]
    Index const* labels = nullptr;  //!< [samples]
    Real const* kept    = nullptr;  //!< what stays when a class is seen 0, 1, ... samples times
    Real* of_classes    = nullptr;  //!< [neurons][classes]: faded sums of mean responses
    Index samples = 0, neurons = 0, classes = 0;

    INFERNO_HD Real learned(Real before, Real sum, Index times) const
    {
        Real const mean = times > 0 ? sum / static_cast<Real>(times) : Real{0};
        return kept[times] * before + mean;
    }
    Index extent() const { return neurons; }
    Index operations() const { return neurons * (samples + 4 * classes); }
    void uses(Uses& list) const
    {
        list.reads_own(rates).reads_any(labels).reads_any(kept).writes_own(of_classes);
    }
    static void on_host(LearnClasses const& stage, Slice slice);
};

//! Gives each neuron to the class to which it responds most, the first of several.
struct AssignClasses {
    static constexpr std::string_view name = "assign classes";
    static constexpr Word word             = Word::learn;

    Real const* of_classes = nullptr;  //!< [neurons][classes]
    Real* proportions      = nullptr;  //!< [neurons][classes]
    Index* assignments     = nullptr;  //!< [neurons]
    Index neurons = 0, classes = 0;

    INFERNO_HD void assign(Index n) const
    {
        Real const* const rates = of_classes + n * classes;
        Real* const shares      = proportions + n * classes;
        Real total              = 0;
        for (Index k = 0; k < classes; ++k) {
            total += rates[k] < 0 ? -rates[k] : rates[k];
        }
        constexpr Real least = 1e-12F;
        for (Index k = 0; k < classes; ++k) {
            shares[k] = rates[k] / (total < least ? least : total);
        }
        assignments[n] = first_largest(shares, classes);
    }
    Index extent() const { return neurons; }
    Index operations() const { return neurons * classes * 4; }
    void uses(Uses& list) const
    {
        list.reads_own(of_classes).writes_own(proportions).writes_own(assignments);
    }
    static void on_host(AssignClasses const& stage, Slice slice);
};

//! Neurons of each class.
struct CountAssigned {
    static constexpr std::string_view name = "count assigned";
    static constexpr Word word             = Word::learn;

    Index const* assignments = nullptr;  //!< [neurons]
    Index* occurrences       = nullptr;  //!< [classes]
    Index neurons = 0, classes = 0;

    INFERNO_HD void count(Index k) const
    {
        Index found = 0;
        for (Index n = 0; n < neurons; ++n) {
            found += assignments[n] == k ? 1 : 0;
        }
        occurrences[k] = found;
    }
    Index extent() const { return classes; }
    Index operations() const { return neurons * classes; }
    void uses(Uses& list) const { list.reads_any(assignments).writes_own(occurrences); }
    static void on_host(CountAssigned const& stage, Slice slice);
};

}  // namespace inferno
