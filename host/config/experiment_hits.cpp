#include "config/experiment_hits.hpp"

namespace inferno {

ExperimentResults::Point HitCurve::add(Index hits, Index samples)
{
    all_ = {all_.hits + hits, all_.samples + samples};
    recent_.push_back({hits, samples});
    Score sum{0, 0};
    for (Score const& score : recent_) {
        sum = {sum.hits + score.hits, sum.samples + score.samples};
    }
    while (sum.samples - recent_.front().samples >= window_) {
        sum = {sum.hits - recent_.front().hits, sum.samples - recent_.front().samples};
        recent_.pop_front();
    }
    auto const share = [](Score const& score) {
        return static_cast<double>(score.hits) / static_cast<double>(score.samples);
    };
    return {all_.samples, share(all_), share(sum)};
}

}  // namespace inferno
