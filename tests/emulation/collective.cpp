#include "emulation/collective.hpp"

#include <algorithm>
#include <bit>

namespace inferno::emulation {
namespace {

//! Calls visit(lane) for each lane of a mask, in ascending order.
template <class Visit>
void for_each_lane(unsigned mask, Visit const& visit)
{
    for (; mask != 0; mask &= mask - 1) {
        visit(static_cast<unsigned>(std::countr_zero(mask)));
    }
}

//! The lane that a shuffle reads; its own where the distance leads out of the segment.
unsigned source_of(unsigned lane, Request const& request)
{
    auto const width    = static_cast<unsigned>(request.width);
    auto const argument = static_cast<unsigned>(request.argument);
    unsigned const base = lane & ~(width - 1);
    unsigned const end  = base + width;
    switch (request.operation) {
        case Collective::shuffle:
            return base + (argument & (width - 1));
        case Collective::shuffle_up:
            return lane - base >= argument ? lane - argument : lane;
        case Collective::shuffle_down:
            return argument < end - lane ? lane + argument : lane;
        default:
            return (lane ^ argument) < end ? lane ^ argument : lane;
    }
}

void shuffle_lanes(unsigned mask, LaneRequests const& requests, LaneResults& results)
{
    for_each_lane(mask, [&](unsigned lane) {
        unsigned const source = source_of(lane, *requests[lane]);
        results[lane] = ((mask >> source) & 1U) != 0 ? requests[source]->value : undefined_value;
    });
}

void match_lanes(unsigned mask, LaneRequests const& requests, LaneResults& results)
{
    for_each_lane(mask, [&](unsigned lane) {
        unsigned equal = 0;
        for_each_lane(mask, [&](unsigned other) {
            equal |= unsigned{requests[other]->value == requests[lane]->value} << other;
        });
        results[lane] = equal;
    });
}

unsigned combine(Collective operation, unsigned a, unsigned b)
{
    switch (operation) {
        case Collective::reduce_add:
            return a + b;
        case Collective::reduce_min:
            return std::min(a, b);
        case Collective::reduce_max:
            return std::max(a, b);
        case Collective::reduce_and:
            return a & b;
        case Collective::reduce_or:
            return a | b;
        default:
            return a ^ b;
    }
}

//! The result that all lanes share.
unsigned common_result(Collective operation, unsigned mask, LaneRequests const& requests)
{
    unsigned votes    = 0;
    unsigned combined = 0;
    bool first        = true;
    for_each_lane(mask, [&](unsigned lane) {
        auto const value = static_cast<unsigned>(requests[lane]->value);
        votes |= unsigned{value != 0} << lane;
        combined = first ? value : combine(operation, combined, value);
        first    = false;
    });
    switch (operation) {
        case Collective::ballot:
            return votes;
        case Collective::any:
            return unsigned{votes != 0};
        case Collective::all:
            return unsigned{votes == mask};
        default:
            return combined;
    }
}

}  // namespace

LaneResults evaluate(unsigned mask, LaneRequests const& requests)
{
    LaneResults results{};
    auto const operation = requests[static_cast<unsigned>(std::countr_zero(mask))]->operation;
    switch (operation) {
        case Collective::sync:
            break;
        case Collective::shuffle:
        case Collective::shuffle_up:
        case Collective::shuffle_down:
        case Collective::shuffle_xor:
            shuffle_lanes(mask, requests, results);
            break;
        case Collective::match_any:
            match_lanes(mask, requests, results);
            break;
        default:
            results.fill(common_result(operation, mask, requests));
    }
    return results;
}

char const* name_of(Collective operation)
{
    static constexpr char const* names[] = {"__syncwarp",
                                            "__shfl_sync",
                                            "__shfl_up_sync",
                                            "__shfl_down_sync",
                                            "__shfl_xor_sync",
                                            "__ballot_sync",
                                            "__any_sync",
                                            "__all_sync",
                                            "__match_any_sync",
                                            "__reduce_add_sync",
                                            "__reduce_min_sync",
                                            "__reduce_max_sync",
                                            "__reduce_and_sync",
                                            "__reduce_or_sync",
                                            "__reduce_xor_sync"};
    return names[static_cast<unsigned>(operation)];
}

}  // namespace inferno::emulation
