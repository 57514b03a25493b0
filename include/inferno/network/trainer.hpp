//! Trainers watch cells while layers run, and propose changes of their connections' parameters.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
    //! In evaluation nothing is proposed, and monitors do not look: what they hold stays as it is.
    //! A recorded step keeps the mode that it was recorded in.
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
//! StateError unless the cell's connection has and trains this parameter; `who` begins the message.
void require_trained(std::string const& who, Cell const& cell, std::string_view parameter);

//! A trainer of named cells. A Unit is what it keeps for one of them: its cell, its config, and
//! template <class V> void for_each_monitor(V visit), which calls visit(name, monitor). Those that
//! have observe() look, in this order, after every step that the layer takes while both it and the
//! trainer are in training. A cell whose layer is gone is left alone, and its name is free.
template <class Config_, class Unit_>
class CellTrainer : public Trainer {
  public:
    using Config = Config_;
    using Unit   = Unit_;

    //! Trains this cell from now on, with `config` in place of the trainer's. ArgumentError if the
    //! name is taken or the layer does not have this cell, StateError if the connection does not
    //! have or train the parameter.
    void register_cell(std::string const& name,
                       Cell const& cell,
                       std::optional<Config> const& config = {})
    {
        std::erase_if(units_,
                      [](auto const& kept) { return kept.second->cell.layer_alive.expired(); });
        INFERNO_REQUIRE(units_.find(name) == units_.end(),
                        kind_ << ": a cell named \"" << name << "\" is registered already");
        Config const chosen = config.value_or(config_);
        chosen.require_valid();
        std::string const who = std::string(kind_) + ": cell \"" + name + "\"";
        require_cell(who, cell);
        require_trained(who, cell, chosen.parameter());
        auto const unit = std::make_shared<Unit const>(make_unit(cell, chosen));
        units_.emplace(name, unit);
        cell.layer->look_while(unit, [this, looks = unit.get()] { look(*looks); });
    }
    //! Forgets a cell and its monitors; what it has proposed stays. Steps recorded before must not
    //! run again. ArgumentError for an unknown name, naming the nearest.
    void remove_cell(std::string_view name) { units_.erase(find(name)); }
    std::vector<std::string> cell_names() const { return names_in(units_); }
    //! What is kept for a cell. ArgumentError for an unknown name, naming the nearest.
    Unit const& unit(std::string_view name) const { return *find(name)->second; }

    void operator()() override
    {
        for (auto const& [name, unit] : units_) {
            train_on(*unit);
        }
    }
    //! As a call, for these cells only, each once. ArgumentError for an unknown name, naming the
    //! nearest; then nothing is proposed.
    void run_on(std::vector<std::string> const& cells)
    {
        for (Unit const* unit : units(cells)) {
            train_on(*unit);
        }
    }
    void clear() override
    {
        for (auto const& [name, unit] : units_) {
            unit->for_each_monitor([](char const*, auto& monitor) { monitor.clear(); });
        }
    }
    void visit_state(StateVisitor& state) override
    {
        for (auto const& [name, unit] : units_) {
            unit->for_each_monitor([&, cell = name](char const* monitor_name, auto& monitor) {
                state.object(cell + "." + monitor_name, monitor);
            });
        }
    }

  protected:
    CellTrainer(char const* kind, Config const& config) : kind_(kind), config_(config)
    {
        config.require_valid();
    }
    //! Makes the monitors of a cell.
    virtual Unit make_unit(Cell const& cell, Config const& config) = 0;
    virtual void propose(Unit const& unit)                         = 0;

    //! Of these cells, each once, in the order in which the trainer has them.
    std::vector<Unit const*> units(std::vector<std::string> const& cells) const
    {
        for (std::string const& cell : cells) {
            find(cell);
        }
        std::vector<Unit const*> found;
        for (auto const& [name, unit] : units_) {
            if (std::ranges::find(cells, name) != cells.end()) { found.push_back(unit.get()); }
        }
        return found;
    }

  private:
    auto find(std::string_view name) const
    {
        return find_named(units_, name, std::string(kind_) + ": no cell is named");
    }
    void train_on(Unit const& unit)
    {
        if (training() && unit.cell.trains()) { propose(unit); }
    }
    void look(Unit const& unit) const
    {
        if (!training()) { return; }
        unit.for_each_monitor([](char const*, auto& monitor) {
            if constexpr (requires { monitor.observe(); }) { monitor.observe(); }
        });
    }

    char const* kind_;
    Config config_;
    std::map<std::string, std::shared_ptr<Unit const>, std::less<>> units_;
};

}  // namespace inferno
