#include "spike_list.hpp"

#include <bit>

#include "inferno/core/sum.hpp"

namespace inferno::host {

void SpikeList::gather(SpikeWord const* row, Index elements)
{
    sources_.clear();
    partials_.clear();
    numbers_.clear();
    Index const words = words_for(elements);
    for (Index p = 0; p < sum_partials && p < words; ++p) {
        std::size_t const before = sources_.size();
        for (Index w = p; w < words; w += sum_partials) {
            for (SpikeWord word = row[w]; word != 0; word &= word - 1) {
                sources_.push_back(w * word_bits + std::countr_zero(word));
            }
        }
        if (sources_.size() > before) {
            partials_.push_back({std::ssize(sources_), 0});
            numbers_.push_back(static_cast<unsigned>(p));
        }
    }
    plan_merges();
}

//! Two neighbours on the stack meet at the level of their highest differing bit. They are merged as
//! soon as the next partial meets them only higher up.
void SpikeList::plan_merges()
{
    int levels[stack_depth + 1];
    int depth = 0;  // neighbours on the stack that still have to meet
    for (std::size_t k = 0; k + 1 < numbers_.size(); ++k) {
        int const level = std::bit_width(numbers_[k] ^ numbers_[k + 1]);
        while (depth > 0 && levels[depth - 1] < level) {
            --depth;
            ++partials_[k].merges;
        }
        levels[depth++] = level;
    }
    if (!partials_.empty()) { partials_.back().merges = depth; }
}

}  // namespace inferno::host
