//! How objects take part in saving and restoring: each shows what it remembers to a visitor.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include "inferno/state/spikes.hpp"

namespace inferno {

//! Types of numbers in a state file; f16 and bf16 only in files of others.
enum class StateType : std::uint8_t {
    boolean,
    u8,
    i8,
    u16,
    i16,
    f16,
    bf16,
    u32,
    i32,
    f32,
    u64,
    i64,
    f64
};

//! "F32", "U8", ...: the names that the file format uses.
std::string_view name_of(StateType type);
Index bytes_per_element(StateType type);

template <class T>
struct StateTypeOf;  // of the types below only
template <>
struct StateTypeOf<std::uint8_t> {
    static constexpr StateType value = StateType::u8;
};
template <>
struct StateTypeOf<std::uint16_t> {
    static constexpr StateType value = StateType::u16;
};
template <>
struct StateTypeOf<std::int32_t> {
    static constexpr StateType value = StateType::i32;
};
template <>
struct StateTypeOf<std::uint32_t> {
    static constexpr StateType value = StateType::u32;
};
template <>
struct StateTypeOf<std::int64_t> {
    static constexpr StateType value = StateType::i64;
};
template <>
struct StateTypeOf<std::uint64_t> {
    static constexpr StateType value = StateType::u64;
};
template <>
struct StateTypeOf<float> {
    static constexpr StateType value = StateType::f32;
};
template <>
struct StateTypeOf<double> {
    static constexpr StateType value = StateType::f64;
};

template <class T>
concept StateNumber = requires
{
    StateTypeOf<T>::value;
};

//! What is wrong with the values of an array; empty: nothing.
using StateFault = std::function<std::string(std::span<std::byte const>)>;

//! One array as a visitor sees it: how to get its bytes, and how to put others in their place.
struct StateEntry {
    std::string name;  //!< with the names of the objects around it: "excitatory.voltage_mv"
    StateType type;
    Shape shape;
    std::function<void(std::span<std::byte>)> download;
    std::function<void(std::span<std::byte const>)> upload;
    //! Of values that are to be uploaded. May be absent.
    StateFault fault = {};
    //! Only the type must be the same: `fault` says of what number of elements it can be.
    bool any_shape = false;
};

//! A StateFault that says which number is wrong, the first for which `fits` is false, and `rule`.
template <StateNumber T, class Fits>
StateFault state_fault(Fits fits, std::string rule)
{
    return [fits, rule](std::span<std::byte const> bytes) {
        std::vector<T> values(bytes.size() / sizeof(T));
        std::ranges::copy(bytes, std::as_writable_bytes(std::span(values)).begin());
        auto const wrong = std::ranges::find_if_not(values, fits);
        if (wrong == values.end()) { return std::string(); }
        std::ostringstream text;
        text << "is " << +*wrong << " at " << wrong - values.begin() << ", must be " << rule;
        return text.str();
    };
}

//! Walks through objects. Each has `void visit_state(StateVisitor&)`, which names its arrays,
//! always the same in the same order, and does nothing else: it is called once to save, and twice
//! to restore, first to check that everything fits and then to upload.
class StateVisitor {
  public:
    StateVisitor()                               = default;
    StateVisitor(StateVisitor const&)            = delete;
    StateVisitor& operator=(StateVisitor const&) = delete;
    virtual ~StateVisitor()                      = default;

