//! A folder that receives all results of a run at once, or none.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace inferno {

class OutputFolder {
  public:
    //! Makes the folder where needed and makes sure that files can be written there.
    explicit OutputFolder(std::filesystem::path folder);
    ~OutputFolder();  //!< without commit(): removes what was written, and the folder if it was made
    OutputFolder(OutputFolder const&)            = delete;
    OutputFolder& operator=(OutputFolder const&) = delete;

    //! Where to write a file of this name until commit().
    std::filesystem::path partial(std::string const& name);
    //! Gives all files their names, in the order in which they were asked for; returns the paths.
    std::vector<std::filesystem::path> commit();

  private:
    std::filesystem::path folder_;
    std::vector<std::filesystem::path> made_;     //!< folders, outermost first
    std::vector<std::filesystem::path> waiting_;  //!< final paths
};

}  // namespace inferno
