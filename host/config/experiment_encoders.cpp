#include "config/experiment_reader.hpp"

namespace inferno {

namespace {

struct EncoderKind {
    std::string_view name;
    EncoderDescription (*read)(JsonReader const& reader, Experiment const& experiment);
};

Index read_steps(JsonReader const& reader, std::optional<Index> fallback = {})
{
    return reader.integer("steps", 1, 1'000'000, fallback);
}

//! The description of an encoder, after its own checks on a small one.
template <class EncoderType, class Config>
EncoderDescription described(JsonReader const& reader, Config const& config)
{
    with_path(reader, [&] {
        Config probe = config;
        probe.steps  = 1;
        EncoderType(make_backend("host", {1}), 1, {1}, probe, 0);
    });
    EncoderDescription description;
    description.steps  = config.steps;
    description.online = config.online;
    description.make =
        [config](
            BackendPointer const& backend, Index batch, Shape const& shape, std::uint64_t seed) {
            return std::make_unique<EncoderType>(backend, batch, shape, config, seed);
        };
    return description;
}

EncoderDescription read_homogeneous(JsonReader const& reader, Experiment const& experiment)
{
    HomogeneousPoissonEncoder::Config config;
    config.steps        = read_steps(reader);
    config.step_time_ms = experiment.step_time_ms;
    config.frequency_hz = reader.non_negative("frequency_hz");
    if (reader.has("refractory_ms") && !reader["refractory_ms"].is_null()) {
        config.refractory_ms = reader.positive("refractory_ms");
    }
    config.compensate = reader.boolean("compensate", true);
    config.online     = reader.boolean("online", false);
    return described<HomogeneousPoissonEncoder>(reader, config);
}

EncoderConfig read_config(JsonReader const& reader, Experiment const& experiment, Index steps)
{
    EncoderConfig config;
    config.steps        = steps;
    config.step_time_ms = experiment.step_time_ms;
    config.frequency_hz = reader.non_negative("frequency_hz");
    config.online       = reader.boolean("online", false);
    return config;
}

template <class EncoderType>
EncoderDescription read_plain(JsonReader const& reader, Experiment const& experiment)
{
    return described<EncoderType>(reader, read_config(reader, experiment, read_steps(reader)));
}

//! Its data are values of (samples, steps, inputs...).
EncoderDescription read_inhomogeneous(JsonReader const& reader, Experiment const& experiment)
{
    DataDescription const& data = experiment.data;
    if (data.kind != DataDescription::Kind::values || data.shape.size() < 2) {
        reader["kind"].fail(
            "is \"InhomogeneousBernoulli\", which needs values of (samples, steps, inputs...)");
    }
    Index const steps = read_steps(reader, data.shape.front());
    if (steps != data.shape.front()) {
        reader["steps"].fail("is " + std::to_string(steps) + ", but the data have " +
                             std::to_string(data.shape.front()) + " steps");
    }
    auto description =
        described<InhomogeneousBernoulliEncoder>(reader, read_config(reader, experiment, steps));
    description.input_per_step = true;
    return description;
}

constexpr EncoderKind encoder_kinds[] = {
    {"HomogeneousPoisson", read_homogeneous},
    {"HomogeneousPoissonApprox", read_plain<HomogeneousPoissonApproxEncoder>},
    {"PoissonInterval", read_plain<PoissonIntervalEncoder>},
    {"InhomogeneousBernoulli", read_inhomogeneous}};

}  // namespace

void read_encoder(JsonReader const& root, Experiment& experiment)
{
    bool const spikes = experiment.data.kind == DataDescription::Kind::spikes;
    if (spikes && root.has("encoder")) {
        root["encoder"].fail("must be absent, since the data are spikes already");
    }
    if (spikes) { return; }
    JsonReader const reader = root.object("encoder");
    auto const& kind        = read_kind(reader, encoder_kinds);
    experiment.encoder      = kind.read(reader, experiment);
    Shape& shape            = experiment.data.shape;
    if (experiment.encoder->input_per_step) { shape.erase(shape.begin()); }
}

}  // namespace inferno
