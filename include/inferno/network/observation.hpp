//! Observation: monitors look at a quantity before or after a layer's steps and keep what a reducer
//! makes of it.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "inferno/network/any_reducer.hpp"
#include "inferno/network/layer.hpp"
#include "inferno/network/parameter_layout.hpp"
#include "inferno/state/record.hpp"

namespace inferno {

//! Something to be watched: memory that keeps its place from step to step.
struct Watched {
    BackendPointer backend;
    Quantity quantity;
    ParameterLayout layout;  //!< the shape that a user sees of it, and its order in memory
};

//! Spikes or real numbers, [batch][elements]. ArgumentError where there is no memory.
Watched watched(BackendPointer const& backend, Quantity quantity);
//! The spikes that the connection took last, [batch][inputs].
Watched input_of(Connection const& connection);
//! What it gave last, [batch][outputs].
Watched output_of(Connection const& connection);
//! The spikes of the last step, [batch][neurons].
Watched output_of(NeuronGroup const& neurons);
//! By name, as in a saved state: "voltage_mv", "refractory_ms", ..., [batch][neurons]; "spikes";
//! "adaptation", [neurons][components]. ArgumentError for a name that the model does not have.
Watched state_of(NeuronGroup& neurons, std::string_view name);
//! "weight", "bias" and "delay", shaped as users see them; "output"; "synapse.spikes", and
//! "synapse.NAME" of what the synapse's model remembers.
Watched state_of(Connection& connection, std::string_view name);

//! How and when a monitor looks.
struct MonitorConfig {
    Reducer reducer     = PassthroughReducer{};
    double step_time_ms = 1;
    double duration_ms  = 0;      //!< of the past that can be read
    bool inclusive      = false;  //!< both ends of it
    HookPoint when      = HookPoint::after_step;
    HookModes modes     = {};
    //! What is reduced is the change since the point before `when`, which is then one after
    //! something.
    bool difference = false;

    bool operator==(MonitorConfig const&) const = default;
};

//! Looks at what is watched whenever its layer comes to a point of its step, update or batch; in a
//! recorded step as often as that is replayed. What it keeps starts with the first look.
class Monitor {
  public:
    //! With a condition the reducer's criterion is met where that is not 0. ArgumentError for
    //! settings out of range, and unless both are of one size and on one backend.
    Monitor(Watched seen, MonitorConfig const& config, std::optional<Watched> condition = {});
    Monitor(Monitor const&)            = delete;
    Monitor& operator=(Monitor const&) = delete;

    //! From now on it looks by itself. StateError if a layer has it already.
    void attach(Layer& layer);
    void detach() { attachment_.reset(); }
    bool attached() const { return attachment_ != nullptr; }
    //! Attached or not, it does not look by itself while it is not listening.
    void listen(bool listening) { listening_ = listening; }
    bool listening() const { return listening_; }
    //! Looks, by hand.
    void observe();
    //! Of a difference: what the next observe() compares with is what it is now.
    void prepare();

    //! What it keeps, in backend memory, [slots][batch][elements].
    RecordView memory() { return record_.view(); }
    Shape const& shape() const { return seen_.layout.shape; }
    Index slots() const { return record_.slots(); }
    MonitorConfig const& config() const { return config_; }

    // These download, and are empty before the first look.
    //! The newest.
    std::vector<Real> peek() const;
    //! `time_ms` before it, interpolated as suits the reducer. ArgumentError out of reach.
    std::vector<Real> view(double time_ms, double tolerance_ms = 1e-7) const;
    //! At one or several times for each element, [elements][n].
    std::vector<Real> view(std::span<Real const> times_ms, double tolerance_ms = 1e-7) const;
    //! All slots, oldest first; those that were never written hold what the reducer fills with.
    std::vector<Real> dump() const;

    //! Forgets everything; programs recorded before go on.
    void clear();
    //! Forgets everything and watches something else, of any shape. Programs recorded before must
    //! not run again.
    void watch(Watched seen, std::optional<Watched> condition = {});
    //! Another reach into the past; what is still in reach is kept. Programs recorded before must
    //! not run again.
    void set_duration(double duration_ms, bool inclusive);
    //! Several users may count on what it keeps: watch() and set_duration() are StateErrors from
    //! now on.
    void share() { shared_ = true; }
    //! The record and the number of looks; reducer, shape, step time and slots must be the same.
    void visit_state(StateVisitor& state);

    //! True if a monitor made with these arguments would keep the same numbers from now on.
    bool equals(Watched const& seen,
                MonitorConfig const& config,
                std::optional<Watched> const& condition) const;

  private:
    void require_fit(Watched const& seen, std::optional<Watched> const& condition) const;
    void require_own(char const* change) const;
    Record make_record(Watched const& seen) const;
    Index looks() const { return looks_.download().front(); }
    std::vector<Real> as_seen(std::span<Real const> memory) const;

    MonitorConfig config_;
    Watched seen_;
    std::optional<Watched> condition_;
    Record record_;
    Buffer<Index> looks_;
    Buffer<Real> before_;  //!< of a difference
    bool listening_ = true, shared_ = false;
    std::shared_ptr<char> attachment_;  //!< the layer's hooks last as long as this
};

//! What a trainer of a cell needs: a monitor of the present, or of more, attached to nothing.
std::shared_ptr<Monitor> monitor_of(Cell const& cell,
                                    Watched seen,
                                    Reducer const& reducer,
                                    double duration_ms = 0);

}  // namespace inferno
