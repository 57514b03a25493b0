//! How long does one step of the quickstart network take, with learning and without?
#include <map>

#include "inferno/config/idx.hpp"

#include "support/bench.hpp"
#include "support/quickstart.hpp"

namespace inferno::bench {
namespace {

constexpr Index warm_up_batches = 50;  // thresholds and weights settle, and with them the activity

//! Images of the data set or, where the folder is "synthetic", made up ones that are as bright:
//! pixels within 11 of the centre are uniform in [0, 0.6], the others dark.
class Images {
  public:
    explicit Images(std::string const& folder)
    {
        if (folder == "synthetic") {
            draw_pixels();
        } else {
            pixels_ = read_image_set(folder, "train", images).pixels;
        }
    }
    std::vector<Real> batch(Index number) const
    {
        Index const first =
            number % (images / Quickstart::batch) * Quickstart::batch * Quickstart::pixels;
        std::vector<Real> intensity;
        std::transform(pixels_.begin() + first,
                       pixels_.begin() + first + Quickstart::batch * Quickstart::pixels,
                       std::back_inserter(intensity),
                       [](std::uint8_t pixel) { return static_cast<Real>(pixel) / 255; });
        return intensity;
    }

  private:
    static constexpr Index images = (warm_up_batches + 10) * Quickstart::batch;

    void draw_pixels()
    {
        std::vector<Real> const draws =
            uniform_values(images * Quickstart::pixels, 0, 153, 1, Purpose::test);
        for (Index i = 0; i < images * Quickstart::pixels; ++i) {
            Index const pixel = i % Quickstart::pixels;
            Index const x = pixel % 28 - 14, y = pixel / 28 - 14;
            bool const bright = x * x + y * y < 11 * 11;
            pixels_.push_back(bright ? static_cast<std::uint8_t>(draws[static_cast<std::size_t>(i)])
                                     : std::uint8_t{0});
        }
    }

    std::vector<std::uint8_t> pixels_;
};

void per_word(Quickstart& network, std::string const& backend, bool learn)
{
    std::map<Word, double> seconds;
    for (StageTime const& time : network.profile(learn)) {
        seconds[time.word] += time.seconds;
    }
    network.finish_batch(learn);
    for (auto const& [word, total] : seconds) {
        report({std::string(learn ? "train/" : "test/") + std::string(name_of(word)),
                backend,
                "per step, profiled",
                total * 1e6 / Quickstart::steps,
                0,
                0});
    }
}

void run(Options const& options)
{
    BackendPointer const backend = make_backend(options.backend, {options.threads});
    Images const images(options.data);
    Quickstart network(backend, 1);
    Index batch = 0;
    for (; batch < warm_up_batches; ++batch) {
        network.encode(images.batch(batch));
        network.run(true);
        network.finish_batch(true);
    }
    for (bool const learn : {true, false}) {
        std::vector<double> encode, steps;
        for (int r = 0; r < options.repeats; ++r, ++batch) {
            std::vector<Real> const intensity = images.batch(batch);
            encode.push_back(median_seconds(*backend, 1, [&] { network.encode(intensity); }));
            steps.push_back(median_seconds(*backend, 1, [&] { network.run(learn); }));
            network.finish_batch(learn);
        }
        for (auto* const times : {&encode, &steps}) {
            std::sort(times->begin(), times->end());
        }
        auto const middle      = static_cast<std::size_t>(options.repeats / 2);
        double const per_step  = 1e6 / Quickstart::steps;
        std::string const name = learn ? "quickstart/train" : "quickstart/test";
        std::string const size =
            "B=20 784->100, " + std::to_string(options.threads) + " threads asked for";
        report({name + " step", backend->name(), size, steps[middle] * per_step, 0, 0});
        report({name + " encode", backend->name(), size, encode[middle] * per_step, 0, 0});
        report({name + " step and encode",
                backend->name(),
                size,
                (steps[middle] + encode[middle]) * per_step,
                0,
                0});
        network.encode(images.batch(batch++));
        per_word(network, backend->name(), learn);
    }
}

}  // namespace
}  // namespace inferno::bench

int main(int count, char** words)
{
    return inferno::bench::run_main(count, words, inferno::bench::run);
}
