//! What the benchmarks of single stages share: the sizes of the quickstart, and a clock.
#pragma once

#include "inferno/network/plan.hpp"

#include "support/bench.hpp"

namespace inferno::bench {

inline constexpr Index batch = 20, inputs = 784, outputs = 100;
inline constexpr double activity = 0.05;

//! Measures one stage, replayed.
class StageBench {
  public:
    StageBench(BackendPointer backend, Options const& options)
        : backend_(std::move(backend)),
          repeats_(options.repeats),
          only_(options.only),
          copy_bytes_per_s_(copy_bandwidth(backend_, std::size_t{1} << 16, options.repeats))
    {
        report({"copy/64 KiB",
                backend_->name(),
                "64 KiB",
                double(1 << 17) / copy_bytes_per_s_ * 1e6,
                double(1 << 17),
                0});
    }
    BackendPointer const& backend() const { return backend_; }

    template <class Submit>
    void measure(std::string const& name,
                 std::string const& size,
                 double bytes,
                 double elements,
                 Submit const& submit)
    {
        if (name.find(only_) == std::string::npos) { return; }
        auto const program = record(*backend_, submit);
        program->run(150);  // long enough to fill every record
        double const one     = median_seconds(*backend_, 5, [&] { program->run(20); }) / 20;
        Index const steps    = one > 1e-4 ? 50 : 500;
        double const seconds = median_seconds(*backend_, repeats_, [&] { program->run(steps); });
        report({name,
                backend_->name(),
                size,
                seconds / static_cast<double>(steps) * 1e6,
                bytes,
                elements},
               copy_bytes_per_s_);
    }

  private:
    BackendPointer backend_;
    int repeats_;
    std::string only_;
    double copy_bytes_per_s_;
};

inline std::vector<std::uint8_t> random_flags(Index count,
                                              std::uint64_t seed,
                                              double probability = activity)
{
    std::vector<std::uint8_t> fired;
    for (Real const u : uniform_values(count, 0, 1, seed, Purpose::test)) {
        fired.push_back(u < probability);
    }
    return fired;
}

//! Random spikes with the given activity.
inline SpikeBuffer random_spikes(BackendPointer const& backend, Index elements, std::uint64_t seed)
{
    SpikeBuffer spikes(backend, batch, elements);
    spikes.upload(random_flags(batch * elements, seed));
    return spikes;
}

inline std::string size_text(Index elements) { return "B=20 N=" + std::to_string(elements); }

}  // namespace inferno::bench
