//! Everything that can be wrong with files and arguments: one line that says so, status 2, and
//! nothing written.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "inferno/config/npy.hpp"
#include "inferno/config/state_file.hpp"
#include "inferno/runtime/backend.hpp"

#include "cli/run.hpp"
#include "support/experiment_files.hpp"

namespace inferno::cli {
namespace {

namespace fs = std::filesystem;
using Words  = std::vector<std::string>;

//! A line of bad_input_cases.txt.
struct BadCase {
    std::string name, kind, what, expected;

    friend std::ostream& operator<<(std::ostream& out, BadCase const& bad)
    {
        return out << bad.kind << " " << bad.what;
    }
};

//! `text` cut at a separator, with further cuts left to the last part.
Words split(std::string text, std::string const& separator, std::size_t parts)
{
    Words words;
    for (; words.size() + 1 < parts; text.erase(0, words.back().size() + separator.size())) {
        std::size_t const at = text.find(separator);
        if (at == std::string::npos) { break; }
        words.push_back(text.substr(0, at));
    }
    words.push_back(text);
    return words;
}

std::vector<BadCase> all_cases()
{
    std::ifstream file(std::string(INFERNO_SOURCE_DIR) + "/tests/unit/bad_input_cases.txt");
    std::vector<BadCase> cases;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with("#")) { continue; }
        Words const parts = split(line, " | ", 4);
        if (parts.size() != 4) { throw std::runtime_error("four columns expected: " + line); }
        cases.push_back({parts[0], parts[1], parts[2], parts[3]});
    }
    return cases;
}

//! Every path below a folder.
std::vector<fs::path> listing(fs::path const& folder)
{
    std::vector<fs::path> paths;
    for (auto const& entry : fs::recursive_directory_iterator(folder)) {
        paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

class BadInputTest : public testing::TestWithParam<BadCase> {
  protected:
    BadInputTest()
    {
        test::write_bars(folder_ / "bars");
        for (char const* name : {"empty", "taken/results.json"}) {
            fs::create_directories(folder_ / name);
        }
        for (char const* name : {"cut", "text"}) {
            test::write_bars(folder_ / name);
        }
        fs::resize_file(folder_ / "cut/train-images-idx3-ubyte", 100);
        test::write_text(folder_ / "text/train-images-idx3-ubyte", "these are no pictures at all");
        double const nan = std::numeric_limits<double>::quiet_NaN();
        write_npy(folder_ / "nan.npy", std::vector<double>{1, 2, 3, nan, 5, 6}, {2, 3});
        write_npy(folder_ / "line.npy", std::vector<double>{1, 2, 3}, {3});
        write_npy(folder_ / "numbers.npy", std::vector<double>{1, 2, 3, 4}, {2, 2});
        write_npy(folder_ / "ones.npy", std::vector<double>{1, 1, 1, 1}, {2, 2});
        write_npy(folder_ / "ones3.npy", std::vector<double>{1, 1, 1, 1}, {2, 1, 2});
        write_states();
    }

    //! The state of something else, cut, and with one bit flipped.
    void write_states()
    {
        StateWriter state;
        state.add("voltage", std::vector<Real>{1, 2, 3}, {3});
        state.write(folder_ / "other.safetensors");
        std::string bytes = test::read_text(folder_ / "other.safetensors");
        test::write_text(folder_ / "cut.safetensors", bytes.substr(0, bytes.size() - 2));
        bytes.back() ^= 1;
        test::write_text(folder_ / "flipped.safetensors", bytes);
    }

    test::TemporaryFolder const folder_;
};

std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    std::size_t const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << "the case changes nothing: " << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST_P(BadInputTest, IsRefusedInOneLineAndLeavesNothing)
{
    BadCase const& bad = GetParam();
    bool const network = bad.kind.starts_with("network");
    std::string text =
        network ? test::tiny_network(folder_.path()) : test::tiny_experiment(folder_.path());
    Words words{"run", folder_ / "tiny.json"};
    if (bad.kind.ends_with("set")) {
        words.insert(words.end(), {"--set", bad.what});
    } else if (bad.kind.ends_with("edit")) {
        Words const change = split(bad.what + " ", " -> ", 2);
        text               = replaced(text, change[0], change.at(1));
    } else {
        std::istringstream further(bad.what);
        for (std::string word; further >> word;) {
            bool const placed = word.starts_with("FOLDER");
            words.push_back(placed ? replaced(word, "FOLDER", folder_.path().string()) : word);
        }
    }
    test::write_text(folder_ / "tiny.json", text);
    std::vector<char const*> pointers;
    for (std::string const& word : words) {
        pointers.push_back(word.c_str());
    }

    auto const before = listing(folder_.path());
    std::ostringstream out, error;
    EXPECT_EQ(run(pointers, {out, error}), 2);
    std::string const said = error.str();
    EXPECT_TRUE(said.starts_with("inferno: ")) << said;
    EXPECT_NE(said.find(bad.expected), std::string::npos) << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
    EXPECT_EQ(listing(folder_.path()), before);
}

INSTANTIATE_TEST_SUITE_P(All, BadInputTest, testing::ValuesIn(all_cases()), [](auto const& bad) {
    return bad.param.name;
});

//! Arguments that do not get as far as a file.
TEST(BadArguments, AreRefusedToo)
{
    for (Words const& words : {Words{"fly"},
                               Words{"run"},
                               Words{"check"},
                               Words{"info", "more"},
                               Words{"run", "no/such/file.json"},
                               Words{"check", "."},
                               Words{"--seed", "1"}}) {
        std::vector<char const*> pointers;
        for (std::string const& word : words) {
            pointers.push_back(word.c_str());
        }
        std::ostringstream out, error;
        EXPECT_EQ(run(pointers, {out, error}), 2) << words.front();
        EXPECT_TRUE(error.str().starts_with("inferno: ")) << error.str();
        EXPECT_EQ(out.str(), "");
    }
}

TEST(BadBackend, CudaWithoutAGpuSaysSo)
{
    for (BackendReport const& backend : list_backends()) {
        if (backend.name.starts_with("cuda") && backend.usable) {
            GTEST_SKIP() << "there is a GPU: " << backend.description;
        }
    }
    test::TemporaryFolder const folder;
    test::write_bars(folder / "bars");
    test::write_text(folder / "tiny.json", test::tiny_experiment(folder.path()));
    std::string const file = folder / "tiny.json";
    for (char const* backend : {"cuda", "cuda:99"}) {
        std::vector<char const*> const words{"run", file.c_str(), "--backend", backend};
        std::ostringstream out, error;
        EXPECT_EQ(run(words, {out, error}), 1) << "the device, not the input";
        EXPECT_NE(error.str().find(backend), std::string::npos);
        EXPECT_FALSE(fs::exists(folder / "results"));
    }
}

}  // namespace
}  // namespace inferno::cli
