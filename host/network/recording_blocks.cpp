#include "network/recording_blocks.hpp"

#include <utility>

namespace inferno {
namespace {

template <class T>
std::span<T const> as_numbers(std::span<std::byte const> bytes)
{
    return {reinterpret_cast<T const*>(bytes.data()), bytes.size() / sizeof(T)};
}

}  // namespace

Recording::Blocks::Blocks(Watched const& seen, RecordingSink sink, Index block_steps, Index blocks)
    : block_steps_(block_steps),
      blocks_(blocks),
      layout_(seen.layout),
      in_order_(layout_.strides == in_order(layout_.shape).strides),
      sink_(std::move(sink)),
      position_(seen.backend, 1),
      busy_(static_cast<std::size_t>(blocks))
{
    Quantity const& quantity = seen.quantity;
    if (quantity.values == nullptr) {
        Index const words = quantity.batch * quantity.spikes.row_words();
        words_            = Buffer<SpikeWord>(seen.backend, slots() * words);
        frame_bytes_      = static_cast<std::size_t>(words) * sizeof(SpikeWord);
    } else {
        Index const values = quantity.batch * quantity.elements;
        values_            = Buffer<Real>(seen.backend, slots() * values);
        frame_bytes_       = static_cast<std::size_t>(values) * sizeof(Real);
    }
    for (Index b = 0; b < blocks; ++b) {
        staging_.push_back(
            seen.backend->make_staging(static_cast<std::size_t>(block_steps) * frame_bytes_));
    }
    thread_ = std::thread([this] { serve(); });
}

Recording::Blocks::~Blocks() { close(); }

std::byte const* Recording::Blocks::frame(Index step) const
{
    void const* const all =
        words_.empty() ? static_cast<void const*>(values_.data()) : words_.data();
    return static_cast<std::byte const*>(all) +
           static_cast<std::size_t>(step % slots()) * frame_bytes_;
}

void Recording::Blocks::passed(Index steps)
{
    observed_ += steps;
    if (observed_ % block_steps_ == 0) { hand_over(); }
}

//! Starts the copy of what is new; waits where the sink has not seen the last one of this block.
void Recording::Blocks::hand_over()
{
    if (!thread_.joinable()) { return; }
    auto const block  = static_cast<std::size_t>(handed_over_ / block_steps_ % blocks_);
    Index const first = std::exchange(handed_over_, observed_);
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return !busy_[block]; });
        if (failure_) { std::rethrow_exception(failure_); }
    }
    Index const count = observed_ - first;
    staging_[block]->start(frame(first), static_cast<std::size_t>(count) * frame_bytes_);
    {
        std::lock_guard const lock(mutex_);
        busy_[block] = true;
        waiting_.push_back({block, first, count});
    }
    changed_.notify_all();
    if (observed_ % block_steps_ == 0) {
        staging_[static_cast<std::size_t>(observed_ / block_steps_ % blocks_)]->guard();
    }
}

void Recording::Blocks::flush()
{
    if (handed_over_ < observed_) { hand_over(); }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.empty(); });
    if (failure_) { std::rethrow_exception(failure_); }
}

void Recording::Blocks::close() noexcept
{
    if (!thread_.joinable()) { return; }
    try {
        flush();
    } catch (...) {  // a destructor cannot report
    }
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
    sink_ = nullptr;
}

void Recording::Blocks::serve()
{
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) { return; }
        Batch const batch          = waiting_.front();
        std::exception_ptr failure = failure_;
        lock.unlock();
        if (!failure) {
            try {
                give(batch);
            } catch (...) {
                failure = std::current_exception();
            }
        }
        lock.lock();
        failure_           = failure;
        busy_[batch.block] = false;
        waiting_.pop_front();
        changed_.notify_all();
    }
}

void Recording::Blocks::give(Batch const& batch) const
{
    std::span<std::byte const> const bytes = staging_[batch.block]->wait();
    RecordedSteps steps{batch.first, batch.count, {}, {}};
    std::vector<Real> turned;
    if (!words_.empty()) {
        steps.words = as_numbers<SpikeWord>(bytes);
    } else if (in_order_) {
        steps.values = as_numbers<Real>(bytes);
    } else {
        for (std::size_t at = 0; at < bytes.size(); at += frame_bytes_) {
            auto const one = layout_.from_memory(as_numbers<Real>(bytes.subspan(at, frame_bytes_)));
            turned.insert(turned.end(), one.begin(), one.end());
        }
        steps.values = turned;
    }
    sink_(steps);
}

}  // namespace inferno
