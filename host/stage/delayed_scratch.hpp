//! What rules at spikes through delays know of a step before they look at any row.
#pragma once

#include <algorithm>
#include <vector>

#include "inferno/learn/delayed_rule.hpp"
#include "inferno/state/spike_bytes.hpp"

#include "delayed_places.hpp"
#include "traces_at_spikes.hpp"
#include "traces_of_source.hpp"

namespace inferno::host {

//! How spikes are added up: by side or, under rewards of samples, by direction.
enum class Adding { sides, directions };

//! What one thread needs, kept from step to step.
struct DelayedScratch {
    std::vector<SeenSpike> spikes;     //!< of the targets; filled up to whole lanes
    Index spike_count = 0;             //!< of these
    std::vector<std::uint8_t> spiked;  //!< [padded targets]: in any sample
    std::vector<Real> brings;  //!< [batch][padded targets]: what an arriving spike adds, or of
                               //!< triplets what it is multiplied with
    std::vector<Real> post_one, post_two;  //!< [padded targets]: sums of terms at target spikes
    std::vector<Real> slow;                //!< slow traces of a source
    RowPlaces places;

    //! Looks at the targets of a step.
    void begin(DelayedSpikeRule const& rule, Adding adding, Index padded_targets)
    {
        auto const width    = static_cast<std::size_t>(padded_targets);
        Index const outputs = rule.post.outputs;
        bool const directed = adding == Adding::directions;
        spiked.assign(width, 0);
        brings.assign(static_cast<std::size_t>(rule.batch()) * width, 0);
        post_one.assign(width, 0);
        post_two.assign(width, 0);
        places.clear(rule.pre, width);
        spikes.clear();
        for (Index b = 0; b < rule.batch(); ++b) {
            Real const reward = directed ? rule.reward.size(b) : Real{1};
            bool const down   = directed && rule.signs.post_potentiates == rule.reward.inverts(b);
            look_at_traces(rule, b, reward, padded_targets);
            SpikeWord const* const words = rule.post.words + b * words_for(outputs);
            for_each_spike(words, {0, outputs}, [&](Index o) {
                spikes.push_back({o, b, rule.post.weight_of_spike(b * outputs + o), reward, down});
                spiked[static_cast<std::size_t>(o)] = 1;
            });
        }
        spike_count = std::ssize(spikes);
        spikes.resize(static_cast<std::size_t>(padded(spike_count)));
    }

  private:
    void look_at_traces(DelayedSpikeRule const& rule, Index b, Real reward, Index padded_targets)
    {
        Real const* const trace = rule.post.trace + b * rule.post.outputs;
        Real* const to          = brings.data() + b * padded_targets;
        bool const triplets     = rule.pre.slow_states != nullptr;
        Real const pair         = rule.pre.pair;
        for (Index o = 0; o < rule.post.outputs; ++o) {
            to[o] = triplets ? trace[o] : pair * trace[o] * reward;
        }
    }
};

}  // namespace inferno::host
