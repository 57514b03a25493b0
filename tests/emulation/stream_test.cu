//! Streams, events, graphs, and calls that are made to fail.
#include "emulation/kernel_test.hpp"

namespace inferno::test {
namespace {

using StreamTest = KernelTest;

__global__ void increase(int* counter, int by) { *counter += by; }
__global__ void double_it(int* counter) { *counter *= 2; }

TEST_F(StreamTest, WorkIsDoneInOrderAndNotBeforeSomebodyWaits)
{
    int* const counter = make_zeros<int>(1);
    int host           = -1;
    launch(1, 1, increase, counter, 3);
    launch(1, 1, double_it, counter);
    cudaMemcpyAsync(&host, counter, sizeof(int), cudaMemcpyDeviceToHost, stream);
    EXPECT_EQ(host, -1) << "a host that does not wait sees nothing";
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
    EXPECT_EQ(host, 6);
}

TEST_F(StreamTest, ALongQueueIsDoneBeforeItGrowsWithoutEnd)
{
    int* const counter = make_zeros<int>(1);
    for (int i = 0; i < 1000; ++i) {
        launch(1, 1, increase, counter, 1);
    }
    EXPECT_EQ(download(counter, 1).front(), 1000);
}

TEST_F(StreamTest, AGraphReplaysWhatWasCaptured)
{
    int* const counter = make_zeros<int>(1);
    ASSERT_EQ(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), cudaSuccess);
    launch(1, 1, increase, counter, 1);
    launch(1, 1, double_it, counter);
    cudaGraph_t graph = nullptr;
    ASSERT_EQ(cudaStreamEndCapture(stream, &graph), cudaSuccess);
    cudaGraphExec_t exec = nullptr;
    ASSERT_EQ(cudaGraphInstantiate(&exec, graph, 0), cudaSuccess);
    EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
    EXPECT_EQ(download(counter, 1).front(), 0) << "nothing ran while it was captured";
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(cudaGraphLaunch(exec, stream), cudaSuccess);
    }
    EXPECT_EQ(cudaGraphExecDestroy(exec), cudaSuccess);
    EXPECT_EQ(download(counter, 1).front(), 14);
    EXPECT_EQ(cudaGraphLaunch(exec, stream), cudaErrorInvalidValue);
}

TEST_F(StreamTest, WaitingEndsACapture)
{
    cudaGraph_t graph = nullptr;
    EXPECT_EQ(cudaStreamEndCapture(stream, &graph), cudaErrorStreamCaptureUnmatched);
    ASSERT_EQ(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorStreamCaptureUnsupported);
    EXPECT_EQ(launch(1, 1, double_it, static_cast<int*>(nullptr)),
              cudaErrorStreamCaptureInvalidated);
    EXPECT_EQ(cudaStreamEndCapture(stream, &graph), cudaErrorStreamCaptureInvalidated);
    EXPECT_EQ(graph, nullptr);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
}

TEST_F(StreamTest, EventsAreReachedWhenTheStreamGetsThere)
{
    cudaEvent_t start = nullptr, end = nullptr;
    ASSERT_EQ(cudaEventCreate(&start), cudaSuccess);
    ASSERT_EQ(cudaEventCreate(&end), cudaSuccess);
    float milliseconds = -1;
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaErrorInvalidResourceHandle);
    cudaEventRecord(start, stream);
    cudaEventRecord(end, stream);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaErrorNotReady);
    cudaStreamSynchronize(stream);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaSuccess);
    EXPECT_GE(milliseconds, 0);
    EXPECT_EQ(cudaEventDestroy(start), cudaSuccess);
    EXPECT_EQ(cudaEventDestroy(start), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaEventDestroy(end), cudaSuccess);
}

