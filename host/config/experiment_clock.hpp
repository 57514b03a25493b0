//! Where the time of a run goes, by word of the pipeline.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "inferno/network/plan.hpp"

namespace inferno {

inline double seconds_now()
{
    using Seconds = std::chrono::duration<double>;
    return Seconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

//! A few batches are run with a clock around every stage. Their shares divide the time that all
//! batches took; what is left of the wall time is "other".
class WordClock {
  public:
    void add_encode(double seconds) { encode_s_ += seconds; }
    void add_steps(double seconds) { steps_s_ += seconds; }
    void add_sample(std::vector<StageTime> const& times)
    {
        for (StageTime const& time : times) {
            sampled_s_[static_cast<std::size_t>(time.word)] += time.seconds;
        }
    }

    //! Seconds per word, and the rest of `wall_s`.
    std::vector<std::pair<std::string, double>> words(double wall_s) const
    {
        double sampled_s = 0;
        for (double const seconds : sampled_s_) {
            sampled_s += seconds;
        }
        std::vector<std::pair<std::string, double>> words;
        for (std::size_t w = 0; w < word_names.size(); ++w) {
            double const share = sampled_s > 0 ? sampled_s_[w] / sampled_s : 0;
            words.emplace_back(word_names[w], share * steps_s_);
        }
        words.front().second += encode_s_;
        words.emplace_back("other", wall_s - encode_s_ - (sampled_s > 0 ? steps_s_ : 0));
        return words;
    }

  private:
    double encode_s_ = 0, steps_s_ = 0;
    std::array<double, word_names.size()> sampled_s_{};
};

}  // namespace inferno
