//! Hooks: what is done to parameters before or after a step, an update or a batch.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inferno/network/connection.hpp"
#include "inferno/update/stage.hpp"

namespace inferno {

//! Scales a parameter to a norm: p <- scale * p / max(|p|, epsilon), the norm over some axes.
class Normalization {
  public:
    struct Config {
        double order   = 1;  //!< of the norm: not 0; infinity is the largest magnitude
        double scale   = 1;  //!< not 0
        double epsilon = 1e-12;
        //! Axes of the parameter's shape over which a norm is taken, counted from the end where
        //! negative; none: over all values together.
        std::vector<int> axes = {};
    };
    //! ArgumentError for a parameter that the connection does not have, and for values out of
    //! range.
    Normalization(std::shared_ptr<Connection> connection,
                  std::string parameter,
                  Config const& config);
    //! Submits the stages that do it, now or, in a recording, in every replayed step.
    void operator()() const;

  private:
    std::shared_ptr<Connection> connection_;
    std::string parameter_;
    NormalizeParameter stage_;
};

//! Keeps a parameter between limits from the time it is run to the next change.
class Clamping {
  public:
    //! ArgumentError unless there is at least one limit and, of two, the low one is less.
    Clamping(std::shared_ptr<Connection> connection,
             std::string parameter,
             std::optional<double> low,
             std::optional<double> high);
    void operator()() const;

  private:
    std::shared_ptr<Connection> connection_;
    std::string parameter_;
    UpdateRule rule_;
};

//! When a hook runs.
enum class HookPoint {
    before_step,
    after_step,
    before_update,
    after_update,
    before_batch,
    after_batch
};

//! Any function; Normalization and Clamping are such.
using Hook = std::function<void()>;

//! In which modes a hook runs.
struct HookModes {
    bool training = true, evaluation = true;
    bool operator==(HookModes const&) const = default;
};

//! Hooks in the order in which they were added. They live as long as they are in here.
class Hooks {
  public:
    using Id = std::size_t;
    //! ArgumentError for a hook that is empty or never runs.
    Id add(HookPoint point, Hook hook, HookModes modes = {});
    //! A hook of an object of its own: forgotten when that is gone.
    Id add_while(std::weak_ptr<void const> alive, HookPoint point, Hook hook, HookModes modes = {});
    //! ArgumentError where there is none of this number.
    void remove(Id id);
    std::size_t size() const;
    void run(HookPoint point, bool training) const;

  private:
    struct Entry {
        Id id;
        HookPoint point;
        Hook hook;
        HookModes modes;
        std::optional<std::weak_ptr<void const>> alive;  //!< none: as long as it is in here

        bool gone() const { return alive && alive->expired(); }
    };
    Id insert(Entry entry);

    std::vector<Entry> entries_;
    Id next_ = 0;
};

}  // namespace inferno
