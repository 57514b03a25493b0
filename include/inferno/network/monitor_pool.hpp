//! Monitors of several users, of which those that would keep the same numbers are one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "inferno/network/observation.hpp"

namespace inferno {

//! What a user asks a pool for. The layer is to outlive the pool's monitor of it.
struct MonitorRequest {
    Layer* layer = nullptr;
    Watched seen;
    MonitorConfig config             = {};
    std::optional<Watched> condition = {};
    bool unique                      = false;  //!< shared with nobody
};

//! Named monitors of named users, such as the cells of a trainer. Two share a monitor if layer,
//! quantities and all settings are the same; it lives until the last of them lets it go. None of
//! them can change it: Monitor::watch() and set_duration() are refused, but of a unique one.
class MonitorPool {
  public:
    //! The user's monitor of this name, or one that another asked for in the same words, or a new
    //! one. A unique one replaces the user's own. ArgumentError if the user has another by this
    //! name.
    std::shared_ptr<Monitor> add(std::string_view user,
                                 std::string_view name,
                                 MonitorRequest const& request);
    //! ArgumentError, naming the nearest, for a user or name that is not there.
    Monitor& monitor(std::string_view user, std::string_view name) const;
    std::vector<std::string> users() const;
    //! Of one user.
    std::vector<std::string> names(std::string_view user) const;
    //! Each once.
    std::vector<std::shared_ptr<Monitor>> monitors() const;
    //! Others that share the monitor keep it.
    void remove(std::string_view user, std::string_view name);
    void remove_user(std::string_view user);

    //! In evaluation the pool's monitors do not listen.
    void train(bool training);
    bool training() const { return training_; }
    //! Forgets what the monitors have seen, not the monitors.
    void clear();
    //! "USER.NAME"; a shared monitor is shown under its first name.
    void visit_state(StateVisitor& state);

  private:
    struct Entry {
        Layer* layer;
        bool unique;
        std::shared_ptr<Monitor> monitor;

        bool serves(MonitorRequest const& request) const;
    };
    using Named = std::map<std::string, Entry, std::less<>>;

    Named const& of(std::string_view user) const;
    std::shared_ptr<Monitor> find_shared(MonitorRequest const& request) const;

    std::map<std::string, Named, std::less<>> users_;
    bool training_ = true;
};

}  // namespace inferno
