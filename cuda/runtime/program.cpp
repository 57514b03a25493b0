#include "program.hpp"

#include <utility>

namespace inferno::cuda {
namespace {

//! Steps of the long graph. Launching a graph costs the host about as much as launching a few
//! kernels, so 25 steps of a few kernels each make that small; 25 divides the usual run lengths, so
//! that few single steps are left over; and a graph of about a hundred nodes is made quickly.
constexpr Index steps_of_graph = 25;

//! Notes what is launched into a stream. Ends the capture on every path.
class Capture {
  public:
    explicit Capture(cudaStream_t stream) : stream_(stream)
    {
        INFERNO_CUDA_CHECK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal));
    }
    Capture(Capture const&)            = delete;
    Capture& operator=(Capture const&) = delete;
    ~Capture()
    {
        if (stream_ == nullptr) { return; }
        cudaGraph_t graph = nullptr;
        (void)cudaStreamEndCapture(stream_, &graph);
        Graph const dropped(graph);
        (void)cudaGetLastError();
    }
    Graph end()
    {
        cudaGraph_t graph = nullptr;
        INFERNO_CUDA_CHECK(cudaStreamEndCapture(std::exchange(stream_, nullptr), &graph));
        return Graph(graph);
    }

  private:
    cudaStream_t stream_;
};

void launch_all(std::vector<Launch> const& launches, cudaStream_t stream)
{
    for (Launch const& launch : launches) {
        INFERNO_CUDA_CHECK(launch.on(stream));
    }
}

double seconds_between(Event const& start, Event const& end)
{
    float milliseconds = 0;
    INFERNO_CUDA_CHECK(cudaEventElapsedTime(&milliseconds, start.get(), end.get()));
    return static_cast<double>(milliseconds) * 1e-3;
}

}  // namespace

CudaProgram::CudaProgram(std::shared_ptr<CudaBackend> backend, Plan const& plan)
    : backend_(std::move(backend))
{
    for (Phase const& phase : plan.phases()) {
        for (Launch const& launch : backend_->launches_of(phase)) {
            launches_.push_back(launch);
        }
        for (Stage const& stage : phase) {
            stages_.push_back({stage.type().name, stage.type().word, 0});
            stage_launches_.push_back(backend_->launches_of({&stage, 1}).front());
        }
    }
    if (launches_.empty()) { return; }
    backend_->on_device([this] {
        single_step_ = capture(1);
        many_steps_  = capture(steps_of_graph);
    });
}

CudaProgram::~CudaProgram() = default;

GraphExec CudaProgram::capture(Index steps) const
{
    Capture capture(backend_->stream());
    for (Index step = 0; step < steps; ++step) {
        launch_all(launches_, backend_->stream());
    }
    Graph const graph    = capture.end();
    cudaGraphExec_t exec = nullptr;
    INFERNO_CUDA_CHECK(cudaGraphInstantiate(&exec, graph.get(), 0));
    return GraphExec(exec);
}

void CudaProgram::run(Index steps)
{
    if (launches_.empty()) { return; }
    backend_->on_device([&] {
        for (Index left = steps; left > 0;) {
            bool const many = left >= steps_of_graph;
            INFERNO_CUDA_CHECK(
                cudaGraphLaunch((many ? many_steps_ : single_step_).get(), backend_->stream()));
            left -= many ? steps_of_graph : 1;
        }
    });
}

//! Every stage in a launch of its own, between two events.
std::vector<StageTime> CudaProgram::profile(Index steps)
{
    std::vector<StageTime> times = stages_;
    backend_->on_device([&] {
        std::vector<Event> events(times.size() + 1);
        for (Event& event : events) {
            event = make_event();
        }
        cudaStream_t const stream = backend_->stream();
        for (Index step = 0; step < steps; ++step) {
            INFERNO_CUDA_CHECK(cudaEventRecord(events[0].get(), stream));
            for (std::size_t s = 0; s < times.size(); ++s) {
                INFERNO_CUDA_CHECK(stage_launches_[s].on(stream));
                INFERNO_CUDA_CHECK(cudaEventRecord(events[s + 1].get(), stream));
            }
            INFERNO_CUDA_CHECK(cudaStreamSynchronize(stream));
            for (std::size_t s = 0; s < times.size(); ++s) {
                times[s].seconds += seconds_between(events[s], events[s + 1]);
            }
        }
    });
    return times;
}

}  // namespace inferno::cuda
