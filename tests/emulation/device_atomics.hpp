//! Atomic operations of CUDA C++: relaxed, as on the device.
#pragma once

#include <algorithm>
#include <atomic>
#include <type_traits>

namespace inferno::emulation {

//! Replaces *at by change(*at); returns what was there.
template <class T, class Change>
T atomic_change(T* at, Change const& change)
{
    std::atomic_ref<T> const cell(*at);
    T former = cell.load(std::memory_order_relaxed);
    while (!cell.compare_exchange_weak(former, change(former), std::memory_order_relaxed)) {}
    return former;
}

}  // namespace inferno::emulation

template <class T>
T atomicAdd(T* at, std::type_identity_t<T> value)
{
    return std::atomic_ref<T>(*at).fetch_add(value, std::memory_order_relaxed);
}

template <class T>
T atomicSub(T* at, std::type_identity_t<T> value)
{
    return std::atomic_ref<T>(*at).fetch_sub(value, std::memory_order_relaxed);
}

template <class T>
T atomicOr(T* at, std::type_identity_t<T> value)
{
    return std::atomic_ref<T>(*at).fetch_or(value, std::memory_order_relaxed);
}

template <class T>
T atomicAnd(T* at, std::type_identity_t<T> value)
{
    return std::atomic_ref<T>(*at).fetch_and(value, std::memory_order_relaxed);
}

template <class T>
T atomicXor(T* at, std::type_identity_t<T> value)
{
    return std::atomic_ref<T>(*at).fetch_xor(value, std::memory_order_relaxed);
}

template <class T>
T atomicMax(T* at, std::type_identity_t<T> value)
{
    return inferno::emulation::atomic_change(at, [&](T now) { return std::max(now, value); });
}

template <class T>
T atomicMin(T* at, std::type_identity_t<T> value)
{
    return inferno::emulation::atomic_change(at, [&](T now) { return std::min(now, value); });
}

template <class T>
T atomicExch(T* at, std::type_identity_t<T> value)
{
    return std::atomic_ref<T>(*at).exchange(value, std::memory_order_relaxed);
}

template <class T>
T atomicCAS(T* at, std::type_identity_t<T> expected, std::type_identity_t<T> value)
{
    std::atomic_ref<T>(*at).compare_exchange_strong(expected, value, std::memory_order_relaxed);
    return expected;
}
