//! A folder that receives all results of a run at once, or none but what was recorded until then.
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
    //! Without commit(): removes what was written, but for what keep() kept, and the folder if it
    //! was made and is empty.
    ~OutputFolder();
    OutputFolder(OutputFolder const&)            = delete;
    OutputFolder& operator=(OutputFolder const&) = delete;

    //! Where to write a file of this name until commit().
    std::filesystem::path partial(std::string const& name);
    //! The same of a .npy file that is of use without its last rows.
    std::filesystem::path recording(std::string const& name);
    //! Gives all files their names, in the order in which they were asked for; returns the paths.
    std::vector<std::filesystem::path> commit();
    //! In place of commit(), where the run has failed and all files are closed: recordings that
    //! hold rows become NAME.incomplete.npy, in place of older ones; returns the paths.
    std::vector<std::filesystem::path> keep() noexcept;

  private:
    std::filesystem::path folder_;
    std::vector<std::filesystem::path> made_;        //!< folders, outermost first
    std::vector<std::filesystem::path> waiting_;     //!< final paths
    std::vector<std::filesystem::path> recordings_;  //!< those of them
};

}  // namespace inferno
