//! Rows of bits are added up before they are looked at: counters of one bit for each target, 64 of
//! them in a word, in as many planes as the number of rows needs.
#include <array>
#include <bit>

#include "inferno/mapping/sparse_loop.hpp"

namespace inferno {
namespace host {
namespace {

constexpr int most_planes     = 5;
constexpr Index rows_of_group = (1 << most_planes) - 1;
constexpr Index words_of_part = 64;  //!< of a row, whose planes stay in the nearest cache
constexpr Index most_window   = 32;  //!< steps, of any network

//! Rows that arrive in one step.
struct Group {
    std::array<std::uint64_t const*, rows_of_group> rows;
    Index count = 0;
};

using Plane = std::array<std::uint64_t, words_of_part>;

//! Adds a part of a row to the counters.
template <int planes>
void count_row(std::uint64_t const* row, Index words, std::array<Plane, planes>& counters)
{
    for (Index w = 0; w < words; ++w) {
        std::uint64_t carry = row[w];
        for (auto& plane : counters) {
            auto const at          = static_cast<std::size_t>(w);
            std::uint64_t const on = plane[at];
            plane[at]              = on ^ carry;
            carry &= on;
        }
    }
}

//! What the counters of 32 targets stand for, added to the arrivals of the first `width` of them.
template <int planes>
void add_counts(std::array<std::uint32_t, planes> const& counters,
                std::int32_t weight,
                std::int32_t* arrivals,
                int width)
{
    for (int j = 0; j < width; ++j) {
        std::int32_t sum = 0;
        for (int k = 0; k < planes; ++k) {
            auto const top =
                static_cast<std::int32_t>(counters[static_cast<std::size_t>(k)] << (31 - j));
            sum += (top >> 31) & (weight << k);
        }
        arrivals[j] += sum;
    }
}

//! Adds a group's rows to the arrivals of their `count` targets.
template <int planes>
void add_group(Group const& group, Index count, std::int32_t weight, std::int32_t* arrivals)
{
    Index const words = (count + DeliverBits::word_bits - 1) / DeliverBits::word_bits;
    for (Index first = 0; first < words; first += words_of_part) {
        Index const part = std::min(words_of_part, words - first);
        std::array<Plane, planes> counters{};
        for (Index r = 0; r < group.count; ++r) {
            if (r + 2 < group.count) {
                ask_for(group.rows[static_cast<std::size_t>(r + 2)] + first, part * 8);
            }
            count_row<planes>(group.rows[static_cast<std::size_t>(r)] + first, part, counters);
        }
        for (Index half = 0; half < 2 * part; ++half) {
            Index const target = first * DeliverBits::word_bits + half * 32;
            std::array<std::uint32_t, planes> bits;
            for (std::size_t k = 0; k < planes; ++k) {
                bits[k] = static_cast<std::uint32_t>(
                    counters[k][static_cast<std::size_t>(half / 2)] >> (half % 2 * 32));
            }
            if (target + 32 <= count) {
                add_counts<planes>(bits, weight, arrivals + target, 32);
            } else if (target < count) {
                add_counts<planes>(
                    bits, weight, arrivals + target, static_cast<int>(count - target));
            }
        }
    }
}

//! Adds a group and empties it.
void add_group(Group& group, Index count, std::int32_t weight, std::int32_t* arrivals)
{
    switch (std::bit_width(static_cast<unsigned>(group.count))) {
        case 0:
            return;
        case 1:
            add_group<1>(group, count, weight, arrivals);
            break;
        case 2:
            add_group<2>(group, count, weight, arrivals);
            break;
        case 3:
            add_group<3>(group, count, weight, arrivals);
            break;
        case 4:
            add_group<4>(group, count, weight, arrivals);
            break;
        default:
            add_group<most_planes>(group, count, weight, arrivals);
            break;
    }
    group.count = 0;
}

void deliver_bits(DeliverBits const& stage, Index partition)
{
    ExchangeView const& exchange = stage.delivery.exchange;
    RingView const ring          = stage.delivery.ring;
    std::uint32_t const written  = exchange.clocks[partition].parity;
    Index const targets          = stage.counts[partition];
    std::array<Group, most_window> groups;  // a window has fewer steps than it has neighbours
    auto const add = [&](std::uint32_t step) {
        add_group(groups[step % most_window],
                  targets,
                  stage.weight,
                  ring.slot(partition, step + stage.delay) + stage.origins[partition]);
    };
    for_each_batch(stage.delivery, written ^ 1U, partition, [&](std::span<Reached const> batch) {
        for (Reached const& row : batch) {
            Group& group                                        = groups[row.step % most_window];
            group.rows[static_cast<std::size_t>(group.count++)] = stage.bits + row.begin;
            if (group.count == rows_of_group) { add(row.step); }
        }
    });
    auto const first = static_cast<std::uint32_t>(exchange.clocks[partition].step);
    for (std::uint32_t back = 1; back <= most_window; ++back) {
        add(first - back);
    }
}

}  // namespace
}  // namespace host

void DeliverBits::on_host(DeliverBits const& stage, Slice slice)
{
    for_each_partition(slice, [&](Index partition) { host::deliver_bits(stage, partition); });
}

}  // namespace inferno
