#include "config/experiment_spikes.hpp"

#include <bit>
#include <utility>

namespace inferno {

ResultSpikes::ResultSpikes(Watched const& spikes)
    : row_words_(spikes.quantity.spikes.row_words()),
      batch_(spikes.quantity.batch),
      recording_(spikes, [this](RecordedSteps const& steps) { take(steps); })
{
}

void ResultSpikes::begin(Index shown_steps)
{
    shown_from_  = recording_.steps();
    shown_until_ = shown_from_ + shown_steps;
}

Index ResultSpikes::end()
{
    recording_.flush();
    return std::exchange(count_, 0);
}

void ResultSpikes::take(RecordedSteps const& steps)
{
    hash_.add(steps.words);
    for (Index w = 0; w < std::ssize(steps.words); ++w) {
        SpikeWord const word = steps.words[static_cast<std::size_t>(w)];
        count_ += std::popcount(word);
        Index const row = w / row_words_, step = steps.first + row / batch_;
        if (row % batch_ != 0 || step < shown_from_ || step >= shown_until_) { continue; }
        for (SpikeWord rest = word; rest != 0; rest &= rest - 1) {
            shown_.push_back(
                {step - shown_from_, w % row_words_ * word_bits + std::countr_zero(rest)});
        }
    }
}

}  // namespace inferno
