//! A connection: a synapse on every input, and weights, with delays of their own if wanted, that
//! map its currents to targets.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "inferno/network/parameter_layout.hpp"
#include "inferno/network/synapse.hpp"
#include "inferno/network/updater.hpp"
#include "inferno/synapse/delta_current.hpp"
#include "inferno/synapse/delta_plus_current.hpp"
#include "inferno/synapse/double_exponential.hpp"
#include "inferno/synapse/single_exponential.hpp"

namespace inferno {

//! What all kinds of connection are made from.
struct ConnectionConfig {
    Index batch         = 1;
    double step_time_ms = 1;
    AnySynapse synapse  = DeltaCurrent{};
    bool bias           = false;
    //! The longest delay; with it every weight has a delay of its own, 0 at first, trainable.
    std::optional<double> delay_ms = {};
    DelayReading reading           = {};
};

//! What distinguishes the kinds of connection.
struct ConnectionForm {
    ParameterLayout weight;
    bool direct = false;   //!< one to one
    Windows windows;       //!< which inputs reach a target; of one-to-one connections unused
    bool lateral = false;  //!< square, and the diagonal stays zero
};

//! Weights and delays are [targets][sources] towards the user and [sources][targets] in memory,
//! where all that one spike needs lies together. One-to-one connections have [elements] in both.
class Connection {
  public:
    Connection(Connection const&)            = delete;
    Connection& operator=(Connection const&) = delete;
    virtual ~Connection()                    = default;

    BackendPointer const& backend() const { return backend_; }
    Shape const& input_shape() const { return inputs_; }
    Shape const& output_shape() const { return outputs_; }
    Index batch() const { return config_.batch; }
    double step_time_ms() const { return config_.step_time_ms; }

    //! Takes one step's spikes and submits the stages that turn them into target input. Currents
    //! (nA, [batch][inputs] each) are added where the synapse takes any. Throws ArgumentError
    //! unless all are batch x inputs.
    RealView forward(SpikeView spikes, std::span<RealView const> injected_na = {});
    //! Spikes of the last step at the inputs.
    SpikeView synapse_spikes() const { return synapse_->spikes(); }
    Synapse const& synapse() const { return *synapse_; }
    //! Memory of the output.
    RealView output() const;
    //! Output of the last step, [batch][outputs]: nA, or uS of a conductance synapse.
    std::vector<Real> download_output() const { return output_.download(); }
    //! Of a conductance synapse, the potential towards which it drives its targets.
    std::optional<double> reversal_mv() const { return synapse_->reversal_mv(); }

    Shape const& weight_shape() const { return form_.weight.shape; }
    std::vector<Real> weight() const { return form_.weight.from_memory(weight_.download()); }
    //! ArgumentError unless there are count(weight_shape()) finite numbers.
    void set_weight(std::span<Real const> values);
    bool biased() const { return !bias_.empty(); }
    //! One per output or, in a convolution, per filter.
    std::vector<Real> bias() const { return bias_.download(); }
    Index bias_size() const { return bias_.size(); }
    void set_bias(std::span<Real const> values);
    //! True if every weight has a delay, of the weight's shape.
    bool delayed() const { return config_.delay_ms.has_value(); }
    std::vector<Real> delay_ms() const;
    //! ArgumentError unless all are from 0 to the longest delay.
    void set_delay_ms(std::span<Real const> values);
    Buffer<Real> const& weight_memory() const { return weight_; }
    Buffer<Real> const& delay_memory() const { return delay_; }
    //! Calls `follow` after everything that may have changed delays, as long as `follower` lives;
    //! submits what has to follow.
    void on_delays(std::weak_ptr<void> follower, std::function<void()> follow);
    //! True if the past is kept: there are delays, and the longest is not 0.
    bool keeps_past() const { return synapse_->slots() > 1; }

    //! "weight", and "bias" and "delay" where there are any.
    struct Parameter {
        Buffer<Real>* memory;
        ParameterLayout layout;
    };
    //! ArgumentError for a parameter that this connection does not have.
    Parameter parameter(std::string_view name);
    //! To be called after a parameter has been written from outside: clamps and delays follow it.
    void settle(std::string_view name);

    //! Makes weight, bias and delay, as far as they are there, trainable. Calling it again starts
    //! afresh.
    Updater& make_updater();
    //! Null before make_updater().
    Updater* updater() { return updater_.get(); }
    //! Applies what trainers have proposed; nothing without an updater.
    void update();
    //! Forgets spikes and proposals.
    void clear();

