#include "inferno/config/spike_files.hpp"

#include <cmath>

#include "inferno/config/npy.hpp"
#include "inferno/core/error.hpp"

#include "config/spike_lists.hpp"

namespace inferno {

SpikeFrames read_spike_frames(std::filesystem::path const& file)
{
    NpyArray const array = read_npy(file);
    Shape const& shape   = array.shape;
    INFERNO_CHECK(FileError,
                  (shape.size() == 2 || shape.size() == 3) && count(shape) > 0,
                  file.string() << ": has shape " << to_string(shape)
                                << ", must be (steps, elements) or (steps, batch, elements)");
    SpikeFrames frames{shape.front(), shape.size() == 3 ? shape[1] : 1, shape.back(), {}};
    for (double const spike : array.as_doubles()) {
        INFERNO_CHECK(FileError,
                      spike == 0 || spike == 1,
                      file.string() << ": holds " << spike << ", spikes are 0 or 1");
        frames.fired.push_back(spike != 0 ? 1 : 0);
    }
    return frames;
}

std::vector<SpikeTime> read_spike_times(std::filesystem::path const& file)
{
    NpyArray const array = read_npy(file);
    try {
        return spike_list(array.shape, array.as_doubles());
    } catch (ArgumentError const& error) {
        throw FileError(file.string() + ": " + error.what());
    }
}

std::vector<SpikeTime> spike_list(Shape const& shape, std::vector<double> const& numbers)
{
    bool const empty = numbers.empty();
    INFERNO_REQUIRE(empty || (shape.size() == 2 && (shape[1] == 2 || shape[1] == 3)),
                    "has shape " << to_string(shape)
                                 << ", must be (spikes, 2), time in ms and element, or (spikes, 3) "
                                    "with the sample");
    auto const whole = [](std::size_t row, double number) {
        INFERNO_REQUIRE(
            number == std::floor(number) && std::fabs(number) < 1e15,
            "times[" << row << "]: holds " << number << ", elements and samples are whole numbers");
        return static_cast<Index>(number);
    };
    std::vector<SpikeTime> list;
    std::size_t const columns = empty ? 2 : static_cast<std::size_t>(shape[1]);
    for (std::size_t at = 0; at < numbers.size(); at += columns) {
        std::size_t const row = at / columns;
        list.push_back({numbers[at],
                        whole(row, numbers[at + 1]),
                        columns == 3 ? whole(row, numbers[at + 2]) : 0});
    }
    return list;
}

}  // namespace inferno
