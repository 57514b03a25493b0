#include "inferno/network/plan.hpp"

#include <algorithm>

#include "inferno/core/error.hpp"

namespace inferno {
namespace {

//! Calls found(a, b) for every pair of uses of the same memory of which one writes.
template <class Found>
bool any_clash(Stage const& one, Stage const& two, Found const& found)
{
    for (Use const& a : one.uses()) {
        for (Use const& b : two.uses()) {
            if (a.memory == b.memory && (a.writes || b.writes) && found(a, b)) { return true; }
        }
    }
    return false;
}

}  // namespace

bool Stage::conflicts_with(Stage const& other) const
{
    return any_clash(*this, other, [](Use const&, Use const&) { return true; });
}

bool Stage::waits_for(Stage const& earlier) const
{
    bool const same_split = extent() == earlier.extent();
    return any_clash(*this, earlier, [&](Use const& a, Use const& b) {
        return !(a.own && b.own && same_split);
    });
}

Plan::Plan(std::vector<Stage> const& stages)
{
    std::vector<std::size_t> phase_of(stages.size());
    for (std::size_t s = 0; s < stages.size(); ++s) {
        std::size_t phase = 0;
        for (std::size_t e = 0; e < s; ++e) {
            if (!stages[s].conflicts_with(stages[e])) { continue; }
            phase = std::max(phase, phase_of[e] + (stages[s].waits_for(stages[e]) ? 1 : 0));
        }
        phase_of[s] = phase;
        if (phase == phases_.size()) { phases_.emplace_back(); }
        phases_[phase].push_back(stages[s]);
    }
}

Index Plan::operations() const
{
    Index sum = 0;
    for (Phase const& phase : phases_) {
        for (Stage const& stage : phase) {
            sum += stage.operations();
        }
    }
    return sum;
}

std::string Plan::to_string() const
{
    std::string text;
    for (std::size_t p = 0; p < phases_.size(); ++p) {
        text += "phase " + std::to_string(p) + ":";
        for (Stage const& stage : phases_[p]) {
            text += " " + std::string(stage.type().name);
        }
        text += "\n";
    }
    return text;
}

Recorder::Recorder(Backend& backend) : backend_(&backend)
{
    INFERNO_CHECK(
        StateError, !backend.recording(), "a recorder is already at work on " << backend.name());
    backend.recorder_ = this;
}

Recorder::~Recorder() { backend_->recorder_ = nullptr; }

Stage const* Recorder::stage(std::size_t position) const
{
    return position < stages_.size() && stages_[position] ? &*stages_[position] : nullptr;
}

bool Recorder::take(std::size_t position)
{
    if (stage(position) == nullptr) { return false; }
    for (std::size_t later = position + 1; later < stages_.size(); ++later) {
        if (stages_[later] && stages_[later]->conflicts_with(*stages_[position])) { return false; }
    }
    stages_[position].reset();
    return true;
}

Plan Recorder::plan() const
{
    std::vector<Stage> kept;
    for (std::optional<Stage> const& stage : stages_) {
        if (stage) { kept.push_back(*stage); }
    }
    return Plan(kept);
}

HeldStages::HeldStages(Backend& backend)
{
    if (!backend.recording()) { own_.emplace(backend); }
    recorder_ = backend.recorder();
    first_    = recorder_->position();
}

HeldStages::~HeldStages() { taken_back(); }

std::vector<Stage> HeldStages::taken_back()
{
    std::vector<Stage> held;
    if (recorder_ == nullptr) { return held; }
    for (std::size_t s = first_; s < recorder_->position(); ++s) {
        if (Stage const* const stage = recorder_->stage(s)) { held.push_back(*stage); }
    }
    recorder_->stages_.resize(first_);
    return held;
}

std::vector<Stage> HeldStages::take()
{
    std::vector<Stage> held = taken_back();
    recorder_               = nullptr;
    own_.reset();
    return held;
}

}  // namespace inferno
