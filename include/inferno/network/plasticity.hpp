//! How the synapses of a sparse projection learn.
#pragma once

#include <memory>
#include <string_view>

#include "inferno/learn/plastic_rules.hpp"
#include "inferno/runtime/stage.hpp"

namespace inferno {

//! Any rule, as a network sees it.
class PlasticModel {
  public:
    virtual ~PlasticModel()                                                 = default;
    virtual void check() const                                              = 0;
    virtual PlasticLimits limits() const                                    = 0;
    virtual PlasticTiming timing(double step_time_ms) const                 = 0;
    virtual bool slow_traces() const                                        = 0;
    virtual Stage stage(PlasticView const& view, double step_time_ms) const = 0;
};

//! What SynapseConfig::plasticity takes: SparseSTDP{...} or another rule of plastic_rules.hpp, or
//! one of the user's own, whose program then includes learn/plastic_loop.hpp.
class Plasticity {
  public:
    template <class Named>
    requires requires { typename Named::Rule; }
    Plasticity(Named const& named)  // NOLINT: a rule is a plasticity
        : model_(std::make_shared<Model<Named>>(named))
    {
    }
    PlasticModel const& model() const { return *model_; }

  private:
    template <class Named>
    class Model final : public PlasticModel {
      public:
        explicit Model(Named const& named) : named_(named) {}
        void check() const override { named_.check(); }
        PlasticLimits limits() const override { return named_.limits(); }
        PlasticTiming timing(double step_time_ms) const override
        {
            return named_.timing(step_time_ms);
        }
        bool slow_traces() const override { return Named::Rule::slow_traces; }
        Stage stage(PlasticView const& view, double step_time_ms) const override
        {
            return Stage(DeliverPlastic<typename Named::Rule>{
                view, named_.timing(step_time_ms), named_.rule()});
        }

      private:
        Named named_;
    };
    std::shared_ptr<PlasticModel const> model_;
};

}  // namespace inferno
