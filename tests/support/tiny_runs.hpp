//! A small experiment of six neurons that learn, run with changes.
#pragma once

#include <gtest/gtest.h>

#include "inferno/config/experiment_run.hpp"
#include "inferno/config/npy.hpp"

#include "support/builders.hpp"
#include "support/experiment_files.hpp"

namespace inferno::test {

using Changes = std::vector<std::string>;

class TinyRuns : public testing::Test {
  protected:
    TinyRuns()
    {
        write_bars(folder_ / "bars");
        write_text(file_, tiny_experiment(folder_.path()));
    }
    //! The tiny experiment with one training and no test batch per entry of `changes`.
    ExperimentResults run(Changes const& changes, bool replay = true)
    {
        Changes all{"record=[]", "hooks=[]", "updaters.in={\"weight\": {}}"};
        all.insert(all.end(), changes.begin(), changes.end());
        ExperimentRun work(Experiment::load(file_, all),
                           make_backend("host", {1}),
                           ExperimentRun::Options{replay});
        return work.run();
    }
    std::vector<double> values(std::string const& name) const
    {
        return read_npy(folder_ / "results" / name).as_doubles();
    }
    Shape shape(std::string const& name) const
    {
        return read_npy(folder_ / "results" / name).shape;
    }

    TemporaryFolder const folder_;
    std::filesystem::path const file_ = folder_ / "tiny.json";
};

}  // namespace inferno::test
