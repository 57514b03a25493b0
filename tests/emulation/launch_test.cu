//! Launches: what is refused, what a kernel sees, and what happens after a fault.
#include <array>

#include "emulation/kernel_test.hpp"

namespace inferno::test {
namespace {

using LaunchTest = KernelTest;

__global__ void nothing() {}
__global__ void number_threads(int* out)
{
    unsigned const block  = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
    unsigned const thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
    unsigned const n      = block * blockDim.x * blockDim.y * blockDim.z + thread;
    out[n]                = static_cast<int>(n);
}
__global__ void count_up(int* counter, float* sum)
{
    atomicAdd(counter, 1);
    atomicAdd(sum, 0.5F);
    atomicMax(counter + 1, static_cast<int>(threadIdx.x));
    atomicMin(counter + 2, -static_cast<int>(threadIdx.x));
    atomicOr(counter + 3, 1 << (threadIdx.x % 32));
    atomicAnd(counter + 4, 0x0F0F);
    atomicXor(counter + 5, 1);
    atomicSub(counter + 6, 2);
    if (atomicCAS(counter + 7, 0, 9) == 0) { atomicExch(counter + 8, 4); }
    __threadfence();
}
struct Big {
    std::array<int, 1000> numbers;
};
__global__ void sum_up(__grid_constant__ Big const big, int* out)
{
    for (int const number : big.numbers) {
        *out += number;
    }
}
__global__ void fails() { __syncwarp(0); }

TEST_F(LaunchTest, RefusesWhatADeviceRefuses)
{
    EXPECT_EQ(launch(1, 1024, nothing), cudaSuccess);
    EXPECT_EQ(launch(1, 1025, nothing), cudaErrorInvalidConfiguration);
    EXPECT_EQ(launch(1, dim3(32, 33), nothing), cudaErrorInvalidConfiguration);
    EXPECT_EQ(launch(0, 32, nothing), cudaErrorInvalidConfiguration);
    EXPECT_EQ(launch(1, 0, nothing), cudaErrorInvalidConfiguration);
    EXPECT_EQ(launch(dim3(1, 65536), 1, nothing), cudaErrorInvalidConfiguration);
    shared_bytes = 48 * 1024 + 1;
    EXPECT_EQ(launch(1, 32, nothing), cudaErrorInvalidValue);
    shared_bytes = 0;
    emulation::set_multiprocessors(2);
    EXPECT_EQ(launch_cooperatively(4, 512, nothing), cudaSuccess);
    EXPECT_EQ(launch_cooperatively(5, 512, nothing), cudaErrorCooperativeLaunchTooLarge);
    EXPECT_EQ(fault(), "");
    EXPECT_EQ(cudaGetLastError(), cudaErrorCooperativeLaunchTooLarge);
    EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(LaunchTest, EveryThreadRunsOnceInEveryOrder)
{
    for (unsigned const order : {0U, 1U, 2U}) {
        for (int const threads : {1, 2, 4}) {
            emulation::set_order(order);
            emulation::set_threads(threads);
            int* const out = make<int>(6 * 210);
            launch(dim3(3, 1, 2), dim3(7, 5, 6), number_threads, out);
            std::vector<int> const got = download(out, 6 * 210);
            for (int n = 0; n < 6 * 210; ++n) {
                EXPECT_EQ(got[static_cast<std::size_t>(n)], n);
            }
        }
    }
}

TEST_F(LaunchTest, AtomicsAreAtomic)
{
    emulation::set_threads(4);
    int* const counter = make_zeros<int>(9);
    float* const sum   = make_zeros<float>(1);
    launch(40, 96, count_up, counter, sum);
    EXPECT_EQ(download(counter, 9), (std::vector<int>{3840, 95, -95, -1, 0, 0, -7680, 9, 4}));
    EXPECT_EQ(download(sum, 1).front(), 1920);
}

TEST_F(LaunchTest, ParametersAreCopiedAtTheLaunch)
{
    Big big{};
    big.numbers.fill(3);
    int* const out = make_zeros<int>(1);
    launch(1, 1, sum_up, big, out);
    big.numbers.fill(5);
    EXPECT_EQ(download(out, 1).front(), 3000);
}

TEST_F(LaunchTest, AFaultEndsTheDeviceUntilItIsReset)
{
    int* const out = make<int>(1);
    ASSERT_EQ(launch(64, 32, fails), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorLaunchFailure);
    expect_fault(emulation::last_fault(), "a lane is missing from its own mask");
    EXPECT_EQ(launch(1, 32, nothing), cudaErrorLaunchFailure);
    EXPECT_EQ(cudaMemsetAsync(out, 0, 4, stream), cudaErrorLaunchFailure);
    void* memory = nullptr;
    EXPECT_EQ(cudaMallocAsync(&memory, 4, stream), cudaErrorLaunchFailure);
    EXPECT_EQ(cudaGetLastError(), cudaErrorLaunchFailure);
    EXPECT_EQ(cudaGetLastError(), cudaErrorLaunchFailure) << "sticky";
    EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
    emulation::reset();
    EXPECT_EQ(emulation::last_fault(), "");
    EXPECT_EQ(launch(1, 32, nothing), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
}

TEST_F(LaunchTest, ANewOrderRunsTheBlocksAndThreadsAnew)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(
        {
            setenv("INFERNO_EMULATION_ORDER", "3", 1);
            setenv("INFERNO_EMULATION_THREADS", "1", 1);
            emulation::reset();
            launch(1, 32, fails);
            cudaStreamSynchronize(stream);
            bool const first = emulation::last_fault().find("thread (0,0,0)") == std::string::npos;
            std::exit(first ? 0 : 1);
        },
        testing::ExitedWithCode(0),
        "")
        << "with a seed, another thread than the first comes first";
}

}  // namespace
}  // namespace inferno::test
