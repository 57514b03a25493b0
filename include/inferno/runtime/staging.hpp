//! Copies to the program's memory that go on beside a backend's other work.
#pragma once

#include <cstddef>
#include <span>

namespace inferno {

//! Memory of the program that a backend copies to. One copy at a time.
class Staging {
  public:
    Staging()                          = default;
    Staging(Staging const&)            = delete;
    Staging& operator=(Staging const&) = delete;
    virtual ~Staging()                 = default;

    //! Copies once all that was submitted has run. What is submitted later does not wait for the
    //! copy; `from` may be overwritten after guard() or wait() only.
    virtual void start(void const* from, std::size_t bytes) = 0;
    //! What is submitted from now on runs after the copy that was started last.
    virtual void guard() = 0;
    //! Waits for the copy. Another thread may call this than that which started it.
    virtual std::span<std::byte const> wait() = 0;
};

}  // namespace inferno
