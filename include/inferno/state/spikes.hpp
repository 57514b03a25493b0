//! Spikes, packed 32 to a word, and how stages see them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "inferno/core/portable.hpp"
#include "inferno/runtime/buffer.hpp"

namespace inferno {

//! Spikes of one step, [batch][words]. They may be one slot of a ring whose position lies in
//! backend memory: a record of the past, or a raster that is played back.
struct SpikeView {
    SpikeWord const* words = nullptr;  //!< [slots][batch][row_words]
    Index elements         = 0;
    Index batch            = 0;
    Index slots            = 1;
    Index const* head = nullptr;  //!< the slot shown is (*head + offset) mod slots; null: slot 0
    Index offset      = 0;        //!< in (-slots, slots)

    INFERNO_HD Index row_words() const { return words_for(elements); }
    INFERNO_HD Index slot() const
    {
        if (head == nullptr) { return 0; }
        Index const shown = *head + offset;
        return shown < 0 ? shown + slots : (shown < slots ? shown : shown - slots);
    }
    //! The words of sample b.
    INFERNO_HD SpikeWord const* row(Index b) const
    {
        return words + (slot() * batch + b) * row_words();
    }
};

//! Spikes of one group, for one step or for a ring of steps.
class SpikeBuffer {
  public:
    SpikeBuffer() = default;
    SpikeBuffer(BackendPointer const& backend, Index batch, Index elements, Index slots = 1);

    Index batch() const { return batch_; }
    Index elements() const { return elements_; }
    Index slots() const { return slots_; }
    SpikeWord* words() { return words_.data(); }
    //! Slot 0.
    SpikeView view() const { return {words_.data(), elements_, batch_, slots_, nullptr, 0}; }
    //! The slot at *head + offset.
    SpikeView view(Index const* head, Index offset = 0) const
    {
        return {words_.data(), elements_, batch_, slots_, head, offset};
    }
    //! One byte per spike, [slots][batch][elements]; nonzero is a spike.
    void upload(std::span<std::uint8_t const> fired);
    std::vector<std::uint8_t> download() const;
    void clear() { words_.clear(); }
    Buffer<SpikeWord> const& buffer() const { return words_; }

  private:
    Index batch_ = 0, elements_ = 0, slots_ = 0;
    Buffer<SpikeWord> words_;
};

//! Real numbers of one step, [batch][elements]: currents in nA, or conductances in uS.
struct RealView {
    Real const* values  = nullptr;
    Index elements      = 0;
    Index batch         = 0;
    bool is_conductance = false;
    Real reversal_mv    = 0;  //!< towards which a conductance pulls
};

}  // namespace inferno
