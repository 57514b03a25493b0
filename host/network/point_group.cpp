#include "inferno/network/point_group.hpp"

#include <cmath>
#include <limits>

#include "inferno/network/named.hpp"

namespace inferno {
namespace {

constexpr double words = 4294967296.0;  // 2^32

//! The distribution function of a Poisson number as words: entry k is P(number <= k) 2^32. Ends
//! where no word is larger.
std::vector<std::uint32_t> poisson_table(double mean)
{
    std::vector<std::uint32_t> table;
    double probability = std::exp(-mean);
    double sum         = probability;
    for (double k = 1; sum * words < words - 0.5; ++k) {
        table.push_back(static_cast<std::uint32_t>(sum * words));
        probability *= mean / k;
        if (sum + probability == sum) { break; }
        sum += probability;
    }
    return table;
}

}  // namespace

PointGroup::PointGroup(BackendPointer backend, std::string name, Index size, double step_time_ms)
    : backend_(std::move(backend)),
      name_(std::move(name)),
      size_(size),
      step_time_ms_(step_time_ms),
      fired_count_(backend_, size)
{
}

std::vector<std::string> PointGroup::column_names()
{
    std::vector<std::string> names;
    for (auto const& [name, column] : columns()) {
        names.push_back(name);
    }
    return names;
}

Buffer<Real>& PointGroup::column(std::string_view name)
{
    auto const all = columns();
    return *find_named(all, name, "population \"" + name_ + "\": no column is named")->second;
}

void PointGroup::set(std::string_view name, std::span<Real const> values)
{
    Buffer<Real>& to = column(name);
    INFERNO_REQUIRE(std::ssize(values) == size_,
                    "population \"" << name_ << "\", " << name << ": " << values.size()
                                    << " values given, " << size_ << " expected");
    for (Real const value : values) {
        INFERNO_REQUIRE(
            std::isfinite(value),
            "population \"" << name_ << "\", " << name << ": " << value << " is not finite");
    }
    to.upload(values);
}

//! "population "E", Poisson input: ", if there is such a port.
std::string PointGroup::require_input(char const* kind, int port) const
{
    std::string const who = "population \"" + name_ + "\", " + kind + ": ";
    INFERNO_REQUIRE(ports() > 0, who << "a source takes no input");
    INFERNO_REQUIRE(port >= 0 && port < ports(),
                    who << "port " << port << " is not there, ports are from 0 to " << ports() - 1);
    return who;
}

PointGroup::Steps PointGroup::active_steps(std::string const& who,
                                           double start_ms,
                                           std::optional<double> stop_ms) const
{
    INFERNO_REQUIRE(start_ms >= 0 && std::isfinite(start_ms),
                    who << "start_ms is " << start_ms << ", must be 0 or more");
    INFERNO_REQUIRE(
        !stop_ms || (*stop_ms >= start_ms && std::isfinite(*stop_ms)),
        who << "stop_ms is " << *stop_ms << ", must be at least start_ms (" << start_ms << ")");
    auto const step = [this](double ms) {
        return static_cast<std::uint64_t>(std::llround(ms / step_time_ms_));
    };
    return {step(start_ms), stop_ms ? step(*stop_ms) : std::numeric_limits<std::uint64_t>::max()};
}

void PointGroup::drive(PoissonInput const& input)
{
    std::string const who = require_input("Poisson input", input.port);
    INFERNO_REQUIRE(std::isfinite(input.weight), who << "weight is " << input.weight);
    require_nonnegative(who + "rate_hz", input.rate_hz, size_);
    Steps const steps  = active_steps(who, input.start_ms, input.stop_ms);
    Values const means = input.rate_hz.map([this](double hz) { return hz * step_time_ms_ * 1e-3; });
    for (double const mean : means.list()) {
        INFERNO_REQUIRE(mean <= double{most_poisson_mean},
                        who << mean << " spikes per step, must be at most " << most_poisson_mean);
    }
    drive_              = {};
    drive_.weight       = static_cast<Real>(input.weight);
    drive_.port         = input.port;
    drive_.first_step   = steps.first;
    drive_.end_step     = steps.end;
    bool const by_table = means.uniform() && means.at(0) < double{most_inverted_mean};
    by_table ? set_table(means.at(0)) : set_means(means.list());
}

void PointGroup::noise(NormalInput const& input)
{
    std::string const who = require_input("noise", input.port);
    INFERNO_REQUIRE(input.deviation >= 0 && std::isfinite(input.deviation),
                    who << "deviation is " << input.deviation << ", must be 0 or more");
    Steps const steps = active_steps(who, input.start_ms, input.stop_ms);
    noise_            = {static_cast<Real>(input.deviation), input.port, steps.first, steps.end};
}

void PointGroup::set_table(double mean)
{
    std::vector<std::uint32_t> const table = poisson_table(mean);
    drive_table_                           = Buffer<std::uint32_t>(backend_, std::span(table));
    drive_.table                           = drive_table_.data();
    drive_.table_size                      = static_cast<int>(table.size());
}

void PointGroup::set_means(std::vector<double> const& means)
{
    std::vector<Real> mean, of_zero;
    for (Index n = 0; n < size_; ++n) {
        double const value = means[means.size() == 1 ? 0 : static_cast<std::size_t>(n)];
        mean.push_back(static_cast<Real>(value));
        of_zero.push_back(static_cast<Real>(std::exp(-value)));
    }
    drive_mean_    = Buffer<Real>(backend_, std::span<Real const>(mean));
    drive_of_zero_ = Buffer<Real>(backend_, std::span<Real const>(of_zero));
    drive_.mean    = drive_mean_.data();
    drive_.of_zero = drive_of_zero_.data();
}

void PointGroup::clear()
{
    reset_columns();
    fired_count_.clear();
}

void PointGroup::visit_state(StateVisitor& state)
{
    for (auto const& [name, column] : columns()) {
        state.array(name, *column, {size_});
    }
    state.array("fired_count", fired_count_, {size_});
}

}  // namespace inferno
