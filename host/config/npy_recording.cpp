#include "inferno/config/npy_recording.hpp"

#include <bit>
#include <utility>

#include "inferno/core/error.hpp"

namespace inferno {
namespace {

struct Rows {
    char const* type;
    Shape shape;
};

Rows rows_of(Watched const& seen, SpikeRows spikes)
{
    Quantity const& quantity = seen.quantity;
    INFERNO_REQUIRE(quantity.there(), "recording: there is nothing to be watched");
    if (quantity.values != nullptr) { return {npy_type<Real>, seen.layout.shape}; }
    switch (spikes) {
        case SpikeRows::events:
            return {npy_type<std::int64_t>, {3}};
        case SpikeRows::words:
            return {npy_type<SpikeWord>, {quantity.batch, quantity.spikes.row_words()}};
        case SpikeRows::bytes:
            break;
    }
    return {npy_type<std::uint8_t>, seen.layout.shape};
}

//! Calls visit(step, sample, element) for every spike, in this order.
template <class Visit>
void for_each_spike(RecordedSteps const& steps, Index batch, Index row_words, Visit const& visit)
{
    for (Index w = 0; w < std::ssize(steps.words); ++w) {
        Index const row = w / row_words;
        for (SpikeWord rest = steps.words[static_cast<std::size_t>(w)]; rest != 0;
             rest &= rest - 1) {
            visit(row / batch, row % batch, w % row_words * word_bits + std::countr_zero(rest));
        }
    }
}

void append_events(RecordedSteps const& steps, Quantity const& seen, NpyWriter& writer)
{
    std::vector<std::int64_t> rows;
    for_each_spike(steps, seen.batch, words_for(seen.elements), [&](Index step, Index b, Index n) {
        rows.insert(rows.end(), {steps.first + step, b, n});
    });
    writer.append(rows);
}

void append_bytes(RecordedSteps const& steps, Quantity const& seen, NpyWriter& writer)
{
    std::vector<std::uint8_t> fired(
        static_cast<std::size_t>(steps.count * seen.batch * seen.elements));
    for_each_spike(steps, seen.batch, words_for(seen.elements), [&](Index step, Index b, Index n) {
        fired[static_cast<std::size_t>((step * seen.batch + b) * seen.elements + n)] = 1;
    });
    writer.append(fired);
}

RecordingSink write_to(std::shared_ptr<NpyWriter> writer, Quantity const& seen, SpikeRows spikes)
{
    return [writer = std::move(writer), seen, spikes](RecordedSteps const& steps) {
        if (seen.values != nullptr) {
            writer->append(steps.values);
        } else if (spikes == SpikeRows::words) {
            writer->append(steps.words);
        } else if (spikes == SpikeRows::events) {
            append_events(steps, seen, *writer);
        } else {
            append_bytes(steps, seen, *writer);
        }
        writer->flush();
    };
}

}  // namespace

NpyRecording::NpyRecording(Watched seen,
                           std::filesystem::path const& path,
                           SpikeRows spikes,
                           RecordingConfig const& config)
    : writer_([&] {
          Rows const rows = rows_of(seen, spikes);
          return std::make_shared<NpyWriter>(path, rows.type, rows.shape);
      }()),
      recording_(seen, write_to(writer_, seen.quantity, spikes), config)
{
}

void NpyRecording::close()
{
    recording_.flush();
    writer_->close();
}

}  // namespace inferno
