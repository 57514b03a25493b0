#include <gtest/gtest.h>

#include "inferno/core/error.hpp"
#include "inferno/runtime/backend.hpp"

#include "support/compare.hpp"

namespace inferno::test {
namespace {

TEST(MakeBackend, RefusesUnknownNames)
{
    EXPECT_EQ(message_of<ArgumentError>([] { make_backend("hots"); }),
              "backend \"hots\" is unknown (did you mean \"host\"?)");
    EXPECT_EQ(message_of<ArgumentError>([] { make_backend("tpu"); }),
              "backend \"tpu\" is unknown (known: host, cuda, cuda:0, auto)");
    EXPECT_EQ(message_of<ArgumentError>([] { make_backend("cuda:x"); }),
              "backend \"cuda:x\": the device must be a number, as in cuda:0");
    EXPECT_THROW(make_backend("cuda:"), ArgumentError);
    EXPECT_THROW(make_backend("cuda:-1"), ArgumentError);
    EXPECT_THROW(make_backend("cuda:0x"), ArgumentError);
}

TEST(MakeBackend, SaysWhyADeviceIsNotThere)
{
    EXPECT_THROW(make_backend("cuda:4095"), BackendError);
}

TEST(MakeBackend, TakesAThreadCount)
{
    for (int const threads : {1, 2, 3, 8}) {
        EXPECT_EQ(make_backend("host", {threads})->description(),
                  std::to_string(threads) + " threads");
    }
    EXPECT_EQ(message_of<ArgumentError>([] { make_backend("host", {-1}); }),
              "threads: is -1, must not be negative");
}

TEST(MakeBackend, UsesTheProcessorsItMayUse)
{
    EXPECT_NE(make_backend("host")->description(), "0 threads");
    EXPECT_EQ(make_backend("host")->name(), "host");
}

TEST(MakeBackend, AutoIsAlwaysThere) { EXPECT_NE(make_backend("auto"), nullptr); }

TEST(ListBackends, NamesTheHostAndSaysWhetherCudaIsUsable)
{
    auto const backends = list_backends();
    ASSERT_GE(backends.size(), 2U);
    EXPECT_EQ(backends[0].name, "host");
    EXPECT_TRUE(backends[0].usable);
    EXPECT_TRUE(backends[1].name.starts_with("cuda"));
    EXPECT_FALSE(backends[1].description.empty());
}

}  // namespace
}  // namespace inferno::test
