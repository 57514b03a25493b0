//! A network on the host is built by host/network/sparse_fill.cpp, which is faster there; these are
//! what the kernels do.
#include "inferno/mapping/sparse_building.hpp"

#include <atomic>

namespace inferno {
namespace {

std::uint32_t take(std::uint32_t* counter)
{
    return std::atomic_ref(*counter).fetch_add(1, std::memory_order_relaxed);
}

//! Calls use(unit) for every unit whose first element lies in the slice.
template <class Use>
void for_each_unit(Slice slice, Use const& use)
{
    for_each_partition(slice, use);
}

}  // namespace

void CountSynapses::on_host(CountSynapses const& stage, Slice slice)
{
    for_each_unit(slice, [&stage](Index unit) {
        stage.projection.rows.for_each(unit, [&](std::uint64_t, std::uint32_t partner) {
            take(stage.counter(unit, partner));
        });
    });
}

void WriteSynapses::on_host(WriteSynapses const& stage, Slice slice)
{
    auto const set = [](std::uint64_t* word, std::uint64_t bits) {
        std::atomic_ref(*word).fetch_or(bits, std::memory_order_relaxed);
    };
    for_each_unit(slice, [&](Index unit) {
        stage.projection.rows.for_each(unit, [&](std::uint64_t k, std::uint32_t partner) {
            stage.write(unit, k, partner, take, set);
        });
    });
}

}  // namespace inferno
