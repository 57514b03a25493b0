#include "inferno/network/recording.hpp"

#include <algorithm>
#include <utility>

#include "inferno/state/stage.hpp"

#include "network/recording_blocks.hpp"

namespace inferno {
namespace {

constexpr Index block_bytes = Index{1} << 20;
//! Lengths of runs and of graphs of steps are multiples of this, as a rule: blocks that are, too,
//! cut few of them.
constexpr Index usual_steps = 50;

Index usual_block_steps(Quantity const& quantity)
{
    Index const words =
        quantity.values == nullptr ? quantity.spikes.row_words() : quantity.elements;
    Index const bytes = quantity.batch * words * static_cast<Index>(sizeof(Real));
    Index const steps = std::max<Index>(block_bytes / std::max<Index>(bytes, 1), 1);
    return steps < usual_steps ? steps : steps / usual_steps * usual_steps;
}

//! Types of their own, so that a recording can tell what they keep.
struct KeepWords {
    std::vector<SpikeWord>* all;
    void operator()(RecordedSteps const& steps) const
    {
        all->insert(all->end(), steps.words.begin(), steps.words.end());
    }
};
struct KeepValues {
    std::vector<Real>* all;
    void operator()(RecordedSteps const& steps) const
    {
        all->insert(all->end(), steps.values.begin(), steps.values.end());
    }
};

}  // namespace

RecordingSink keep_in(std::vector<SpikeWord>& all) { return KeepWords{&all}; }

RecordingSink keep_in(std::vector<Real>& all) { return KeepValues{&all}; }

Recording::Recording(Watched seen, RecordingSink sink, RecordingConfig const& config)
    : seen_(std::move(seen))
{
    INFERNO_REQUIRE(seen_.backend != nullptr && seen_.quantity.there(),
                    "recording: there is nothing to be watched");
    INFERNO_REQUIRE(sink != nullptr, "recording: there is no sink");
    bool const spikes = seen_.quantity.values == nullptr;
    INFERNO_REQUIRE(!spikes || sink.target<KeepValues>() == nullptr,
                    "recording: keeps numbers, but what is watched are spikes: use keep_in a "
                    "vector of SpikeWord");
    INFERNO_REQUIRE(spikes || sink.target<KeepWords>() == nullptr,
                    "recording: keeps spikes, but what is watched are numbers: use keep_in a "
                    "vector of Real");
    INFERNO_REQUIRE(config.block_steps >= 0,
                    "recording: block_steps is " << config.block_steps << ", must be 0 or more");
    INFERNO_REQUIRE(config.blocks >= 2,
                    "recording: blocks is " << config.blocks << ", must be 2 or more");
    Index const steps =
        config.block_steps > 0 ? config.block_steps : usual_block_steps(seen_.quantity);
    blocks_ = std::make_shared<Blocks>(seen_, std::move(sink), steps, config.blocks);
}

Recording::~Recording()
{
    if (blocks_ != nullptr) { blocks_->close(); }
}

Recording::Recording(Recording&&) noexcept = default;

void Recording::observe()
{
    Quantity const& quantity = seen_.quantity;
    Backend& backend         = *seen_.backend;
    if (quantity.values == nullptr) {
        backend.submit(Stage(
            PushSpikes{quantity.spikes, blocks_->words(), blocks_->slots(), blocks_->position()}));
    } else {
        backend.submit(Stage(PushReals{quantity.values,
                                       quantity.batch,
                                       quantity.elements,
                                       blocks_->values(),
                                       blocks_->position()}));
    }
    backend.submit(Stage(AdvanceRing{blocks_->position(), blocks_->slots()}, blocks_));
}

void Recording::flush()
{
    INFERNO_CHECK(StateError,
                  !seen_.backend->recording(),
                  "a recording cannot be flushed while a step is being recorded");
    blocks_->flush();
}

Index Recording::steps() const { return blocks_->observed(); }

Index Recording::block_steps() const { return blocks_->block_steps(); }

}  // namespace inferno
