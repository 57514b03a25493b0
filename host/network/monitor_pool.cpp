#include "inferno/network/monitor_pool.hpp"

#include <algorithm>

#include "inferno/network/named.hpp"

namespace inferno {
bool MonitorPool::Entry::serves(MonitorRequest const& request) const
{
    return layer == request.layer && unique == request.unique &&
           monitor->equals(request.seen, request.config, request.condition);
}

MonitorPool::Named const& MonitorPool::of(std::string_view user) const
{
    return find_named(users_, user, "the pool has no user")->second;
}

std::shared_ptr<Monitor> MonitorPool::find_shared(MonitorRequest const& request) const
{
    if (request.unique) { return nullptr; }
    for (auto const& [user, entries] : users_) {
        for (auto const& [name, entry] : entries) {
            if (entry.serves(request)) { return entry.monitor; }
        }
    }
    return nullptr;
}

std::shared_ptr<Monitor> MonitorPool::add(std::string_view user,
                                          std::string_view name,
                                          MonitorRequest const& request)
{
    INFERNO_REQUIRE(request.layer != nullptr, "monitor \"" << name << "\": there is no layer");
    if (auto const own = users_.find(user); own != users_.end() && !request.unique) {
        auto const found = own->second.find(name);
        if (found != own->second.end()) {
            INFERNO_REQUIRE(found->second.serves(request),
                            "monitor \"" << name << "\" of \"" << user
                                         << "\" exists already and is another; remove it first");
            return found->second.monitor;
        }
    }
    std::shared_ptr<Monitor> monitor = find_shared(request);
    if (monitor == nullptr) {
        monitor = std::make_shared<Monitor>(request.seen, request.config, request.condition);
        if (!request.unique) { monitor->share(); }
        monitor->listen(training_);
        monitor->attach(*request.layer);
    }
    users_[std::string(user)].insert_or_assign(std::string(name),
                                               Entry{request.layer, request.unique, monitor});
    return monitor;
}

Monitor& MonitorPool::monitor(std::string_view user, std::string_view name) const
{
    std::string const missing = "the pool has no monitor of \"" + std::string(user) + "\" named";
    return *find_named(of(user), name, missing)->second.monitor;
}

std::vector<std::string> MonitorPool::users() const { return names_in(users_); }

std::vector<std::string> MonitorPool::names(std::string_view user) const
{
    return names_in(of(user));
}

std::vector<std::shared_ptr<Monitor>> MonitorPool::monitors() const
{
    std::vector<std::shared_ptr<Monitor>> all;
    for (auto const& [user, entries] : users_) {
        for (auto const& [name, entry] : entries) {
            if (std::ranges::find(all, entry.monitor) == all.end()) {
                all.push_back(entry.monitor);
            }
        }
    }
    return all;
}

void MonitorPool::remove(std::string_view user, std::string_view name)
{
    monitor(user, name);
    auto const own = users_.find(user);
    own->second.erase(own->second.find(name));
    if (own->second.empty()) { users_.erase(own); }
}

void MonitorPool::remove_user(std::string_view user)
{
    of(user);
    users_.erase(users_.find(user));
}

void MonitorPool::train(bool training)
{
    training_ = training;
    for (auto const& monitor : monitors()) {
        monitor->listen(training);
    }
}

void MonitorPool::clear()
{
    for (auto const& monitor : monitors()) {
        monitor->clear();
    }
}

void MonitorPool::visit_state(StateVisitor& state)
{
    for (auto const& [user, entries] : users_) {
        for (auto const& [name, entry] : entries) {
            state.object(user + "." + name, *entry.monitor);
        }
    }
}

}  // namespace inferno
