//! A folder with a tiny experiment: 4 x 4 pictures of bars, 6 + 6 neurons.
#pragma once

#include <filesystem>
#include <string>

namespace inferno::test {

//! A new folder that goes away with its owner.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder const&)            = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

    std::filesystem::path const& path() const { return path_; }
    std::filesystem::path operator/(std::string const& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

//! Eight training and four test pictures of 4 x 4 pixels in three classes, as IDX files.
void write_bars(std::filesystem::path const& folder);

//! The experiment file; its data are in "bars" beside it, its results go to "results".
std::string tiny_experiment(std::filesystem::path const& folder);

//! The file of a small sparse network with two kinds of sources, drives, noise, most rules and
//! synapses that learn; its results go to "results".
std::string tiny_network(std::filesystem::path const& folder);

void write_text(std::filesystem::path const& file, std::string const& text);
std::string read_text(std::filesystem::path const& file);

}  // namespace inferno::test
