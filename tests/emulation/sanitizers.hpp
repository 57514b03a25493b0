//! What the sanitizers have to be told; nothing in a build without them.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#    include <sanitizer/asan_interface.h>
#    include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#    include <sanitizer/tsan_interface.h>
#endif

namespace inferno::emulation {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool address_sanitizer = true;
inline void forbid_access(void const* memory, std::size_t bytes)
{
    __asan_poison_memory_region(memory, bytes);
}
inline void allow_access(void const* memory, std::size_t bytes)
{
    __asan_unpoison_memory_region(memory, bytes);
}
inline void start_switch(void** fake_stack, void const* bottom, std::size_t bytes)
{
    __sanitizer_start_switch_fiber(fake_stack, bottom, bytes);
}
inline void finish_switch(void* fake_stack)
{
    __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
}
#else
inline constexpr bool address_sanitizer = false;
inline void forbid_access(void const*, std::size_t) {}
inline void allow_access(void const*, std::size_t) {}
inline void start_switch(void**, void const*, std::size_t) {}
inline void finish_switch(void*) {}
#endif

#if defined(__SANITIZE_THREAD__)
inline constexpr bool thread_sanitizer = true;
inline void* this_race_context() { return __tsan_get_current_fiber(); }
inline void* make_race_context() { return __tsan_create_fiber(0); }
inline void drop_race_context(void* context) { __tsan_destroy_fiber(context); }
inline void enter_race_context(void* context) { __tsan_switch_to_fiber(context, 0); }
#else
inline constexpr bool thread_sanitizer = false;
inline void* this_race_context() { return nullptr; }
inline void* make_race_context() { return nullptr; }
inline void drop_race_context(void*) {}
inline void enter_race_context(void*) {}
#endif

}  // namespace inferno::emulation
