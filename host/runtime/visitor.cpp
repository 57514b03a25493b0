#include "inferno/state/visitor.hpp"

#include <array>
#include <bit>

namespace inferno {
namespace {

struct TypeRow {
    StateType type;
    std::string_view name;
    Index bytes;
};

constexpr std::array rows = {TypeRow{StateType::boolean, "BOOL", 1},
                             TypeRow{StateType::u8, "U8", 1},
                             TypeRow{StateType::i8, "I8", 1},
                             TypeRow{StateType::u16, "U16", 2},
                             TypeRow{StateType::i16, "I16", 2},
                             TypeRow{StateType::f16, "F16", 2},
                             TypeRow{StateType::bf16, "BF16", 2},
                             TypeRow{StateType::u32, "U32", 4},
                             TypeRow{StateType::i32, "I32", 4},
                             TypeRow{StateType::f32, "F32", 4},
                             TypeRow{StateType::u64, "U64", 8},
                             TypeRow{StateType::i64, "I64", 8},
                             TypeRow{StateType::f64, "F64", 8}};

TypeRow const& row_of(StateType type) { return rows[static_cast<std::size_t>(type)]; }

template <class T>
T element(std::span<std::byte const> bytes, std::size_t n)
{
    T value{};
    std::ranges::copy(bytes.subspan(n * sizeof(T), sizeof(T)),
                      std::as_writable_bytes(std::span(&value, 1)).begin());
    return value;
}

//! Stages take for granted that the unused bits of a row's last word are zero.
std::string fault_of_words(std::span<std::byte const> bytes, Index elements)
{
    auto const per_row     = static_cast<std::size_t>(words_for(elements));
    Index const used       = elements - (words_for(elements) - 1) * word_bits;
    SpikeWord const unused = used == word_bits ? 0 : ~SpikeWord{0} << used;
    for (std::size_t n = per_row - 1; n < bytes.size() / sizeof(SpikeWord); n += per_row) {
        if ((element<SpikeWord>(bytes, n) & unused) != 0) {
            return "has spikes in row " + std::to_string(n / per_row) + " beyond its " +
                   std::to_string(elements) + " elements";
        }
    }
    return {};
}

}  // namespace

static_assert(std::endian::native == std::endian::little, "bytes are stored as they are in memory");

std::string_view name_of(StateType type) { return row_of(type).name; }

Index bytes_per_element(StateType type) { return row_of(type).bytes; }

std::string StateVisitor::checked(std::string_view name)
{
    INFERNO_REQUIRE(!name.empty(), "state: a name is empty");
    return std::string(name);
}

void StateVisitor::require_shape(std::string const& name, Shape const& shape, Index size)
{
    INFERNO_REQUIRE(count(shape) == size,
                    "state \"" << name << "\": shape " << to_string(shape) << " given for " << size
                               << " values");
}

void StateVisitor::entry(StateEntry entry)
{
    entry.name = scope_ + checked(entry.name);
    INFERNO_REQUIRE(named_.insert(entry.name).second,
                    "state: two arrays are called \"" << entry.name << "\"");
    visit(entry);
}

void StateVisitor::constant(std::string_view name, std::string_view text)
{
    std::string const here(text);
    entry({std::string(name),
           StateType::u8,
           {std::ssize(here)},
           [here](std::span<std::byte> to) {
               std::ranges::copy(std::as_bytes(std::span(here)), to.begin());
           },
           [](std::span<std::byte const>) {},
           [here](std::span<std::byte const> from) {
               std::string saved(from.size(), ' ');
               std::ranges::copy(from, std::as_writable_bytes(std::span(saved)).begin());
               return saved == here ? std::string()
                                    : "is \"" + saved + "\", here it is \"" + here + "\"";
           },
           true});
}

void StateVisitor::constant(std::string_view name, Shape const& shape)
{
    entry({std::string(name),
           StateType::i64,
           {std::ssize(shape)},
           [shape](std::span<std::byte> to) {
               std::ranges::copy(std::as_bytes(std::span(shape)), to.begin());
           },
           [](std::span<std::byte const>) {},
           [shape](std::span<std::byte const> from) {
               Shape saved(from.size() / sizeof(Index));
               std::ranges::copy(from, std::as_writable_bytes(std::span(saved)).begin());
               return saved == shape
                          ? std::string()
                          : "is " + to_string(saved) + ", here it is " + to_string(shape);
           },
           true});
}

void StateVisitor::spikes(std::string_view name, SpikeBuffer& spikes)
{
    constant(std::string(name) + "_elements", spikes.elements());
    Index const elements = spikes.elements();
    entry({std::string(name),
           StateType::u32,
           {spikes.slots(), spikes.batch(), words_for(elements)},
           [&spikes](std::span<std::byte> to) {
               spikes.buffer().backend()->download(to.data(), spikes.words(), to.size());
           },
           [&spikes](std::span<std::byte const> from) {
               spikes.buffer().backend()->upload(spikes.words(), from.data(), from.size());
           },
           [elements](std::span<std::byte const> from) { return fault_of_words(from, elements); }});
}

void StateVisitor::position(std::string_view name, Buffer<Index>& position, Index slots)
{
    require_shape(scope_ + std::string(name), {}, position.size());
    entry({std::string(name),
           StateType::i64,
           {},
           [&position](std::span<std::byte> to) {
               position.backend()->download(to.data(), position.data(), to.size());
           },
           [&position](std::span<std::byte const> from) {
               position.backend()->upload(position.data(), from.data(), from.size());
           },
           [slots](std::span<std::byte const> from) {
               auto const slot = element<Index>(from, 0);
               return slot >= 0 && slot < slots
                          ? std::string()
                          : "is " + std::to_string(slot) + ", must be from 0 to " +
                                std::to_string(slots - 1);
           }});
}

}  // namespace inferno
