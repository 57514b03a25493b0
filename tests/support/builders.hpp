//! Small inputs for tests: the same numbers on every machine.
#pragma once

#include <span>
#include <vector>

#include "inferno/network/initial.hpp"
#include "inferno/network/plan.hpp"
#include "inferno/runtime/buffer.hpp"
#include "inferno/state/spikes.hpp"

namespace inferno::test {

using Fired = std::vector<std::uint8_t>;  //!< one byte per spike
using Reals = std::vector<Real>;

inline Reals random_reals(Index count, Real low, Real high, std::uint64_t seed)
{
    return uniform_values(count, low, high, seed, Purpose::test);
}

//! Spikes with this probability each; 0 and 1 give none and all.
inline Fired random_spikes(Index count, double density, std::uint64_t seed)
{
    Fired fired;
    for (Real const number : random_reals(count, 0, 1, seed)) {
        fired.push_back(number < density ? 1 : 0);
    }
    return fired;
}

//! Spikes of one step, [batch][elements], on a backend.
inline SpikeBuffer spikes_on(BackendPointer const& backend,
                             Index batch,
                             Index elements,
                             Fired const& fired)
{
    SpikeBuffer spikes(backend, batch, elements);
    spikes.upload(fired);
    return spikes;
}

inline Buffer<Real> reals_on(BackendPointer const& backend, Reals const& values)
{
    return Buffer<Real>(backend, std::span<Real const>(values));
}

//! Runs one stage, now.
template <class Body>
void run_stage(Backend& backend, Body const& body)
{
    backend.submit(Stage(body));
    backend.synchronize();
}

//! Part [step] of an array of `steps` equal parts; the array must outlive it.
template <class T>
std::span<T const> at_step(std::vector<T> const& values, Index steps, Index step)
{
    std::size_t const part = values.size() / static_cast<std::size_t>(steps);
    return std::span<T const>(values).subspan(part * static_cast<std::size_t>(step), part);
}

template <class T>
std::span<T const> at_step(std::vector<T>&& values, Index steps, Index step) = delete;

template <class T>
void append(std::vector<T>& all, std::vector<T> const& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace inferno::test
