//! Barriers of blocks and grids.
#include <cooperative_groups.h>

#include "emulation/kernel_test.hpp"

namespace inferno::test {
namespace {

using BarrierTest = KernelTest;

__global__ void reverse(int* out)
{
    __shared__ int values[128];
    unsigned const t = threadIdx.x;
    values[t]        = static_cast<int>(t + 1000 * blockIdx.x);
    __syncthreads();
    out[blockIdx.x * blockDim.x + t] = values[blockDim.x - 1 - t];
}

TEST_F(BarrierTest, SharedMemoryPassesFromThreadToThread)
{
    for (unsigned const order : {0U, 1U, 2U}) {
        emulation::set_order(order);
        int* const out = make<int>(3 * 128);
        launch(3, 128, reverse, out);
        std::vector<int> const got = download(out, 3 * 128);
        for (int i = 0; i < 3 * 128; ++i) {
            EXPECT_EQ(got[static_cast<std::size_t>(i)], 1000 * (i / 128) + 127 - i % 128);
        }
    }
}

__global__ void reverse_without_barrier(int* out, int from)
{
    __shared__ int values[128];
    unsigned const t = threadIdx.x;
    values[t]        = from + static_cast<int>(t);
    out[t]           = values[127 - t] - from;
}

TEST_F(BarrierTest, ResultsDependOnTheOrderWhereABarrierIsMissing)
{
    std::vector<std::vector<int>> results;
    for (int const order : {0, 1, 2}) {
        emulation::set_order(static_cast<std::uint64_t>(order));
        int* const out = make<int>(128);
        launch(1, 128, reverse_without_barrier, out, 1000 * order);
        results.push_back(download(out, 128));
    }
    EXPECT_NE(results[0], results[1]);
    EXPECT_NE(results[1], results[2]);
}

__global__ void some_exit_first()
{
    if (threadIdx.x == 7) { return; }
    __syncthreads();
}
__global__ void some_exit_later()
{
    if (threadIdx.x < 64) { __syncthreads(); }
}
__global__ void different_barriers()
{
    if (threadIdx.x < 64) {
        __syncthreads();
    } else {
        __syncwarp();
    }
    if (threadIdx.x < 32) { __syncthreads(); }
    if (threadIdx.x == 70) { __syncthreads(); }
    __syncthreads();
}
__global__ void others_wait_in_a_collective()
{
    if (threadIdx.x < 40) {
        __syncthreads();
    } else {
        __syncwarp();
    }
}

TEST_F(BarrierTest, FindsABarrierAfterSomeThreadsHaveExited)
{
    emulation::set_threads(1);
    launch(1, 128, some_exit_first);
    expect_fault(fault(), "barrier reached by part of the block");
    expect_fault(emulation::last_fault(), "thread (7,0,0) of block (0,0,0) exits");
}
TEST_F(BarrierTest, FindsThreadsThatExitWhileOthersWait)
{
    for (unsigned const order : {0U, 1U, 2U}) {
        emulation::reset();
        emulation::set_order(order);
        launch(1, 128, some_exit_later);
        expect_fault(fault(), "barrier reached by part of the block");
    }
}
TEST_F(BarrierTest, FindsThreadsThatWaitAtDifferentBarriers)
{
    for (unsigned const order : {0U, 1U, 2U}) {
        emulation::reset();
        emulation::set_order(order);
        launch(1, 128, different_barriers);
        expect_fault(fault(), "barrier reached by part of the block");
    }
}
TEST_F(BarrierTest, FindsThreadsThatWaitInACollective)
{
    launch(1, 64, others_wait_in_a_collective);
    expect_fault(fault(), "deadlock of a warp collective");
    expect_fault(emulation::last_fault(), "waits at __syncthreads");
}

__global__ void pass_on(int* one, int* two)
{
    auto const grid  = cooperative_groups::this_grid();
    unsigned const n = gridDim.x * blockDim.x;
    unsigned const i = blockIdx.x * blockDim.x + threadIdx.x;
    one[i]           = static_cast<int>(i);
    grid.sync();
    two[i] = one[n - 1 - i];
    grid.sync();
    one[i] = two[i] + 1;
}
__global__ void first_block_skips()
{
    if (blockIdx.x > 0) { cooperative_groups::this_grid().sync(); }
}
__global__ void mixed_barriers()
{
    if (threadIdx.x < 3) {
        cooperative_groups::this_grid().sync();
    } else {
        __syncthreads();
    }
}

//! Each block waits for the word of the next one; block 3 may break down instead of writing its.
__global__ void wait_for_the_next(int volatile* words, bool faulty)
{
    if (faulty && blockIdx.x == 3) { __syncwarp(0); }
    words[blockIdx.x] = 1;
    while (words[(blockIdx.x + 1) % gridDim.x] == 0) {
        __nanosleep(20);
    }
}

TEST_F(BarrierTest, BlocksOfACooperativeGridMayWaitForEachOthersWords)
{
    int* const words = make_zeros<int>(4);
    ASSERT_EQ(launch_cooperatively(4, 32, wait_for_the_next, words, false), cudaSuccess);
    EXPECT_EQ(download(words, 4), (std::vector<int>{1, 1, 1, 1}));
}
TEST_F(BarrierTest, AFaultEndsBlocksThatWaitForWords)
{
    int* const words = make_zeros<int>(4);
    ASSERT_EQ(launch_cooperatively(4, 32, wait_for_the_next, words, true), cudaSuccess);
    expect_fault(fault(), "a lane is missing from its own mask");
}

TEST_F(BarrierTest, TheBlocksOfACooperativeGridMeet)
{
    for (unsigned const order : {0U, 1U}) {
        emulation::set_order(order);
        int* const one = make<int>(128);
        ASSERT_EQ(launch_cooperatively(4, 32, pass_on, one, make<int>(128)), cudaSuccess);
        std::vector<int> const got = download(one, 128);
        for (int i = 0; i < 128; ++i) {
            EXPECT_EQ(got[static_cast<std::size_t>(i)], 128 - i);
        }
    }
}
TEST_F(BarrierTest, FindsAGridBarrierThatSomeBlocksDoNotReach)
{
    launch_cooperatively(4, 32, first_block_skips);
    expect_fault(fault(), "the barrier of the grid");
}
TEST_F(BarrierTest, FindsAGridBarrierThatOthersTakeForABlocks)
{
    launch_cooperatively(2, 32, mixed_barriers);
    expect_fault(fault(), "waits at the barrier of the grid");
}
TEST_F(BarrierTest, FindsAGridBarrierInAnOrdinaryLaunch)
{
    launch(1, 32, pass_on, make<int>(32), make<int>(32));
    expect_fault(fault(), "not launched cooperatively");
}

}  // namespace
}  // namespace inferno::test