TEST_F(StreamTest, AStreamWaitsForEventsOfAnother)
{
    cudaStream_t copies = nullptr;
    cudaEvent_t ready = nullptr, copied = nullptr;
    void* pinned = nullptr;
    ASSERT_EQ(cudaStreamCreateWithFlags(&copies, cudaStreamNonBlocking), cudaSuccess);
    ASSERT_EQ(cudaEventCreateWithFlags(&ready, cudaEventDisableTiming), cudaSuccess);
    ASSERT_EQ(cudaEventCreateWithFlags(&copied, cudaEventDisableTiming), cudaSuccess);
    ASSERT_EQ(cudaMallocHost(&pinned, sizeof(int)), cudaSuccess);
    EXPECT_EQ(cudaEventSynchronize(copied), cudaSuccess) << "never recorded";
    int* const counter  = make_zeros<int>(1);
    auto const& arrived = *static_cast<int const*>(pinned);
    for (int round = 1; round <= 3; ++round) {
        EXPECT_EQ(cudaStreamWaitEvent(stream, copied, 0), cudaSuccess);
        launch(1, 1, increase, counter, 1);
        cudaEventRecord(ready, stream);
        EXPECT_EQ(cudaStreamWaitEvent(copies, ready, 0), cudaSuccess);
        cudaMemcpyAsync(pinned, counter, sizeof(int), cudaMemcpyDeviceToHost, copies);
        cudaEventRecord(copied, copies);
        EXPECT_NE(arrived, round) << "nobody has waited";
        if (round == 2) { continue; }  // the next round's work waits for this round's copy
        EXPECT_EQ(cudaEventSynchronize(copied), cudaSuccess);
        EXPECT_EQ(arrived, round);
    }
    launch(1, 1, increase, counter, 1);
    cudaEventRecord(ready, stream);
    launch(1, 1, increase, counter, 10);
    EXPECT_EQ(cudaEventSynchronize(ready), cudaSuccess);
    cudaMemcpyAsync(pinned, counter, sizeof(int), cudaMemcpyDeviceToHost, copies);
    EXPECT_EQ(cudaStreamSynchronize(copies), cudaSuccess);
    EXPECT_EQ(arrived, 4) << "what comes after the event waits on";
    float milliseconds = 0;
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, ready, copied), cudaErrorInvalidResourceHandle)
        << "they have no clock";
    EXPECT_EQ(emulation::inventory().pinned, 1U);
    EXPECT_EQ(cudaFreeHost(pinned), cudaSuccess);
    EXPECT_EQ(cudaFreeHost(&milliseconds), cudaErrorInvalidValue);
    EXPECT_EQ(cudaEventDestroy(ready), cudaSuccess);
    EXPECT_EQ(cudaStreamWaitEvent(stream, ready, 0), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaEventSynchronize(ready), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaEventDestroy(copied), cudaSuccess);
    EXPECT_EQ(cudaStreamDestroy(copies), cudaSuccess);
}

TEST_F(StreamTest, RefusesTheDefaultStreamOtherDevicesAndUnknownHandles)
{
    int* const counter = make_zeros<int>(1);
    EXPECT_EQ(cudaMemsetAsync(counter, 0, 4, nullptr), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaStreamSynchronize(nullptr), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaStreamDestroy(nullptr), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaFreeAsync(this, stream), cudaErrorInvalidValue);
    EXPECT_EQ(cudaGraphDestroy(nullptr), cudaErrorInvalidValue);
    EXPECT_EQ(cudaGraphExecDestroy(nullptr), cudaErrorInvalidValue);
    EXPECT_EQ(cudaSetDevice(2), cudaErrorInvalidDevice);
    EXPECT_EQ(cudaSetDevice(1), cudaSuccess);
    EXPECT_EQ(launch(1, 1, double_it, counter), cudaErrorInvalidResourceHandle);
    EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
    EXPECT_EQ(launch(1, 1, double_it, counter), cudaSuccess);
    cudaGraphExec_t exec = nullptr;
    EXPECT_EQ(cudaGraphInstantiate(&exec, nullptr, 0), cudaErrorInvalidValue);
}

TEST_F(StreamTest, TheCallThatATestChoosesFails)
{
    void* memory = nullptr;
    emulation::fail_next("cudaMallocAsync", cudaErrorMemoryAllocation);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
    EXPECT_EQ(cudaMallocAsync(&memory, 8, stream), cudaErrorMemoryAllocation);
    EXPECT_EQ(emulation::failed_function(), "cudaMallocAsync");
    EXPECT_EQ(cudaMallocAsync(&memory, 8, stream), cudaSuccess);

    std::size_t const before = emulation::calls();
    emulation::fail_call(2, cudaErrorInvalidValue);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
    EXPECT_EQ(cudaFreeAsync(memory, stream), cudaErrorInvalidValue) << "and it is released";
    EXPECT_EQ(emulation::calls() - before, 2U);
    EXPECT_EQ(emulation::failed_function(), "cudaFreeAsync");
    EXPECT_EQ(emulation::inventory().allocations, 0U);

    emulation::fail_call(1, cudaErrorIllegalAddress);
    EXPECT_EQ(cudaSetDevice(0), cudaErrorIllegalAddress);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorIllegalAddress) << "sticky";
}

TEST_F(StreamTest, ErrorsHaveNames)
{
    EXPECT_STREQ(cudaGetErrorName(cudaErrorIllegalAddress), "cudaErrorIllegalAddress");
    EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
}

}  // namespace
}  // namespace inferno::test
