#include <cmath>
#include <cstring>

#include "inferno/network/connection.hpp"

namespace inferno {
namespace {

std::string_view kind_of(ConnectionForm const& form)
{
    if (form.direct) { return "direct"; }
    if (form.lateral) { return "lateral"; }
    return form.windows.whole != 0 ? "dense" : "convolution";
}

std::vector<Real> values_in(std::span<std::byte const> bytes)
{
    std::vector<Real> values(bytes.size() / sizeof(Real));
    std::ranges::copy(bytes, std::as_writable_bytes(std::span(values)).begin());
    return values;
}

//! Stages take for granted that the diagonal is zero.
std::string fault_of_diagonal(std::span<std::byte const> bytes)
{
    std::vector<Real> const values = values_in(bytes);
    Index const rows               = std::lround(std::sqrt(static_cast<double>(values.size())));
    for (Index i = 0; i < rows; ++i) {
        if (values[static_cast<std::size_t>(i * rows + i)] != 0) {
            return "has a value on its diagonal, in row " + std::to_string(i) + ": it must be zero";
        }
    }
    return {};
}

}  // namespace

void Connection::visit_state(StateVisitor& state)
{
    INFERNO_CHECK(StateError,
                  !backend_->recording(),
                  "state: a step is being recorded; save and restore before or after that");
    state.constant("kind", kind_of(form_));
    state.constant("inputs", inputs_);
    state.constant("outputs", outputs_);
    state.constant("batch", batch());
    state.constant("step_time_ms", step_time_ms());
    if (form_.windows.whole == 0 && !form_.direct) {
        Windows const& w = form_.windows;
        state.constant(
            "windows",
            Shape{w.stride_y, w.stride_x, w.padding_y, w.padding_x, w.dilation_y, w.dilation_x});
    }
    visit_parameter(state, "weight");
    if (biased()) { visit_parameter(state, "bias"); }
    if (delayed()) {
        visit_parameter(state, "delay");
        if (state.restoring()) { locate_delays(); }
    }
    state.array("output", output_, {batch(), count(outputs_)});
    state.object("synapse", *synapse_);
    if (updater_) { state.object("updater", *updater_); }
}

void Connection::visit_parameter(StateVisitor& state, std::string_view name)
{
    Parameter const shown    = parameter(name);
    bool const square        = form_.lateral && name != "bias";
    StateFault const clamped = updater_ ? (*updater_)[name].fault() : StateFault();
    StateEntry entry;
    entry.name     = name == "delay" ? "delay_ms" : name;
    entry.type     = StateType::f32;
    entry.shape    = shown.layout.shape;
    entry.download = [shown](std::span<std::byte> to) {
        std::vector<Real> const values = shown.layout.from_memory(shown.memory->download());
        std::ranges::copy(std::as_bytes(std::span(values)), to.begin());
    };
    entry.upload = [shown](std::span<std::byte const> from) {
        shown.memory->upload(shown.layout.to_memory(values_in(from)));
    };
    entry.fault = [square, clamped](std::span<std::byte const> from) {
        std::string const fault = square ? fault_of_diagonal(from) : std::string();
        return fault.empty() && clamped ? clamped(from) : fault;
    };
    state.entry(std::move(entry));
}

}  // namespace inferno
