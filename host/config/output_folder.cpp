#include "config/output_folder.hpp"

#include <algorithm>

#include <unistd.h>

#include "inferno/config/npy.hpp"
#include "inferno/config/write_error.hpp"

#include "config/output_file.hpp"

namespace inferno {

namespace {

namespace fs = std::filesystem;

fs::path partial_name(fs::path path)
{
    path += ".partial-" + std::to_string(::getpid());
    return path;
}

//! False for what is no whole .npy file.
bool holds_rows(fs::path const& file)
{
    try {
        Shape const shape = npy_shape(file);
        return !shape.empty() && shape.front() > 0;
    } catch (FileError const&) {
        return false;
    }
}

//! The folders that have to be made, outermost first.
std::vector<fs::path> missing_folders(fs::path folder)
{
    std::vector<fs::path> missing;
    std::error_code ignored;
    while (!folder.empty() && !fs::exists(folder, ignored)) {
        missing.push_back(folder);
        folder = folder.parent_path();
    }
    std::reverse(missing.begin(), missing.end());
    return missing;
}

void remove_all_of(std::vector<fs::path>& folders)
{
    std::error_code ignored;
    for (; !folders.empty(); folders.pop_back()) {
        fs::remove(folders.back(), ignored);  // only if empty
    }
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder) : folder_(std::move(folder))
{
    std::error_code reason;
    for (fs::path const& path : missing_folders(folder_)) {
        fs::create_directory(path, reason);
        if (reason) { break; }
        made_.push_back(path);
    }
    if (!reason && !fs::is_directory(folder_, reason) && !reason) {
        reason = std::make_error_code(std::errc::not_a_directory);
    }
    try {
        INFERNO_CHECK(
            FileError,
            !reason,
            "output folder " << folder_.string() << ": cannot be written to: " << reason.message());
        fs::path const probe = partial_name(folder_ / "probe");
        OutputFile(probe).close();
        fs::remove(probe);
    } catch (FileError const&) {
        remove_all_of(made_);
        throw;
    }
}

OutputFolder::~OutputFolder()
{
    std::error_code ignored;
    for (fs::path const& path : waiting_) {
        fs::remove(partial_name(path), ignored);
    }
    remove_all_of(made_);
}

fs::path OutputFolder::partial(std::string const& name)
{
    fs::path const path = folder_ / name;
    INFERNO_CHECK(
        FileError, !fs::is_directory(path), path.string() << ": cannot be written: is a folder");
    waiting_.push_back(path);
    return partial_name(path);
}

fs::path OutputFolder::recording(std::string const& name)
{
    fs::path const path = partial(name);
    recordings_.push_back(waiting_.back());
    return path;
}

std::vector<fs::path> OutputFolder::commit()
{
    std::vector<fs::path> written;
    for (fs::path const& path : waiting_) {
        std::error_code reason;
        fs::rename(partial_name(path), path, reason);
        INFERNO_CHECK(
            WriteError, !reason, path.string() << ": cannot be written: " << reason.message());
        written.push_back(path);
    }
    waiting_.clear();
    made_.clear();
    return written;
}

std::vector<fs::path> OutputFolder::keep() noexcept
{
    std::vector<fs::path> kept;
    for (fs::path const& path : recordings_) {
        fs::path const partial = partial_name(path);
        fs::path incomplete    = path;
        incomplete.replace_extension(".incomplete.npy");
        std::error_code reason;
        if (!holds_rows(partial)) { continue; }
        fs::rename(partial, incomplete, reason);
        kept.push_back(reason ? partial : incomplete);
    }
    std::erase_if(waiting_, [&](fs::path const& path) {
        return std::ranges::find(kept, partial_name(path)) != kept.end();
    });
    return kept;
}

}  // namespace inferno
