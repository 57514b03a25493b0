//! A connection: a synapse on every input, and weights that map its currents to targets.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "inferno/mapping/stage.hpp"
#include "inferno/network/synapse.hpp"
#include "inferno/network/updater.hpp"

namespace inferno {

//! What all kinds of connection are made from.
struct ConnectionConfig {
    Index batch         = 1;
    double step_time_ms = 1;
    DeltaCurrent synapse;
    bool bias = false;
};

//! Weights are [targets][sources] towards the user and [sources][targets] in memory, where all that
//! one spike needs lies together. One-to-one connections have [elements] in both.
class Connection {
  public:
    Connection(BackendPointer backend, Shape inputs, Shape outputs, ConnectionConfig const& config);
    Connection(Connection const&)            = delete;
    Connection& operator=(Connection const&) = delete;
    virtual ~Connection()                    = default;

    BackendPointer const& backend() const { return backend_; }
    Shape const& input_shape() const { return inputs_; }
    Shape const& output_shape() const { return outputs_; }
    Index batch() const { return config_.batch; }
    double step_time_ms() const { return config_.step_time_ms; }

    //! Takes one step's spikes and submits the stages that turn them into target input. Throws
    //! ArgumentError unless they are batch x inputs.
    RealView forward(SpikeView spikes);
    //! Spikes of the last step at the inputs.
    SpikeView synapse_spikes() const { return synapse_.spikes(); }
    DeltaSynapse const& synapse() const { return synapse_; }
    //! Output of the last step, [batch][outputs], nA.
    std::vector<Real> download_output() const { return output_.download(); }

    virtual Shape weight_shape() const = 0;
    std::vector<Real> weight() const { return from_memory(weight_.download()); }
    //! ArgumentError unless there are count(weight_shape()) finite numbers.
    void set_weight(std::span<Real const> values);
    bool biased() const { return !bias_.empty(); }
    std::vector<Real> bias() const { return bias_.download(); }
    void set_bias(std::span<Real const> values);
    Buffer<Real> const& weight_memory() const { return weight_; }

    //! Makes weight, and bias if there is one, trainable. Calling it again starts afresh.
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

    //! Adds pair STDP's parts to the updater's weight.
    virtual void propose(StdpView const& stdp) = 0;

    //! From [targets][sources] to memory order, and back.
    virtual std::vector<Real> to_memory(std::span<Real const> values) const   = 0;
    virtual std::vector<Real> from_memory(std::span<Real const> values) const = 0;

  protected:
    virtual void submit_mapping(SpikeView spikes)                           = 0;
    virtual NormalizeParameter normalization(std::optional<int> axis) const = 0;
    //! True if the weight is square and its diagonal stays zero.
    virtual bool lateral() const { return false; }
    void make_weight(Index elements) { weight_ = Buffer<Real>(backend_, elements); }
    Real per_spike_na() const { return synapse_.per_spike_na(); }
    Real* output() { return output_.data(); }
    Real const* weight_data() const { return weight_.data(); }
    Real const* bias_data() const { return bias_.data(); }

  private:
    BackendPointer backend_;
    Shape inputs_, outputs_;
    ConnectionConfig config_;
    DeltaSynapse synapse_;
    Buffer<Real> output_, weight_, bias_;
    std::unique_ptr<Updater> updater_;
};

//! Every input reaches every output.
class LinearDense : public Connection {
  public:
    LinearDense(BackendPointer backend,
                Shape inputs,
                Shape outputs,
                ConnectionConfig const& config);
    Shape weight_shape() const override { return {count(output_shape()), count(input_shape())}; }
    void propose(StdpView const& stdp) override;
    std::vector<Real> to_memory(std::span<Real const> values) const override;
    std::vector<Real> from_memory(std::span<Real const> values) const override;

  protected:
    void submit_mapping(SpikeView spikes) override;
    NormalizeParameter normalization(std::optional<int> axis) const override;
};

//! Every input reaches every output but its own: the diagonal is always zero.
class LinearLateral final : public LinearDense {
  public:
    LinearLateral(BackendPointer backend, Shape shape, ConnectionConfig const& config);
    std::vector<Real> to_memory(std::span<Real const> values) const override;

  protected:
    bool lateral() const override { return true; }
};

//! Input n reaches output n.
class LinearDirect final : public Connection {
  public:
    LinearDirect(BackendPointer backend, Shape shape, ConnectionConfig const& config);
    Shape weight_shape() const override { return {count(input_shape())}; }
    void propose(StdpView const& stdp) override;
    std::vector<Real> to_memory(std::span<Real const> values) const override
    {
        return {values.begin(), values.end()};
    }
    std::vector<Real> from_memory(std::span<Real const> values) const override
    {
        return {values.begin(), values.end()};
    }

  protected:
    void submit_mapping(SpikeView spikes) override;
    NormalizeParameter normalization(std::optional<int> axis) const override;
};

}  // namespace inferno
