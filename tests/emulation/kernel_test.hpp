//! Tests that launch kernels of their own on the emulated device.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include "emulation/emulation.hpp"

namespace inferno::test {

//! A fresh device and one stream.
class KernelTest : public testing::Test {
  protected:
    void SetUp() override
    {
        emulation::reset();
        ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
    }
    void TearDown() override
    {
        for (void* const memory : allocated) {
            EXPECT_NE(cudaFreeAsync(memory, stream), cudaErrorInvalidValue);
        }
        cudaStreamDestroy(stream);
        emulation::reset();
    }

    //! Memory on the device, not written yet.
    template <class T>
    T* make(std::size_t count)
    {
        void* memory = nullptr;
        EXPECT_EQ(cudaMallocAsync(&memory, count * sizeof(T), stream), cudaSuccess);
        allocated.push_back(memory);
        return static_cast<T*>(memory);
    }
    template <class T>
    T* make_zeros(std::size_t count)
    {
        T* const memory = make<T>(count);
        EXPECT_EQ(cudaMemsetAsync(memory, 0, count * sizeof(T), stream), cudaSuccess);
        return memory;
    }
    template <class T>
    std::vector<T> download(T const* from, std::size_t count)
    {
        std::vector<T> values(count);
        cudaMemcpyAsync(values.data(), from, count * sizeof(T), cudaMemcpyDeviceToHost, stream);
        EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess) << emulation::last_fault();
        return values;
    }
    template <class... Parameters, class... Arguments>
    cudaError_t launch(dim3 grid, dim3 block, void (*kernel)(Parameters...), Arguments... arguments)
    {
        cudaLaunchConfig_t const config{grid, block, shared_bytes, stream, nullptr, 0};
        return cudaLaunchKernelEx(&config, kernel, arguments...);
    }
    template <class... Parameters, class... Arguments>
    cudaError_t launch_cooperatively(dim3 grid,
                                     dim3 block,
                                     void (*kernel)(Parameters...),
                                     Arguments... arguments)
    {
        cudaLaunchAttribute cooperative{cudaLaunchAttributeCooperative, {1}};
        cudaLaunchConfig_t const config{grid, block, shared_bytes, stream, &cooperative, 1};
        return cudaLaunchKernelEx(&config, kernel, arguments...);
    }
    //! What is wrong with the work in the stream; "" if nothing is.
    std::string fault()
    {
        cudaError_t const code = cudaStreamSynchronize(stream);
        EXPECT_EQ(code != cudaSuccess, !emulation::last_fault().empty()) << cudaGetErrorName(code);
        return emulation::last_fault();
    }

    cudaStream_t stream      = nullptr;
    std::size_t shared_bytes = 0;
    std::vector<void*> allocated;
};

//! The fault must contain these words.
inline void expect_fault(std::string const& fault, std::string const& words)
{
    EXPECT_NE(fault.find(words), std::string::npos) << "the fault is: " << fault;
}

}  // namespace inferno::test
