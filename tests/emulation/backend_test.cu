//! The CUDA backend on the emulated device: its reports, its errors, and kernels of a program's
//! own.
#include <gtest/gtest.h>

#include "inferno/network/observation.hpp"
#include "inferno/runtime/buffer.hpp"
#include "inferno/trace/host_loop.hpp"

#include "cuda/runtime/cuda_backend.hpp"
#include "cuda/runtime/devices.hpp"
#include "cuda/stage/phase.cuh"
#include "emulation/emulation.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {

//! A reducer that the library does not know.
struct LargestReducer {
    static constexpr std::string_view name = "largest";
    struct Params {};
    Params derive(double) const { return {}; }
    Real fill() const { return 0; }
    Interpolate interpolation() const { return {Interpolation::previous}; }
    INFERNO_HD static Real first(Params, Sight seen) { return seen.value; }
    INFERNO_HD static Real next(Params, Real kept, Sight seen)
    {
        return kept < seen.value ? seen.value : kept;
    }
    bool operator==(LargestReducer const&) const = default;
};

//! A stage that the library does not know. It doubles values, or breaks the device.
struct Twice {
    static constexpr std::string_view name = "twice";
    static constexpr Word word             = Word::update;

    Real* values = nullptr;
    Index count  = 0;
    bool faulty  = false;

    Index extent() const { return count; }
    Index operations() const { return count; }
    void uses(Uses& list) const { list.writes_own(values); }
    static void on_host(Twice const& stage, Slice slice)
    {
        for (Index i = slice.begin; i < slice.end; ++i) {
            stage.values[i] *= 2;
        }
    }
};

inline Index rows_wanted(Twice const&) { return 1; }