    //! Numbers in backend memory. ArgumentError unless the shape has as many.
    template <StateNumber T>
    void array(std::string_view name, Buffer<T>& buffer, Shape const& shape, StateFault fault = {});
    //! Numbers in the memory of the program.
    template <StateNumber T>
    void array(std::string_view name, std::vector<T>& values, Shape const& shape);
    //! Packed spikes, [slots][batch][words], and the number of elements.
    void spikes(std::string_view name, SpikeBuffer& spikes);
    //! The slot of a ring, or the frame of a raster: one number, refused unless in [0, slots).
    void position(std::string_view name, Buffer<Index>& position, Index slots);
    //! One number of the program: a step number, a count.
    template <StateNumber T>
    void counter(std::string_view name, T& value);
    //! A setting without which the arrays mean something else: saved, and never changed by
    //! restoring, which refuses a file with another value.
    template <StateNumber T>
    void constant(std::string_view name, T value);
    void constant(std::string_view name, std::string_view text);
    void constant(std::string_view name, Shape const& shape);
    //! An array that lies in the file otherwise than in memory.
    void entry(StateEntry entry);

    //! Shows an object; its arrays are named "NAME.ARRAY". One that several others share is shown
    //! under its first name only.
    template <class T>
    void object(std::string_view name, T& object)
    {
        if (!seen_.emplace(&object, typeid(object)).second) { return; }
        std::size_t const outside = scope_.size();
        scope_ += checked(name) + ".";
        object.visit_state(*this);
        scope_.resize(outside);
    }

    //! True where arrays that were named have been changed: time to derive what follows from them.
    virtual bool restoring() const = 0;

  protected:
    virtual void visit(StateEntry const& entry) = 0;
    //! Before the objects are walked through once more.
    void start_again() { seen_.clear(), named_.clear(), scope_.clear(); }

  private:
    static std::string checked(std::string_view name);
    static void require_shape(std::string const& name, Shape const& shape, Index size);

    std::string scope_;
    std::set<std::pair<void const*, std::type_index>> seen_;
    std::set<std::string> named_;
};

template <StateNumber T>
void StateVisitor::array(std::string_view name,
                         Buffer<T>& buffer,
                         Shape const& shape,
                         StateFault fault)
{
    require_shape(scope_ + std::string(name), shape, buffer.size());
    entry({std::string(name),
           StateTypeOf<T>::value,
           shape,
           [&buffer](std::span<std::byte> to) {
               if (!to.empty()) {
                   buffer.backend()->download(to.data(), buffer.data(), buffer.bytes());
               }
           },
           [&buffer](std::span<std::byte const> from) {
               if (!from.empty()) {
                   buffer.backend()->upload(buffer.data(), from.data(), buffer.bytes());
               }
           },
           std::move(fault)});
}

template <StateNumber T>
void StateVisitor::array(std::string_view name, std::vector<T>& values, Shape const& shape)
{
    require_shape(scope_ + std::string(name), shape, std::ssize(values));
    entry({std::string(name),
           StateTypeOf<T>::value,
           shape,
           [&values](std::span<std::byte> to) {
               std::ranges::copy(std::as_bytes(std::span(values)), to.begin());
           },
           [&values](std::span<std::byte const> from) {
               std::ranges::copy(from, std::as_writable_bytes(std::span(values)).begin());
           }});
}

template <StateNumber T>
void StateVisitor::counter(std::string_view name, T& value)
{
    entry({std::string(name),
           StateTypeOf<T>::value,
           {},
           [&value](std::span<std::byte> to) {
               std::ranges::copy(std::as_bytes(std::span(&value, 1)), to.begin());
           },
           [&value](std::span<std::byte const> from) {
               std::ranges::copy(from, std::as_writable_bytes(std::span(&value, 1)).begin());
           }});
}

template <StateNumber T>
void StateVisitor::constant(std::string_view name, T value)
{
    entry({std::string(name),
           StateTypeOf<T>::value,
           {},
           [value](std::span<std::byte> to) {
               std::ranges::copy(std::as_bytes(std::span(&value, 1)), to.begin());
           },
           [](std::span<std::byte const>) {},
           [value](std::span<std::byte const> from) {
               T saved{};
               std::ranges::copy(from, std::as_writable_bytes(std::span(&saved, 1)).begin());
               std::ostringstream text;
               if (saved != value) { text << "is " << +saved << ", here it is " << +value; }
               return text.str();
           }});
}

}  // namespace inferno
