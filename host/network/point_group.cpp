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

void PointGroup::drive(PoissonInput const& input)
{
    std::string const who = "population \"" + name_ + "\", Poisson input: ";
    INFERNO_REQUIRE(
        input.port >= 0 && input.port < ports(),
        who << "port " << input.port << " is not there, ports are from 0 to " << ports() - 1);
    INFERNO_REQUIRE(std::isfinite(input.weight), who << "weight is " << input.weight);
    require_nonnegative(who + "rate_hz", input.rate_hz, size_);
    INFERNO_REQUIRE(input.start_ms >= 0,
                    who << "start_ms is " << input.start_ms << ", must be 0 or more");
    Values const means = input.rate_hz.map([this](double hz) { return hz * step_time_ms_ * 1e-3; });
    for (double const mean : means.list()) {
        INFERNO_REQUIRE(mean <= double{most_poisson_mean},
                        who << mean << " spikes per step, must be at most " << most_poisson_mean);
    }
    drive_          = {};
    drive_.weight   = static_cast<Real>(input.weight);
    drive_.port     = input.port;
    auto const step = [this](double ms) {
        return static_cast<std::uint64_t>(std::llround(ms / step_time_ms_));
    };
    drive_.first_step = step(input.start_ms);
    drive_.end_step =
        input.stop_ms ? step(*input.stop_ms) : std::numeric_limits<std::uint64_t>::max();
    bool const by_table = means.uniform() && means.at(0) < double{most_inverted_mean};
    by_table ? set_table(means.at(0)) : set_means(means.list());
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
}

}  // namespace inferno