__device__ inline void run(Twice const& stage, cuda::Tile tile)
{
    if (stage.faulty) { __syncwarp(0); }
    if (tile.there && tile.element() < stage.count) { stage.values[tile.element()] *= 2; }
}

}  // namespace inferno::test
template struct inferno::ReduceStage<inferno::test::LargestReducer>;
namespace inferno::test {
namespace {

class BackendTest : public testing::Test {
  protected:
    void SetUp() override { emulation::reset(); }
    void TearDown() override { emulation::reset(); }
    static std::string report()
    {
        BackendReport const first = cuda::list_devices().front();
        return first.name + (first.usable ? ": " : " cannot be used: ") + first.description;
    }
    static bool contains(std::string const& text, std::string const& part)
    {
        return text.find(part) != std::string::npos;
    }
};

TEST_F(BackendTest, ReportsDevices)
{
    EXPECT_EQ(report(), "cuda:0: emulated device, 1.0 GiB, compute capability 9.0");
    EXPECT_EQ(cuda::list_devices().size(), 2U);
    EXPECT_EQ(make_backend("auto")->name(), "cuda:0");
    EXPECT_EQ(make_backend("cuda:1")->name(), "cuda:1");
    EXPECT_EQ(make_backend("cuda")->description(),
              "emulated device, 1.0 GiB, compute capability 9.0");
    EXPECT_TRUE(contains(message_of<BackendError>([] { make_backend("cuda:2"); }),
                         "there are 2 devices, numbered from 0"));
}

TEST_F(BackendTest, ReportsWhyADeviceCannotBeUsed)
{
    emulation::set_compute_capability(7, 5);
    EXPECT_TRUE(contains(report(), "compute capability 7.5: this build needs 8.0")) << report();
    emulation::reset();
    emulation::set_memory_pools(false);
    EXPECT_TRUE(contains(report(), ": the driver offers no memory pools")) << report();
    EXPECT_TRUE(contains(message_of<BackendError>([] { make_backend("cuda"); }), "memory pools"));
    emulation::reset();
    emulation::fail_next("cudaGetDeviceProperties", cudaErrorUnknown);
    EXPECT_EQ(report(), "cuda:0 cannot be used: unknown error");
}

TEST_F(BackendTest, ReportsWhyThereIsNoDevice)
{
    emulation::fail_next("cudaGetDeviceCount", cudaErrorInsufficientDriver);
    EXPECT_EQ(report(), "cuda cannot be used: the CUDA driver is too old for this build");
    emulation::fail_next("cudaGetDeviceCount", cudaErrorNoDevice);
    EXPECT_EQ(report(), "cuda cannot be used: no device");
    emulation::fail_next("cudaGetDeviceCount", cudaErrorInvalidValue);
    EXPECT_EQ(report(), "cuda cannot be used: invalid argument");
    emulation::fail_next("cudaGetDeviceCount", cudaErrorNoDevice);
    EXPECT_EQ(message_of<BackendError>([] { make_backend("cuda"); }),
              "backend \"cuda:0\": no device; use \"host\"");
    EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(BackendTest, SaysHowMuchMemoryIsLeft)
{
    emulation::set_memory(1000);
    BackendPointer const backend = make_backend("cuda");
    Buffer<Real> const some(backend, 100);
    EXPECT_EQ(message_of<BackendError>([&] { Buffer<Real>(backend, 200); }),
              "cuda:0: memory exhausted: 800 bytes asked for, 600 of 1000 free");
    EXPECT_EQ(backend->bytes_in_use(), 400U);
    EXPECT_EQ(cudaGetLastError(), cudaSuccess);
}

TEST_F(BackendTest, AnErrorNamesTheCallAndItsPlace)
{
    BackendPointer const backend = make_backend("cuda");
    Buffer<Real> values(backend, 8);
    emulation::fail_next("cudaMemsetAsync", cudaErrorInvalidValue);
    std::string const message = message_of<cuda::CudaError>([&] { values.clear(); });
    EXPECT_TRUE(contains(message, "cudaMemsetAsync(memory, 0, bytes, stream()) at ")) << message;
    EXPECT_TRUE(contains(message, "cuda_backend.cpp:")) << message;
    EXPECT_TRUE(contains(message, ": cudaErrorInvalidValue, invalid argument")) << message;
    values.clear();
    EXPECT_EQ(values.download(), Reals(8, 0));
}

TEST_F(BackendTest, AnErrorInAConstructorNamesTheBackendToo)
{
    emulation::fail_next("cudaStreamCreateWithFlags", cudaErrorMemoryAllocation);
    std::string const message = message_of<BackendError>([] { make_backend("cuda"); });
    EXPECT_TRUE(contains(message, "backend \"cuda:0\": cudaStreamCreateWithFlags")) << message;
    EXPECT_EQ(emulation::inventory(), emulation::Inventory{});
}

TEST_F(BackendTest, RunsKernelsOfAProgramsOwn)
{
    BackendPointer const backend = make_backend("cuda:1");
    Buffer<Real> values          = reals_on(backend, Reals(100, 3));
    Twice const twice{values.data(), values.size()};
    EXPECT_TRUE(contains(message_of<BackendError>([&] { backend->submit(Stage(twice)); }),
                         "stage \"twice\" is not known to the CUDA backend"));
    cuda::add_kernel(*make_backend("host"), cuda::builtin_kernel());  // nothing happens
    cuda::add_kernel(*backend, cuda::phase_kernel(cuda::Kinds<Twice>{}, cuda::BuiltinKinds{}));
    run_stage(*backend, twice);
    EXPECT_EQ(values.download(), Reals(100, 6));
    record(*backend, [&] { backend->submit(Stage(twice)); })->run(3);
    EXPECT_EQ(values.download(), Reals(100, 48));
    int device = -1;
    EXPECT_EQ(cudaGetDevice(&device), cudaSuccess);
    EXPECT_EQ(device, 0) << "the caller's device is current again";
}

TEST_F(BackendTest, MonitorsTakeReducersOfAProgramsOwn)
{
    using Kinds = cuda::Kinds<ReduceStage<LargestReducer>>;
    for (char const* const name : {"host", "cuda"}) {
        BackendPointer const backend = make_backend(name);
        cuda::add_kernel(*backend, cuda::phase_kernel<1>(Kinds{}, cuda::Kinds<>{}));
        Buffer<Real> values = reals_on(backend, {1, -3});
        Monitor monitor(watched(backend, RealView{values.data(), 2, 1}), {LargestReducer{}, 1, 2});
        for (Reals const& now : {Reals{1, -3}, Reals{4, -5}, Reals{2, -1}}) {
            values.upload(now);
            monitor.observe();
        }
        EXPECT_EQ(monitor.peek(), (Reals{4, -1})) << name;
        EXPECT_EQ(monitor.view(1), (Reals{4, -3})) << name;
    }
    EXPECT_TRUE(Reducer(LargestReducer{}) == Reducer(LargestReducer{}));
    EXPECT_FALSE(Reducer(LargestReducer{}) == Reducer(CAReducer{}));
}

TEST_F(BackendTest, AFaultInAKernelEndsTheBackendAndEveryCallSaysSo)
{
    {
        BackendPointer const backend = make_backend("cuda");
        cuda::add_kernel(*backend, cuda::phase_kernel(cuda::Kinds<Twice>{}, cuda::BuiltinKinds{}));
        Buffer<Real> values = reals_on(backend, Reals(100, 3));
        auto const program  = record(*backend, [&] {
            backend->submit(Stage(Twice{values.data(), values.size(), true}));
        });
        program->run(1);
        std::string const first = message_of<cuda::CudaError>([&] { backend->synchronize(); });
        EXPECT_TRUE(contains(first, "cudaErrorLaunchFailure")) << first;
        EXPECT_TRUE(contains(emulation::last_fault(), "missing from its own mask"));
        std::string const later =
            "cuda:0 has failed and cannot be used any more in this process: " + first;
        EXPECT_EQ(message_of<BackendError>([&] { backend->synchronize(); }), later);
        EXPECT_EQ(message_of<BackendError>([&] { (void)values.download(); }), later);
        EXPECT_EQ(message_of<BackendError>([&] { values.clear(); }), later);
        EXPECT_EQ(message_of<BackendError>([&] { Buffer<Real>(backend, 3); }), later);
        EXPECT_EQ(message_of<BackendError>([&] { program->run(1); }), later);
        EXPECT_EQ(message_of<BackendError>([&] { program->profile(1); }), later);
    }
    EXPECT_EQ(emulation::inventory(), emulation::Inventory{});
    EXPECT_TRUE(
        contains(message_of<BackendError>([] { make_backend("cuda"); }), "cudaErrorLaunchFailure"));
    emulation::reset();
    BackendPointer const fresh = make_backend("cuda");
    EXPECT_EQ(reals_on(fresh, Reals(3, 1)).download(), Reals(3, 1));
}

TEST_F(BackendTest, LongPhasesTakeSeveralLaunches)
{
    BackendPointer const backend = make_backend("cuda");
    cuda::add_kernel(*backend, cuda::phase_kernel(cuda::Kinds<Twice>{}, cuda::BuiltinKinds{}));
    std::vector<Buffer<Real>> values;
    for (int i = 0; i < 30; ++i) {
        values.push_back(reals_on(backend, Reals(40, 1)));
    }
    auto const program = record(*backend, [&] {
        for (Buffer<Real>& one : values) {
            backend->submit(Stage(Twice{one.data(), one.size()}));
        }
    });
    program->run(27);
    for (Buffer<Real> const& one : values) {
        EXPECT_EQ(one.download(), Reals(40, 134217728));
    }
}

}  // namespace
}  // namespace inferno::test
