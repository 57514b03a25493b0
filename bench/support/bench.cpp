#include "support/bench.hpp"

#include <cstdio>
#include <cstdlib>

namespace inferno::bench {

Options parse_options(int count, char const* const* words)
{
    Options options;
    for (int w = 1; w < count; w += 2) {
        std::string const name = words[w];
        INFERNO_REQUIRE(w + 1 < count, name << ": a value must follow");
        std::string const value = words[w + 1];
        if (name == "--backend") {
            options.backend = value;
        } else if (name == "--data") {
            options.data = value;
        } else if (name == "--threads") {
            options.threads = std::atoi(value.c_str());
        } else if (name == "--repeats") {
            options.repeats = std::max(1, std::atoi(value.c_str()));
        } else if (name == "--only") {
            options.only = value;
        } else {
            constexpr std::string_view known[] = {
                "--backend", "--data", "--threads", "--repeats", "--only"};
            throw ArgumentError(name + ": unknown option" + suggestion(name, known));
        }
    }
    return options;
}

void report(Row const& row, double copy_bytes_per_s)
{
    double const seconds = row.microseconds * 1e-6;
    std::printf(R"({"name": "%s", "backend": "%s", "size": "%s", "us": %.3f)",
                row.name.c_str(),
                row.backend.c_str(),
                row.size.c_str(),
                row.microseconds);
    if (row.least_microseconds > 0) {
        std::printf(R"(, "least_us": %.3f)", row.least_microseconds);
    }
    if (row.elements > 0) {
        std::printf(R"(, "ns_per_element": %.3f)", seconds * 1e9 / row.elements);
    }
    if (row.bytes > 0) { std::printf(R"(, "gb_per_s": %.2f)", row.bytes / seconds * 1e-9); }
    if (row.bytes > 0 && copy_bytes_per_s > 0) {
        std::printf(R"(, "of_copy": %.3f)", row.bytes / seconds / copy_bytes_per_s);
    }
    std::printf("}\n");
    std::fflush(stdout);
}

double copy_bandwidth(BackendPointer const& backend, std::size_t bytes, int repeats)
{
    Buffer<Real> from(backend, static_cast<Index>(bytes / sizeof(Real)));
    Buffer<Real> to(backend, from.size());
    int const rounds = static_cast<int>(std::max<std::size_t>(1, (std::size_t{1} << 24) / bytes));
    double const seconds = median_seconds(*backend, repeats, [&] {
        for (int r = 0; r < rounds; ++r) {
            to.copy_from(from);
        }
    });
    return 2.0 * static_cast<double>(from.bytes()) * rounds / seconds;
}

namespace {

struct Triad {
    static constexpr std::string_view name = "triad";
    static constexpr Word word             = Word::mapping;

    float* a;
    float const *b, *c;
    Index elements;

    Index extent() const { return elements; }
    Index operations() const { return elements; }
    void uses(Uses& list) const { list.reads_own(b).reads_own(c).writes_own(a); }
    static void on_host(Triad const& stage, Slice slice)
    {
        float* const a       = stage.a;
        float const* const b = stage.b;
        float const* const c = stage.c;
#pragma GCC ivdep
        for (Index k = slice.begin; k < slice.end; ++k) {
            a[k] = b[k] + 3.0F * c[k];
        }
    }
};

}  // namespace

double stream_bandwidth(BackendPointer const& backend, int repeats)
{
    constexpr std::size_t bytes = std::size_t{1} << 28;
    if (backend->name() != "host") { return copy_bandwidth(backend, bytes, repeats); }
    Buffer<float> a(backend, static_cast<Index>(bytes / sizeof(float)));
    Buffer<float> b(backend, a.size());
    Buffer<float> c(backend, a.size());
    double const seconds = median_seconds(*backend, repeats, [&] {
        backend->submit(Stage(Triad{a.data(), b.data(), c.data(), a.size()}));
    });
    return 3.0 * static_cast<double>(bytes) / seconds;
}

int run_main(int count, char const* const* words, void (*body)(Options const&))
{
    try {
        body(parse_options(count, words));
        return EXIT_SUCCESS;
    } catch (std::exception const& error) {
        std::fprintf(stderr, "%s: %s\n", words[0], error.what());
        return 2;
    }
}

}  // namespace inferno::bench
