//! Saves and restores the state of any objects that have visit_state(StateVisitor&).
//!
//!     auto const all = [&](StateVisitor& state) { state.object("exc", exc), state.object("ie",
//!     ie); }; save_state("run.safetensors", all, {.step = steps}); steps =
//!     restore_state("run.safetensors", all).step;
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "inferno/core/hash.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

class StateReader;

//! What a state file says besides its arrays.
struct StateNotes {
    Index step = 0;                            //!< steps that had been run
    std::map<std::string, std::string> texts;  //!< anything: names, the experiment, a remark
};

//! Names objects to a visitor.
using StateOwner = std::function<void(StateVisitor&)>;

//! Downloads everything and writes it; FileError leaves an older file as it was.
void save_state(std::filesystem::path const& path,
                StateOwner const& owner,
                StateNotes const& notes = {});

//! One number for all that would be saved, the same on every backend where the bits are.
Hash hash_of_state(StateOwner const& owner);

//! What may differ between a file and the objects that are restored from it.
struct RestoreOptions {
    bool partly = false;  //!< arrays in the file that nobody takes are left out, not an error
};

//! Checks the file and that each array is there with the right type, shape and values, then
//! uploads. FileError before anything is changed.
StateNotes restore_state(std::filesystem::path const& path,
                         StateOwner const& owner,
                         RestoreOptions options = {});
//! The same from a file that is open, such as one made in Python.
StateNotes restore_state(StateReader const& file,
                         StateOwner const& owner,
                         RestoreOptions options = {});

}  // namespace inferno
