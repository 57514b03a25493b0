//! Stages as loops over slices, on threads.
#pragma once

#include "inferno/network/plan.hpp"
#include "inferno/runtime/backend.hpp"

#include "thread_pool.hpp"

namespace inferno::host {

class HostBackend final : public Backend {
  public:
    explicit HostBackend(int threads);

    std::string name() const override { return "host"; }
    std::string description() const override;
    void upload(void* to, void const* from, std::size_t bytes) override;
    void download(void* to, void const* from, std::size_t bytes) const override;
    void copy(void* to, void const* from, std::size_t bytes) override;
    void clear(void* memory, std::size_t bytes) override;
    std::unique_ptr<Staging> make_staging(std::size_t bytes) override;
    void synchronize() const override {}
    std::size_t bytes_free() const override;
    Index preferred_partitions() const override { return pool_.threads(); }

    ThreadPool& pool() { return pool_; }
    //! How many threads are worth waking for so many operations.
    int workers_for(Index operations) const;

  protected:
    void* take(std::size_t bytes) override;
    void give_back(void* memory) noexcept override;
    void run(Stage const& stage) override;
    std::unique_ptr<Program> make_program(Plan plan) override;

  private:
    ThreadPool pool_;
};

}  // namespace inferno::host
