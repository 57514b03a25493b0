//! Memory that kernels must not touch, or must not read yet.
#include <cstring>

#include "emulation/kernel_test.hpp"
#include "emulation/sanitizers.hpp"

namespace inferno::test {
namespace {

using MemoryTest = KernelTest;

__global__ void add(float const* a, float* sum) { sum[threadIdx.x] += a[threadIdx.x]; }
__global__ void write_at(char* memory, int at) { memory[at] = 1; }
__global__ void read_at(char const* memory, int at, char* out) { *out = memory[at]; }

__global__ void write_shared(int at)
{
    INFERNO_DYNAMIC_SHARED(int, values);
    values[at] = 1;
}
__global__ void write_static_shared(int at, int* out)
{
    __shared__ int values[32];
    values[at] = 1;
    *out       = values[0];
}
__global__ void sum_of_shared(int* out)
{
    INFERNO_DYNAMIC_SHARED(int, values);
    values[threadIdx.x] = static_cast<int>(threadIdx.x);
    __syncthreads();
    if (threadIdx.x > 0) { return; }
    for (unsigned i = 0; i < blockDim.x; ++i) {
        *out += values[i];
    }
}

//! Says that the address sanitizer stops the process, or that a fault is reported.
#define EXPECT_ILLEGAL_ACCESS(work, words)                                       \
    if constexpr (emulation::address_sanitizer) {                                \
        GTEST_FLAG_SET(death_test_style, "threadsafe");                          \
        EXPECT_DEATH((work, cudaStreamSynchronize(stream)), "AddressSanitizer"); \
    } else {                                                                     \
        work;                                                                    \
        expect_fault(fault(), words);                                            \
        EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorIllegalAddress);       \
    }

TEST_F(MemoryTest, FindsReadsOfMemoryThatNobodyWrote)
{
    auto const work = [this](bool clear) {
        float* const a   = clear ? make_zeros<float>(32) : make<float>(32);
        float* const sum = make_zeros<float>(32);
        launch(1, 32, add, a, sum);
        std::vector<float> const got = download(sum, 32);
        std::vector<std::byte> bytes(got.size() * sizeof(float));
        std::memcpy(bytes.data(), got.data(), bytes.size());
        return bytes;
    };
    EXPECT_EQ(emulation::unwritten_memory_read_by([&] { return work(true); }), "");
    EXPECT_EQ(emulation::unwritten_memory_read_by([&] { return work(false); }),
              "memory that nobody wrote has been read: the results differ from byte 0 of 128");
}

TEST_F(MemoryTest, FindsWritesBeyondAnAllocation)
{
    char* const memory = make<char>(100);
    EXPECT_ILLEGAL_ACCESS(launch(1, 1, write_at, memory, 100), "beyond an allocation of 100 bytes");
}
TEST_F(MemoryTest, FindsWritesBeforeAnAllocation)
{
    char* const memory = make<char>(100);
    EXPECT_ILLEGAL_ACCESS(launch(1, 1, write_at, memory, -1), "beyond an allocation of 100 bytes");
}
TEST_F(MemoryTest, FindsReadsBeyondAnAllocationUnderTheSanitizer)
{
    if (!emulation::address_sanitizer) { GTEST_SKIP() << "this build has no address sanitizer"; }
    char* const memory = make_zeros<char>(100);
    char* const out    = make<char>(1);
    EXPECT_ILLEGAL_ACCESS(launch(1, 1, read_at, memory, 100, out), "");
}
TEST_F(MemoryTest, FindsWritesBeyondDynamicSharedMemory)
{
    shared_bytes = 32 * sizeof(int);
    EXPECT_ILLEGAL_ACCESS(launch(1, 1, write_shared, 32),
                          "beyond the dynamic shared memory of 128");
}
TEST_F(MemoryTest, FindsWritesBeyondStaticSharedMemoryUnderTheSanitizer)
{
    if (!emulation::address_sanitizer) { GTEST_SKIP() << "this build has no sanitizers"; }
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    int* const out = make<int>(1);
    EXPECT_DEATH((launch(1, 1, write_static_shared, 32, out), cudaStreamSynchronize(stream)),
                 "index 32 out of bounds");
}
TEST_F(MemoryTest, FindsHostsThatTouchDeviceMemoryUnderTheSanitizer)
{
    if (!emulation::address_sanitizer) { GTEST_SKIP() << "this build has no address sanitizer"; }
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    char* const memory = make_zeros<char>(8);
    ASSERT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
    EXPECT_DEATH(memory[0] = 1, "use-after-poison");
}

TEST_F(MemoryTest, KernelsUseDynamicSharedMemory)
{
    shared_bytes   = 64 * sizeof(int);
    int* const out = make_zeros<int>(1);
    launch(1, 64, sum_of_shared, out);
    EXPECT_EQ(download(out, 1).front(), 63 * 64 / 2);
}

TEST_F(MemoryTest, RefusesCopiesThatLeaveAnAllocation)
{
    char* const memory = make<char>(8);
    char host[16]      = {};
    auto const copy    = [&](void* to, void const* from, std::size_t bytes, cudaMemcpyKind kind) {
        return cudaMemcpyAsync(to, from, bytes, kind, stream);
    };
    EXPECT_EQ(copy(memory, host, 9, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
    EXPECT_EQ(copy(host, memory + 4, 5, cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
    EXPECT_EQ(copy(host, memory, 8, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
    EXPECT_EQ(copy(memory, host, 8, cudaMemcpyDeviceToDevice), cudaErrorInvalidValue);
    EXPECT_EQ(cudaMemsetAsync(memory, 0, 9, stream), cudaErrorInvalidValue);
    EXPECT_EQ(copy(memory + 4, memory, 4, cudaMemcpyDeviceToDevice), cudaSuccess);
}

TEST_F(MemoryTest, MemoryComesToAnEnd)
{
    emulation::set_memory(1000);
    void* memory = nullptr;
    EXPECT_EQ(cudaMallocAsync(&memory, 1001, stream), cudaErrorMemoryAllocation);
    (void)make<char>(600);
    EXPECT_EQ(cudaMallocAsync(&memory, 600, stream), cudaErrorMemoryAllocation);
    std::size_t free = 0, total = 0;
    EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
    EXPECT_EQ(free, 400U);
    EXPECT_EQ(total, 1000U);
}

TEST_F(MemoryTest, FindsMemoryReleasedTwice)
{
    void* memory = nullptr;
    ASSERT_EQ(cudaMallocAsync(&memory, 8, stream), cudaSuccess);
    EXPECT_EQ(cudaFreeAsync(memory, stream), cudaSuccess);
    EXPECT_EQ(cudaFreeAsync(memory, stream), cudaSuccess);
    expect_fault(fault(), "released twice");
}

}  // namespace
}  // namespace inferno::test
