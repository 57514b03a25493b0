//! Owned memory of one backend. Nothing is copied unless a line says upload, download or copy.
#pragma once

#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "inferno/core/error.hpp"
#include "inferno/runtime/backend.hpp"

namespace inferno {

template <class T>
class Buffer {
    static_assert(std::is_trivially_copyable_v<T>);

  public:
    Buffer() = default;
    //! `count` zeros.
    Buffer(BackendPointer backend, Index count)
        : backend_(std::move(backend)),
          count_(count),
          memory_(count > 0 ? static_cast<T*>(backend_->allocate(bytes())) : nullptr)
    {
    }
    Buffer(BackendPointer backend, std::span<T const> values)
        : Buffer(std::move(backend), std::ssize(values))
    {
        upload(values);
    }
    Buffer(Buffer&& other) noexcept
        : backend_(std::move(other.backend_)),
          count_(std::exchange(other.count_, 0)),
          memory_(std::exchange(other.memory_, nullptr))
    {
    }
    Buffer& operator=(Buffer&& other) noexcept
    {
        std::swap(backend_, other.backend_);
        std::swap(count_, other.count_);
        std::swap(memory_, other.memory_);
        return *this;
    }
    Buffer(Buffer const&)            = delete;
    Buffer& operator=(Buffer const&) = delete;
    ~Buffer()
    {
        if (memory_ != nullptr) { backend_->release(memory_, bytes()); }
    }

    T* data() { return memory_; }
    T const* data() const { return memory_; }
    Index size() const { return count_; }
    bool empty() const { return count_ == 0; }
    std::size_t bytes() const { return static_cast<std::size_t>(count_) * sizeof(T); }
    BackendPointer const& backend() const { return backend_; }

    //! Replaces the contents; ArgumentError unless the sizes agree.
    void upload(std::span<T const> values)
    {
        INFERNO_REQUIRE(std::ssize(values) == count_,
                        "upload of " << values.size() << " values into a buffer of " << count_);
        if (count_ > 0) { backend_->upload(memory_, values.data(), bytes()); }
    }
    std::vector<T> download() const
    {
        std::vector<T> values(static_cast<std::size_t>(count_));
        if (count_ > 0) { backend_->download(values.data(), memory_, bytes()); }
        return values;
    }
    void fill(T value) { upload(std::vector<T>(static_cast<std::size_t>(count_), value)); }
    void clear()
    {
        if (count_ > 0) { backend_->clear(memory_, bytes()); }
    }
    void copy_from(Buffer const& other)
    {
        INFERNO_REQUIRE(
            other.count_ == count_ && other.backend_ == backend_,
            "copy between buffers of " << other.count_ << " and " << count_ << " values");
        if (count_ > 0) { backend_->copy(memory_, other.memory_, bytes()); }
    }

  private:
    BackendPointer backend_;
    Index count_ = 0;
    T* memory_   = nullptr;
};

}  // namespace inferno
