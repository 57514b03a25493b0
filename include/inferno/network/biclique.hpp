//! All connections, combined, into all neurons.
#pragma once

#include "inferno/network/layer.hpp"

namespace inferno {

//! Every connection feeds every group of neurons: the outputs of the connections that run are
//! combined in the order of the connections, and all groups get the result. Conductances are not
//! combined: all groups get them beside the current, as they are. All pairs are cells.
class Biclique final : public Layer {
  public:
    struct Input {
        std::string name;
        std::shared_ptr<Connection> connection;
        Transform transform = {};  //!< of its output, before the outputs are combined
    };
    struct Output {
        std::string name;
        std::shared_ptr<NeuronGroup> neurons;
        Transform transform = {};  //!< of the current to which the outputs combine
    };
    //! From the (transformed) outputs of the connections that ran, by name, to one current. Called
    //! once for all groups.
    using Function = std::function<RealView(RealViews const& outputs)>;

    //! ArgumentError unless there is at least one connection and one group, and all fit together.
    Biclique(std::vector<Input> connections,
             std::vector<Output> neurons,
             Combine combine = Combine::sum);
    Biclique(std::vector<Input> connections, std::vector<Output> neurons, Function combine);

  protected:
    //! Combines what is there: connections that did not run do not count, in a mean neither.
    NeuronInputs wiring(RealViews const& outputs) override;

  private:
    void add_parts();

    std::vector<Input> inputs_;
    std::vector<Output> outputs_;
    Function function_;
    std::optional<Combination> combination_;  //!< where there is no function
};

}  // namespace inferno
