//! The rules of trainers, read from a file: a kind is one function and one line in the table.
#pragma once

#include "config/experiment_reader.hpp"

namespace inferno {

//! A trainer's keys, of which a cell may have its own.
class RuleReader {
  public:
    RuleReader(JsonReader const& trainer, JsonReader const& cell) : trainer_(trainer), cell_(cell)
    {
    }
    //! Who says what this key is; the trainer, where neither does.
    JsonReader const& of(std::string_view key) const
    {
        trainer_.has(key);  // known there, even if every cell has its own
        return cell_.has(key) ? cell_ : trainer_;
    }
    //! Where to look for mistakes that are not of one key.
    JsonReader const& cell() const { return cell_; }
    JsonReader const& trainer() const { return trainer_; }

    double number(std::string_view key) const { return of(key).number(key); }
    double positive(std::string_view key, double fallback) const
    {
        return of(key).positive(key, fallback);
    }
    bool boolean(std::string_view key, bool fallback) const
    {
        return of(key).boolean(key, fallback);
    }
    //! `value` stays where the key is absent.
    template <class Enum, std::size_t size>
    void choose(std::string_view key, Choice<Enum> const (&table)[size], Enum& value) const
    {
        if (of(key).has(key)) { value = read_choice(of(key), key, table); }
    }

  private:
    JsonReader trainer_, cell_;
};

//! Reads the rule that "kind" names, for the pair of `trainer`.
void read_rule(RuleReader const& keys, Experiment const& experiment, TrainerDescription& trainer);

}  // namespace inferno