    //! Scales the weights to a norm: over the sources of each target (axis -1), over the targets of
    //! each source (axis 0), or all together (no axis).
    void normalize_weight(double order,
                          double scale,
                          std::optional<int> axis = -1,
                          double epsilon          = 1e-12);

    //! The inputs and outputs that each weight (or delay) connects, as rules see them; biases have
    //! one pair each, of the target they belong to with itself.
    WeightPairs pairs(std::string_view parameter = "weight") const;
    //! Adds what a rule proposes to the updater's "weight", "bias" or "delay". StateError without
    //! an updater, ArgumentError if it does not train this parameter.
    template <class Rule>
    void propose(std::string_view parameter, Rule const& rule)
    {
        if constexpr (requires { typename Rule::Anew; }) {
            if (!is_common(rule.reduction)) {
                using Anew = typename Rule::Anew;
                return to_train(parameter).propose(Learn<Anew>{pairs(parameter), Anew{rule}});
            }
        }
        to_train(parameter).propose(Learn<Rule>{pairs(parameter), rule});
    }
    //! Adds what a rule at spikes proposes for the weight; on dense connections with work in
    //! proportion to the spikes. StateError without an updater.
    void propose(SpikeRule const& rule);
    //! Adds what the reward makes of eligibilities that `memory`, recorded at this position, keeps.
    void propose(EligibilityDense const& memory, std::size_t noted_at);
    //! True if every input reaches every output.
    bool dense() const { return !form_.direct && form_.windows.whole != 0; }

    //! Parameters, synapses, the last output and proposals, parameters in the shape that users see;
    //! kind, shapes, batch, step time and the longest delay must be the same.
    void visit_state(StateVisitor& state);

  protected:
    Connection(BackendPointer backend,
               Shape inputs,
               Shape outputs,
               ConnectionConfig const& config,
               ConnectionForm form);

  private:
    //! Targets that share their inputs: outputs or, in a convolution, filters.
    Index targets() const { return form_.weight.shape.front(); }
    Accumulator& to_train(std::string_view parameter);
    void zero_diagonal(std::vector<Real>& memory) const;
    void locate_delays();
    void visit_parameter(StateVisitor& state, std::string_view name);

    BackendPointer backend_;
    Shape inputs_, outputs_;
    ConnectionConfig config_;
    ConnectionForm form_;
    std::unique_ptr<Synapse> synapse_;
    Buffer<Real> output_, weight_, bias_, delay_;
    std::vector<std::pair<std::weak_ptr<void>, std::function<void()>>> delay_followers_;
    std::unique_ptr<Updater> updater_;
};

//! Every input reaches every output.
class LinearDense : public Connection {
  public:
    LinearDense(BackendPointer backend,
                Shape inputs,
                Shape outputs,
                ConnectionConfig const& config);

  protected:
    LinearDense(BackendPointer backend,
                Shape inputs,
                Shape outputs,
                ConnectionConfig const& config,
                bool lateral);
};

//! Every input reaches every output but its own: the diagonal is always zero.
class LinearLateral final : public LinearDense {
  public:
    LinearLateral(BackendPointer backend, Shape shape, ConnectionConfig const& config);
};

//! Input n reaches output n.
class LinearDirect final : public Connection {
  public:
    LinearDirect(BackendPointer backend, Shape shape, ConnectionConfig const& config);
};

//! The shape of a two-dimensional convolution over [channels][height][width].
struct Conv2DShape {
    Index channels = 1, height = 1, width = 1;
    Index filters = 1;
    struct Pair {
        Index y = 1, x = 1;
    };
    Pair kernel   = {1, 1};
    Pair stride   = {1, 1};
    Pair padding  = {0, 0};
    Pair dilation = {1, 1};

    //! floor((size + 2 padding - dilation (kernel - 1) - 1) / stride + 1) on either axis.
    //! ArgumentError for sizes below 1, negative padding, or a kernel that does not fit.
    Pair output() const;
};

//! Every filter looks at every window of the input. Weights are [filters][channels][kernel
//! y][kernel x], outputs [filters][y][x]. Synapses are on inputs, not on windows: they hold the
//! same numbers.
class Conv2D final : public Connection {
  public:
    Conv2D(BackendPointer backend, Conv2DShape const& shape, ConnectionConfig const& config);
};

}  // namespace inferno
