//! A stage: a plain struct of views and parameters, everything one kernel needs and nothing it
//! owns.
//!
//! The work of a stage is split over its `extent` (neurons, inputs, ...). Whatever changes from
//! step to step lies in backend memory and is read there, so that a recorded stage can be replayed.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "inferno/core/types.hpp"

namespace inferno {

//! The seven words of the pipeline, in the order of one step.
enum class Word { encode, synapse, mapping, neuron, trace, learn, update };
inline constexpr std::array<std::string_view, 7> word_names = {
    "encode", "synapse", "mapping", "neuron", "trace", "learn", "update"};
inline std::string_view name_of(Word word) { return word_names[static_cast<std::size_t>(word)]; }

//! Elements [begin, end) of a stage's extent; begin is a multiple of slice_grain.
struct Slice {
    Index begin, end;
};
inline constexpr Index slice_grain = 8;  //!< one byte of packed spikes belongs to one slice

//! A piece of memory that a stage touches.
struct Use {
    void const* memory;
    bool writes;
    bool own;  //!< element i touches only the part that belongs to i; otherwise any part
};

//! Collects the memory that a stage touches; null pointers are left out.
class Uses {
  public:
    Uses& reads_own(void const* memory) { return add({memory, false, true}); }
    Uses& reads_any(void const* memory) { return add({memory, false, false}); }
    Uses& writes_own(void const* memory) { return add({memory, true, true}); }
    Uses& writes_any(void const* memory) { return add({memory, true, false}); }
    std::vector<Use> const& list() const { return list_; }

  private:
    Uses& add(Use use)
    {
        if (use.memory != nullptr) { list_.push_back(use); }
        return *this;
    }
    std::vector<Use> list_;
};

//! What every stage of one kind shares. Its address identifies the kind.
struct StageType {
    std::string_view name;
    Word word;
    void (*on_host)(void const* body, Slice slice);
    std::size_t bytes;
};

template <class Body>
inline constexpr StageType stage_type = {
    Body::name,
    Body::word,
    [](void const* body, Slice slice) { Body::on_host(*static_cast<Body const*>(body), slice); },
    sizeof(Body)};

//! The host's part in a stage that cannot run for ever without it: a recording, say, whose block is
//! to be emptied before it is overwritten.
class Pacer {
  public:
    Pacer()                        = default;
    Pacer(Pacer const&)            = delete;
    Pacer& operator=(Pacer const&) = delete;
    virtual ~Pacer()               = default;

    //! How often the stage may run before passed() must be called; 1 at least.
    virtual Index ahead() const = 0;
    //! The stage has been submitted so many times since the last call. May wait, and throw.
    virtual void passed(Index times) = 0;
};

//! Any stage. A body has: name, word, extent(), operations(), uses(Uses&), on_host(body, slice).
class Stage {
  public:
    static constexpr std::size_t capacity = sizeof(Real) == sizeof(float) ? 320 : 512;

    //! Whoever runs the stage keeps in step with its pacer, if it has one.
    template <class Body>
    explicit Stage(Body const& body, std::shared_ptr<Pacer> pacer = nullptr)
        : type_(&stage_type<Body>),
          extent_(body.extent()),
          operations_(body.operations()),
          pacer_(std::move(pacer))
    {
        static_assert(std::is_trivially_copyable_v<Body> && sizeof(Body) <= capacity);
        std::memcpy(body_.data(), &body, sizeof(Body));
        Uses uses;
        body.uses(uses);
        uses_ = uses.list();
    }

    StageType const& type() const { return *type_; }
    Index extent() const { return extent_; }
    //! Rough number of arithmetic operations, to decide how many threads are worth waking.
    Index operations() const { return operations_; }
    std::vector<Use> const& uses() const { return uses_; }
    void const* body() const { return body_.data(); }
    std::shared_ptr<Pacer> const& pacer() const { return pacer_; }
    template <class Body>
    Body const* as() const
    {
        return type_ == &stage_type<Body> ? static_cast<Body const*>(body()) : nullptr;
    }

    //! True if this stage must see `earlier` complete, everywhere, before it starts.
    bool waits_for(Stage const& earlier) const;
    //! True if the two touch the same memory and at least one writes it.
    bool conflicts_with(Stage const& other) const;

  private:
    StageType const* type_;
    Index extent_;
    Index operations_;
    std::vector<Use> uses_;
    std::shared_ptr<Pacer> pacer_;
    alignas(16) std::array<std::byte, capacity> body_{};
};

//! Part `part` of `parts` of [0, extent), cut at multiples of slice_grain.
constexpr Slice slice_of(Index extent, Index part, Index parts)
{
    Index const grains = (extent + slice_grain - 1) / slice_grain;
    return {std::min(extent, grains * part / parts * slice_grain),
            std::min(extent, grains * (part + 1) / parts * slice_grain)};
}

}  // namespace inferno
