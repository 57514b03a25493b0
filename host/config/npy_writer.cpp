#include <utility>

#include "inferno/config/npy.hpp"
#include "inferno/core/error.hpp"

#include "config/npy_header.hpp"
#include "config/output_file.hpp"

namespace inferno {

namespace {

constexpr std::size_t most_waiting_bytes = 1 << 20;

}  // namespace

NpyWriter::NpyWriter(std::filesystem::path const& path, std::string type, Shape row_shape)
    : type_(std::move(type)),
      row_shape_(std::move(row_shape)),
      row_bytes_(count(row_shape_) * npy_element_bytes(type_))
{
    INFERNO_REQUIRE(row_bytes_ > 0,
                    "rows of shape " << to_string(row_shape_) << " and type \"" << type_
                                     << "\" cannot be written to " << path.string());
    file_ = std::make_unique<OutputFile>(path);
    write_header(0);
    file_bytes_ = header_bytes_;
}

NpyWriter::NpyWriter(NpyWriter&&) noexcept = default;

NpyWriter::~NpyWriter()
{
    try {
        close();
    } catch (...) {  // a destructor cannot report; the rows that fit are readable
    }
}

void NpyWriter::append_bytes(std::string const& type, std::span<std::byte const> rows)
{
    INFERNO_CHECK(StateError, file_ != nullptr, "rows appended to a closed .npy file");
    INFERNO_REQUIRE(type == type_,
                    file_->path().string() << " holds " << type_ << ", rows are " << type);
    INFERNO_REQUIRE(static_cast<Index>(rows.size()) % row_bytes_ == 0,
                    file_->path().string()
                        << ": rows are " << to_string(row_shape_) << " of " << type_ << ", "
                        << row_bytes_ << " bytes; given " << rows.size());
    waiting_.insert(waiting_.end(), rows.begin(), rows.end());
    rows_ += static_cast<Index>(rows.size()) / row_bytes_;
    if (waiting_.size() >= most_waiting_bytes) { flush(); }
}

//! Rows first, count second: a reader never sees a count without its rows.
void NpyWriter::flush()
{
    if (!file_ || waiting_.empty()) { return; }
    std::vector<std::byte> const rows = std::exchange(waiting_, {});
    try {
        file_->write(file_bytes_, rows);
        file_bytes_ += static_cast<Index>(rows.size());
        write_header(rows_);
    } catch (FileError const&) {
        rows_       = (file_->bytes() - header_bytes_) / row_bytes_;
        file_bytes_ = header_bytes_ + rows_ * row_bytes_;
        file_->shorten(file_bytes_);
        write_header(rows_);
        throw;
    }
}

void NpyWriter::close()
{
    if (!file_) { return; }
    flush();
    file_->close();
    file_.reset();
}

void NpyWriter::write_header(Index rows)
{
    Shape shape = {rows};
    shape.insert(shape.end(), row_shape_.begin(), row_shape_.end());
    std::string const text = npy_header_text(type_, shape);
    file_->write(0, std::as_bytes(std::span(text)));
    header_bytes_ = static_cast<Index>(text.size());
}

}  // namespace inferno
