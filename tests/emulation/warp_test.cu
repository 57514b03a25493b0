//! Warp collectives: what lanes get, and what is a fault.
#include "emulation/kernel_test.hpp"

namespace inferno::test {
namespace {

constexpr unsigned all_lanes = 0xFFFFFFFFU;
using WarpTest               = KernelTest;

__global__ void shuffle_all_ways(int* out)
{
    int const lane  = static_cast<int>(threadIdx.x);
    out[lane]       = __shfl_sync(all_lanes, lane, 5);
    out[32 + lane]  = __shfl_up_sync(all_lanes, lane, 3);
    out[64 + lane]  = __shfl_down_sync(all_lanes, lane, 3);
    out[96 + lane]  = __shfl_xor_sync(all_lanes, lane, 1);
    out[128 + lane] = __shfl_down_sync(all_lanes, lane, 3, 8);
    out[160 + lane] = static_cast<int>(__shfl_sync(all_lanes, 0.5 * lane, lane + 1, 16) * 2);
}

TEST_F(WarpTest, ShufflesReadOtherLanes)
{
    int* const out = make<int>(6 * 32);
    ASSERT_EQ(launch(1, 32, shuffle_all_ways, out), cudaSuccess);
    std::vector<int> const got = download(out, 6 * 32);
    for (int lane = 0; lane < 32; ++lane) {
        auto const at = [&](int row) { return got[static_cast<std::size_t>(row * 32 + lane)]; };
        EXPECT_EQ(at(0), 5);
        EXPECT_EQ(at(1), lane < 3 ? lane : lane - 3);
        EXPECT_EQ(at(2), lane > 28 ? lane : lane + 3);
        EXPECT_EQ(at(3), lane ^ 1);
        EXPECT_EQ(at(4), lane % 8 > 4 ? lane : lane + 3);
        EXPECT_EQ(at(5), lane / 16 * 16 + (lane + 1) % 16);
    }
}

__global__ void vote_and_reduce(unsigned* out)
{
    unsigned const lane = threadIdx.x;
    if (lane % 2 == 0) {
        unsigned const even  = 0x55555555U;
        unsigned const got[] = {__ballot_sync(even, lane < 8),
                                static_cast<unsigned>(__any_sync(even, lane == 4)),
                                static_cast<unsigned>(__all_sync(even, lane < 31)),
                                __match_any_sync(even, lane / 4),
                                __reduce_add_sync(even, lane),
                                __reduce_min_sync(even, lane + 7),
                                __reduce_max_sync(even, lane),
                                __reduce_and_sync(even, lane | 1),
                                __reduce_or_sync(even, lane),
                                __reduce_xor_sync(even, lane)};
        if (lane == 2) {
            for (int i = 0; i < 10; ++i) {
                out[i] = got[i];
            }
        }
    }
    __syncwarp();
    out[10] = static_cast<unsigned>(__popc(0xF0U) + __ffs(8) + __clz(1) + __popcll(~0ULL) +
                                    __ffsll(1LL << 40));
}

TEST_F(WarpTest, LanesOfAMaskVoteAndReduce)
{
    unsigned* const out = make<unsigned>(11);
    ASSERT_EQ(launch(1, 32, vote_and_reduce, out), cudaSuccess);
    EXPECT_EQ(download(out, 11),
              (std::vector<unsigned>{0x55, 1, 1, 0x5, 240, 7, 30, 1, 30, 0, 4 + 4 + 31 + 64 + 41}));
}

__global__ void not_in_own_mask(int* out)
{
    if (threadIdx.x % 2 == 1) { *out = __shfl_sync(0x55555555U, 1, 0); }
}
__global__ void mask_names_exited_lane(int* out)
{
    if (threadIdx.x >= 20) { return; }
    out[threadIdx.x] = __shfl_sync(all_lanes, 1, 0);
}
__global__ void exits_while_awaited()
{
    if (threadIdx.x == 0) { __syncwarp(); }
}
__global__ void mask_beyond_block() { __syncwarp(all_lanes); }
__global__ void other_operations()
{
    if (threadIdx.x < 16) {
        __syncwarp();
    } else {
        (void)__ballot_sync(all_lanes, 1);
    }
}
__global__ void other_masks() { __syncwarp(threadIdx.x < 16 ? all_lanes : 0xFFFF0001U); }
__global__ void half_waits_at_barrier()
{
    if (threadIdx.x < 16) {
        __syncwarp();
    } else {
        __syncthreads();
    }
}

TEST_F(WarpTest, FindsALaneMissingFromItsOwnMask)
{
    launch(1, 32, not_in_own_mask, make_zeros<int>(1));
    expect_fault(fault(), "a lane is missing from its own mask: thread (1,0,0) of block (0,0,0)");
    expect_fault(emulation::last_fault(), "warp_test.cu:");
}
TEST_F(WarpTest, FindsAMaskThatNamesAnExitedLane)
{
    launch(1, 32, mask_names_exited_lane, make<int>(32));
    expect_fault(fault(), "a mask names a lane that has exited");
}
TEST_F(WarpTest, FindsALaneThatExitsWhileOthersWaitForIt)
{
    launch(1, 32, exits_while_awaited);
    expect_fault(fault(), "thread (1,0,0) of block (0,0,0) exits");
}
TEST_F(WarpTest, FindsAMaskWithLanesThatTheBlockDoesNotHave)
{
    launch(1, 40, mask_beyond_block);
    expect_fault(fault(), "a mask names lanes that the block does not have");
}
TEST_F(WarpTest, FindsLanesThatDisagreeOnTheOperation)
{
    launch(1, 32, other_operations);
    expect_fault(fault(), "lanes disagree on a collective");
}
TEST_F(WarpTest, FindsLanesThatDisagreeOnTheMask)
{
    launch(1, 32, other_masks);
    expect_fault(fault(), "lanes disagree on the mask of a collective");
}
TEST_F(WarpTest, FindsADeadlock)
{
    launch(1, 32, half_waits_at_barrier);
    expect_fault(fault(), "deadlock of a warp collective");
}

__global__ void nested_masks(int* out)
{
    unsigned const lane = threadIdx.x;
    int sum             = 0;
    if (lane == 1 || lane == 2) { sum = static_cast<int>(__reduce_add_sync(6U, lane)); }
    sum += static_cast<int>(__reduce_add_sync(all_lanes, 1));
    out[lane] = sum;
}

TEST_F(WarpTest, SomeLanesMayMeetBeforeAllDo)
{
    for (unsigned const order : {0U, 1U, 2U}) {
        emulation::set_order(order);
        int* const out = make<int>(32);
        launch(1, 32, nested_masks, out);
        std::vector<int> const got = download(out, 32);
        EXPECT_EQ(got[0], 32);
        EXPECT_EQ(got[1], 35);
        EXPECT_EQ(got[2], 35);
    }
}

}  // namespace
}  // namespace inferno::test
