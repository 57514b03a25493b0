//! A plan on a CUDA device: graphs that replay many steps with one call.
#pragma once

#include "inferno/network/plan.hpp"

#include "cuda_backend.hpp"

namespace inferno::cuda {

class CudaProgram final : public Program {
  public:
    CudaProgram(std::shared_ptr<CudaBackend> backend, Plan const& plan);
    ~CudaProgram() override;

    void run(Index steps) override;
    std::vector<StageTime> profile(Index steps) override;

  private:
    GraphExec capture(Index steps) const;

    std::shared_ptr<CudaBackend> backend_;
    std::vector<Launch> launches_;        //!< of one step
    std::vector<StageTime> stages_;       //!< names, for profile
    std::vector<Launch> stage_launches_;  //!< of one step, every stage alone
    GraphExec many_steps_, single_step_;
};

}  // namespace inferno::cuda
