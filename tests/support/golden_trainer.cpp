#include "support/golden_trainer.hpp"

namespace inferno::test {
namespace {

std::unique_ptr<Connection> connection_of_kind(BackendPointer const& backend,
                                               GoldenCase const& golden,
                                               ConnectionConfig const& config)
{
    std::string const kind = golden.text("connection");
    Shape const in = golden.shape("inputs"), out = golden.shape("outputs");
    if (kind == "direct") { return std::make_unique<LinearDirect>(backend, in, config); }
    if (kind == "lateral") { return std::make_unique<LinearLateral>(backend, in, config); }
    if (kind == "conv2d") {
        Conv2DShape shape{.channels = in[0], .height = in[1], .width = in[2], .filters = out[0]};
        shape.kernel = {3, 3};
        return std::make_unique<Conv2D>(backend, shape, config);
    }
    EXPECT_EQ(kind, "dense");
    return std::make_unique<LinearDense>(backend, in, out, config);
}

}  // namespace

std::vector<std::string> trainer_files()
{
    std::vector<std::string> files;
    for (char const* rule : {"stdp",
                             "stable_stdp",
                             "triplet_stdp",
                             "stable_triplet_stdp",
                             "mstdp",
                             "mstdpet",
                             "kernel_stdp",
                             "delay_adjusted_stdp",
                             "delay_adjusted_stdpd",
                             "delay_adjusted_kernel_stdp",
                             "delay_adjusted_kernel_stdpd",
                             "delay_adjusted_mstdp",
                             "delay_adjusted_mstdpd",
                             "linear_homeostasis"}) {
        files.push_back(std::string("trainer_") + rule);
    }
    return files;
}

TrainedParameter trained_parameter(GoldenCase const& golden)
{
    if (golden.expects("bias")) { return {"bias", "bias"}; }
    if (golden.expects("delays_ms")) { return {"delay", "delays_ms"}; }
    return {"weight", "weights"};
}

std::unique_ptr<Connection> trained_connection(BackendPointer const& backend,
                                               GoldenCase const& golden)
{
    ConnectionConfig config;
    config.batch        = golden.size("batch");
    config.step_time_ms = golden.number("step_time_ms");
    config.bias         = golden.expects("bias");
    if (golden.has("delay_ms")) { config.delay_ms = golden.number("delay_ms"); }
    auto connection = connection_of_kind(backend, golden, config);
    connection->set_weight(golden.given("weights_initial"));
    if (config.bias) { connection->set_bias(golden.given("bias_initial")); }
    if (config.delay_ms) { connection->set_delay_ms(golden.given("delays_initial_ms")); }
    connection->make_updater();
    return connection;
}

std::vector<Real> recorded_part(GoldenCase const& golden,
                                std::string const& side,
                                Index step,
                                Shape const& parameter)
{
    std::vector<Real> const recorded = golden.expected_at(side, step);
    if (recorded.empty()) { return {}; }
    auto const size         = static_cast<std::size_t>(count(parameter));
    std::size_t const times = size / recorded.size();
    std::vector<Real> part;
    for (Real const value : recorded) {
        part.insert(part.end(), times, value);
    }
    EXPECT_EQ(part.size(), size) << side << " of step " << step;
    return part;
}

}  // namespace inferno::test
