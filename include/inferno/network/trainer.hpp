//! Trainers watch cells while layers run, and propose changes of their connections' parameters.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "inferno/network/layer.hpp"
#include "inferno/network/named.hpp"

namespace inferno {

//! Any trainer.
class Trainer {
  public:
    Trainer()                          = default;
    Trainer(Trainer const&)            = delete;
    Trainer& operator=(Trainer const&) = delete;
    virtual ~Trainer()                 = default;

    //! Proposes changes from what the monitors hold now, for cells in training. To be called once
    //! after each step of the layers; the connections' update() applies what was proposed.
    virtual void operator()() = 0;
    //! In evaluation nothing is proposed.
    void train(bool training) { training_ = training; }
    bool training() const { return training_; }
    //! Forgets what the monitors hold.
    virtual void clear() = 0;
    //! The monitors of all cells; hyperparameters are settings.
    virtual void visit_state(StateVisitor& state) = 0;

  private:
    bool training_ = true;
};

//! ArgumentError unless it is a cell of its layer; `who` begins the message.
void require_cell(std::string const& who, Cell const& cell);
//! StateError unless the cell's connection trains this parameter; `who` begins the message.
void require_trained(std::string const& who, Cell const& cell, std::string_view parameter);

//! A trainer of named cells. A Unit is what it keeps for one of them: its cell, its config, and
//! template <class V> void for_each_monitor(V visit), which calls visit(name, monitor).
template <class Config_, class Unit_>
class CellTrainer : public Trainer {
  public:
    using Config = Config_;
    using Unit   = Unit_;

    //! Trains this cell from now on, with `config` in place of the trainer's. ArgumentError if the
    //! name is taken or the layer does not have this cell, StateError if the connection does not
    //! train the parameter.
    void register_cell(std::string const& name,
                       Cell const& cell,
                       std::optional<Config> const& config = {})
    {
        INFERNO_REQUIRE(units_.find(name) == units_.end(),
                        kind_ << ": a cell named \"" << name << "\" is registered already");
        Config const chosen = config.value_or(config_);
        chosen.require_valid();
        std::string const who = std::string(kind_) + ": cell \"" + name + "\"";
        require_cell(who, cell);
        require_trained(who, cell, chosen.parameter());
        units_.emplace(name, make_unit(cell, chosen));
    }
    //! What is kept for a cell. ArgumentError for an unknown name, naming the nearest.
    Unit const& unit(std::string_view name) const
    {
        return find_named(units_, name, std::string(kind_) + ": no cell is named")->second;
    }

    void operator()() override
    {
        if (!training()) { return; }
        for (auto const& [name, unit] : units_) {
            bool const trains =
                unit.cell.layer->training() && unit.cell.connection->updater() != nullptr;
            if (trains) { propose(unit); }
        }
    }
    void clear() override
    {
        for (auto const& [name, unit] : units_) {
            unit.for_each_monitor([](char const*, auto& monitor) { monitor.clear(); });
        }
    }
    void visit_state(StateVisitor& state) override
    {
        for (auto const& [name, unit] : units_) {
            unit.for_each_monitor([&, cell = name](char const* monitor_name, auto& monitor) {
                state.object(cell + "." + monitor_name, monitor);
            });
        }
    }

  protected:
    CellTrainer(char const* kind, Config const& config) : kind_(kind), config_(config)
    {
        config.require_valid();
    }
    //! Attaches the monitors of a cell.
    virtual Unit make_unit(Cell const& cell, Config const& config) = 0;
    virtual void propose(Unit const& unit)                         = 0;

    std::map<std::string, Unit, std::less<>> const& units() const { return units_; }

  private:
    char const* kind_;
    Config config_;
    std::map<std::string, Unit, std::less<>> units_;
};

}  // namespace inferno
