#include "inferno/config/network_state.hpp"

#include "inferno/config/state_file.hpp"

namespace inferno {
namespace {

class SavingVisitor : public StateVisitor {
  public:
    explicit SavingVisitor(StateWriter& file) : file_(file) {}
    bool restoring() const override { return false; }

  protected:
    void visit(StateEntry const& entry) override
    {
        Index const size = count(entry.shape) * bytes_per_element(entry.type);
        std::vector<std::byte> bytes(static_cast<std::size_t>(size));
        entry.download(bytes);
        file_.add(entry.name, entry.type, entry.shape, std::move(bytes));
    }

  private:
    StateWriter& file_;
};

//! Checks in its first pass, and uploads in its second.
class RestoringVisitor : public StateVisitor {
  public:
    explicit RestoringVisitor(StateReader const& file) : file_(file) {}
    bool restoring() const override { return restoring_; }

    void check_rest(RestoreOptions options) const
    {
        for (std::string const& name : file_.names()) {
            INFERNO_CHECK(FileError,
                          options.partly || taken_.contains(name),
                          file_.path().string()
                              << ": holds an array \"" << name << "\" that nothing here takes");
        }
    }
    void start_second_pass()
    {
        start_again();
        restoring_ = true;
    }

  protected:
    void visit(StateEntry const& entry) override
    {
        StateArray const& array = found(entry);
        if (restoring_) {
            entry.upload(array.bytes);
            return;
        }
        std::string const fault = entry.fault ? entry.fault(array.bytes) : std::string();
        INFERNO_CHECK(FileError,
                      fault.empty(),
                      file_.path().string() << ": array \"" << entry.name << "\" " << fault);
        taken_.insert(entry.name);
    }

  private:
    StateArray const& found(StateEntry const& entry) const
    {
        if (!entry.any_shape) { return file_.at(entry.name, entry.type, entry.shape); }
        return file_.at(entry.name, entry.type, file_.at(entry.name).shape);
    }

    StateReader const& file_;
    std::set<std::string> taken_;
    bool restoring_ = false;
};

class HashingVisitor : public StateVisitor {
  public:
    explicit HashingVisitor(Hash& hash) : hash_(hash) {}
    bool restoring() const override { return false; }

  protected:
    //! Floats by value, for NaNs differ between processors; all else by byte.
    void visit(StateEntry const& entry) override
    {
        Index const size = count(entry.shape) * bytes_per_element(entry.type);
        std::vector<std::byte> bytes(static_cast<std::size_t>(size));
        entry.download(bytes);
        if (entry.type == StateTypeOf<Real>::value) {
            std::vector<Real> values(bytes.size() / sizeof(Real));
            std::ranges::copy(bytes, std::as_writable_bytes(std::span(values)).begin());
            return hash_.add(std::span<Real const>(values));
        }
        for (std::byte const byte : bytes) {
            hash_.add(std::to_integer<std::uint32_t>(byte));
        }
    }

  private:
    Hash& hash_;
};

}  // namespace

Hash hash_of_state(StateOwner const& owner)
{
    Hash hash;
    HashingVisitor visitor(hash);
    owner(visitor);
    return hash;
}

void save_state(std::filesystem::path const& path, StateOwner const& owner, StateNotes const& notes)
{
    StateWriter file;
    file.set_step(notes.step);
    for (auto const& [name, text] : notes.texts) {
        file.add_text(name, text);
    }
    SavingVisitor visitor(file);
    owner(visitor);
    file.write(path);
}

StateNotes restore_state(StateReader const& file, StateOwner const& owner, RestoreOptions options)
{
    RestoringVisitor visitor(file);
    owner(visitor);
    visitor.check_rest(options);
    visitor.start_second_pass();
    owner(visitor);
    return {file.step(), file.texts()};
}

StateNotes restore_state(std::filesystem::path const& path,
                         StateOwner const& owner,
                         RestoreOptions options)
{
    return restore_state(StateReader(path), owner, options);
}

}  // namespace inferno
