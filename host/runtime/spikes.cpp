#include "inferno/state/spikes.hpp"

namespace inferno {

SpikeBuffer::SpikeBuffer(BackendPointer const& backend, Index batch, Index elements, Index slots)
    : batch_(batch), elements_(elements), slots_(slots)
{
    INFERNO_REQUIRE(
        batch > 0 && elements > 0 && slots > 0,
        "spikes of " << slots << " x " << batch << " x " << elements << ": all must be positive");
    words_ = Buffer<SpikeWord>(backend, slots * batch * words_for(elements));
}

void SpikeBuffer::upload(std::span<std::uint8_t const> fired)
{
    Index const rows = slots_ * batch_;
    INFERNO_REQUIRE(std::ssize(fired) == rows * elements_,
                    "spikes: " << fired.size() << " values given, " << rows * elements_
                               << " expected (" << slots_ << " x " << batch_ << " x " << elements_
                               << ")");
    std::vector<SpikeWord> packed(static_cast<std::size_t>(words_.size()));
    for (Index row = 0; row < rows; ++row) {
        for (Index n = 0; n < elements_; ++n) {
            SpikeWord const bit = fired[static_cast<std::size_t>(row * elements_ + n)] != 0 ? 1 : 0;
            packed[static_cast<std::size_t>(row * words_for(elements_) + n / word_bits)] |=
                bit << (n % word_bits);
        }
    }
    words_.upload(packed);
}

std::vector<std::uint8_t> SpikeBuffer::download() const
{
    std::vector<SpikeWord> const packed = words_.download();
    Index const rows                    = slots_ * batch_;
    std::vector<std::uint8_t> fired(static_cast<std::size_t>(rows * elements_));
    for (Index row = 0; row < rows; ++row) {
        for (Index n = 0; n < elements_; ++n) {
            SpikeWord const word =
                packed[static_cast<std::size_t>(row * words_for(elements_) + n / word_bits)];
            fired[static_cast<std::size_t>(row * elements_ + n)] = (word >> (n % word_bits)) & 1U;
        }
    }
    return fired;
}

}  // namespace inferno
