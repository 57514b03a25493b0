//! Tests that run on every backend.
//!
//!     class NeuronTest : public BackendTest {};
//!     INFERNO_ON_EVERY_BACKEND(NeuronTest);
//!     TEST_P(NeuronTest, StaysSilentWhileRefractory) { ... *backend ... }
#pragma once

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "inferno/core/error.hpp"
#include "inferno/runtime/backend.hpp"

#include "support/cuda_label.hpp"

namespace inferno::test {

//! One way to run the tests. A test is skipped, with the reason, where make() throws BackendError.
struct BackendChoice {
    char const* label;  //!< part of the test's name
    BackendPointer (*make)();
};

inline std::array const every_backend = {
    BackendChoice{"host_1_thread", [] { return make_backend("host", {1}); }},
    BackendChoice{"host_2_threads", [] { return make_backend("host", {2}); }},
    BackendChoice{cuda_label(), [] { return make_backend("cuda"); }},
};

inline std::vector<std::string> backend_labels()
{
    std::vector<std::string> labels;
    for (BackendChoice const& choice : every_backend) {
        labels.emplace_back(choice.label);
    }
    return labels;
}

inline BackendPointer make_test_backend(std::string_view label)
{
    for (BackendChoice const& choice : every_backend) {
        if (label == choice.label) { return choice.make(); }
    }
    throw ArgumentError("no test backend is called " + std::string(label));
}

//! Gives each test a fresh backend.
class BackendTest : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override
    {
        try {
            backend = make_test_backend(GetParam());
        } catch (BackendError const& absent) {
            GTEST_SKIP() << absent.what();
        }
    }

    BackendPointer backend;
};

}  // namespace inferno::test

#define INFERNO_ON_EVERY_BACKEND(Suite)                       \
    INSTANTIATE_TEST_SUITE_P(                                 \
        Backends,                                             \
        Suite,                                                \
        testing::ValuesIn(::inferno::test::backend_labels()), \
        [](testing::TestParamInfo<std::string> const& choice) { return choice.param; })
