//! Any reducer: those of trace/reducer.hpp, and a program's own.
#pragma once

#include <concepts>
#include <memory>

#include "inferno/trace/reduce.hpp"

namespace inferno {

//! What a reducer is made of; trace/reducer.hpp says what each part does. For one of your own,
//! include inferno/trace/host_loop.hpp in one file and instantiate ReduceStage for it there; on
//! CUDA, add a kernel that knows that stage.
template <class Kind>
concept ReducerModel = std::equality_comparable<Kind> &&
    requires(Kind const& kind, typename Kind::Params const& params, Real kept, Sight seen)
{
    {
        kind.derive(1.0)
        } -> std::same_as<typename Kind::Params>;
    {
        kind.fill()
        } -> std::same_as<Real>;
    {
        kind.interpolation()
        } -> std::same_as<Interpolate>;
    {
        Kind::first(params, seen)
        } -> std::same_as<Real>;
    {
        Kind::next(params, kept, seen)
        } -> std::same_as<Real>;
};

//! What a stage of any reducer reads and writes.
struct ReduceViews {
    Quantity seen, condition = {};
    Real const* before = nullptr;
    RecordView record;
    Index const* already = nullptr;
};

class Reducer {
  public:
    template <ReducerModel Kind>
    Reducer(Kind const& kind)  // NOLINT: a reducer of any kind is a reducer
        : kind_(std::make_shared<Holder<Kind>>(kind))
    {
    }

    std::string_view name() const { return kind_->name(); }
    Real fill() const { return kind_->fill(); }
    Interpolate interpolation() const { return kind_->interpolation(); }
    //! ArgumentError for settings out of range.
    Stage stage(double step_time_ms, ReduceViews const& views) const
    {
        return kind_->stage(step_time_ms, views);
    }
    bool operator==(Reducer const& other) const { return kind_->equals(*other.kind_); }

  private:
    struct Base {
        virtual ~Base()                                                          = default;
        virtual std::string_view name() const                                    = 0;
        virtual Real fill() const                                                = 0;
        virtual Interpolate interpolation() const                                = 0;
        virtual Stage stage(double step_time_ms, ReduceViews const& views) const = 0;
        virtual bool equals(Base const& other) const                             = 0;
    };
    template <class Kind>
    struct Holder final : Base {
        explicit Holder(Kind const& reducer) : kind(reducer) {}
        std::string_view name() const override { return Kind::name; }
        Real fill() const override { return kind.fill(); }
        Interpolate interpolation() const override { return kind.interpolation(); }
        Stage stage(double step_time_ms, ReduceViews const& views) const override
        {
            ReduceStage<Kind> made;
            made.params = kind.derive(step_time_ms);
            if constexpr (requires { kind.criterion; }) { made.criterion = kind.criterion; }
            made.seen      = views.seen;
            made.condition = views.condition;
            made.before    = views.before;
            made.record    = views.record;
            made.already   = views.already;
            return Stage(made);
        }
        bool equals(Base const& other) const override
        {
            auto const* const same = dynamic_cast<Holder const*>(&other);
            return same != nullptr && same->kind == kind;
        }
        Kind kind;
    };
    std::shared_ptr<Base const> kind_;
};

}  // namespace inferno
