#include "inferno/mapping/spike_list.hpp"

#include <bit>

#include "inferno/core/sum.hpp"

namespace inferno::host {

void SpikeList::gather(SpikeWord const* row, Index elements)
{
    Index const words = words_for(elements);
    sources_.resize(static_cast<std::size_t>(words * word_bits + spikes_at_once));
    partials_.clear();
    numbers_.clear();
    Index found = 0;
    for (Index p = 0; p < sum_partials && p < words; ++p) {
        Index const before = found;
        for (Index w = p; w < words; w += sum_partials) {
            found = unpack(row[w], w * word_bits, found);
        }
        if (found > before) {
            partials_.push_back({found, 0});
            numbers_.push_back(static_cast<unsigned>(p));
        }
    }
    plan_merges();
}

//! Writes four positions at a time whether or not there are as many: most words hold few spikes,
//! and a loop that ends after each would be mispredicted.
Index SpikeList::unpack(SpikeWord word, Index first, Index found)
{
    Index* to       = sources_.data() + found;
    Index const all = found + std::popcount(word);
    for (; word != 0; to += spikes_at_once) {
        for (int k = 0; k < spikes_at_once; ++k) {
            to[k] = first + std::countr_zero(word);
            word &= word - 1;
        }
    }
    return all;
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
