//! The blocks of a recording, and the thread that hands them over.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "inferno/network/recording.hpp"
#include "inferno/runtime/staging.hpp"

namespace inferno {

class Recording::Blocks final : public Pacer {
  public:
    Blocks(Watched const& seen, RecordingSink sink, Index block_steps, Index blocks);
    ~Blocks() override;

    Index ahead() const override { return block_steps_ - observed_ % block_steps_; }
    void passed(Index steps) override;
    //! Waits until the sink has all; throws what it threw.
    void flush();
    //! Hands over the rest, then forgets the sink.
    void close() noexcept;

    Index block_steps() const { return block_steps_; }
    Index observed() const { return observed_; }
    Index slots() const { return block_steps_ * blocks_; }
    Index* position() { return position_.data(); }
    SpikeWord* words() { return words_.data(); }
    Real* values() { return values_.data(); }

  private:
    //! A block, or part of one, on its way to the sink.
    struct Batch {
        std::size_t block;
        Index first, count;
    };
    void hand_over();
    void serve();
    void give(Batch const& batch) const;
    void require_well() const;
    std::byte const* frame(Index step) const;

    Index block_steps_, blocks_;
    ParameterLayout layout_;
    bool in_order_;  //!< the layout is that of memory
    RecordingSink sink_;
    Buffer<SpikeWord> words_;
    Buffer<Real> values_;
    Buffer<Index> position_;
    std::size_t frame_bytes_;
    std::vector<std::unique_ptr<Staging>> staging_;  //!< of each block
    Index observed_ = 0, handed_over_ = 0;           //!< steps

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> waiting_;
    std::vector<bool> busy_;  //!< of each block: its staging holds what the sink has not seen
    std::exception_ptr failure_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace inferno
