//! What a sparse network takes: about, before it is built, and then exactly.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "network/sparse_bounds.hpp"
#include "network/sparse_plan.hpp"

namespace inferno::host {
namespace {

//! Of the synapses alone, if there are so many.
double bytes_per_synapse(ProjectionPlan const& plan, double synapses)
{
    switch (plan.storage) {
        case SynapseStorage::uniform:
            return 2;
        case SynapseStorage::packed:
            return 4;
        case SynapseStorage::procedural:
            return 0;
        case SynapseStorage::bits:
            return static_cast<double>(plan.draw.sources) * static_cast<double>(plan.draw.targets) /
                   8 / std::max(synapses, 1.0);
        default:
            return 8;
    }
}

ProjectionReport report_of(ProjectionPlan const& plan,
                           std::vector<PointGroup*> const& groups,
                           Index synapses)
{
    return {groups[static_cast<std::size_t>(plan.source_population)]->name(),
            groups[static_cast<std::size_t>(plan.target_population)]->name(),
            name_of(*plan.draw.rule),
            plan.storage,
            synapses,
            bytes_per_synapse(plan, static_cast<double>(synapses))};
}

std::size_t bytes_of(double count) { return static_cast<std::size_t>(std::llrint(count)); }

std::string in_megabytes(std::size_t bytes)
{
    std::ostringstream text;
    text << (bytes + 500'000) / 1'000'000 << " MB";
    return text.str();
}

}  // namespace

SparseReport SparseMemory::expected() const
{
    SparseReport report;
    Index const partitions = layout_->partitions();
    report.partitions      = partitions;
    report.neurons         = layout_->neurons();
    report.window          = window_;
    report.slots           = Index{1} << bits_.slot;
    for (ProjectionPlan const& plan : projections_) {
        double const synapses = plan.draw.expected_synapses();
        auto const whole      = static_cast<Index>(std::llrint(synapses));
        double const each     = bytes_per_synapse(plan, synapses);
        double heads          = 0;  // of runs: no more than synapses, nor than delays of a source
        if (runs_ && makes_runs(plan.storage)) {
            auto const delays  = static_cast<double>(delays_of(plan).greatest * partitions);
            auto const sources = static_cast<double>(plan.draw.sources);
            heads              = std::min(synapses, sources * delays);
        }
        report.synapses += whole;
        report.synapse_bytes += bytes_of(synapses * each);
        report.row_bytes += bytes_of(heads * each);
        report.projections.push_back(report_of(plan, groups_, whole));
    }
    for (SynapseTable const& table : tables_) {
        if (table.storage == SynapseStorage::procedural) {
            report.row_bytes += static_cast<std::size_t>(table.projections.front()->draw.targets) *
                                sizeof(TargetPlace);
            continue;
        }
        Index const rows = table.sources * partitions;
        report.row_bytes += static_cast<std::size_t>(table.sources) * sizeof(std::uint64_t) +
                            static_cast<std::size_t>(rows) * sizeof(std::uint32_t);
        if (table.storage == SynapseStorage::plastic) {
            report.row_bytes += static_cast<std::size_t>(rows) * sizeof(SourceTrace);
        }
    }
    report.ring_bytes     = static_cast<std::size_t>(partitions << bits_.both()) * 4;
    report.exchange_bytes = exchange_bytes();
    return report;
}

//! What kernels count in while they fill the largest table.
std::size_t SparseMemory::counting_bytes() const
{
    Index most = 0;
    for (SynapseTable const& table : tables_) {
        if (!runs_) { most = std::max(most, table.sources * layout_->partitions()); }
    }
    return static_cast<std::size_t>(most) * sizeof(std::uint32_t);
}

void SparseMemory::require_room() const
{
    SparseReport const needs = expected();
    std::size_t const free   = backend_->bytes_free();
    std::size_t const most   = needs.bytes() + counting_bytes();
    INFERNO_CHECK(BackendError,
                  most <= free,
                  backend_->name() << ": the network needs about " << in_megabytes(most) << ", "
                                   << in_megabytes(free) << " are free: " << needs.synapses
                                   << " synapses of " << in_megabytes(needs.synapse_bytes)
                                   << ", their rows " << in_megabytes(needs.row_bytes)
                                   << ", arrivals to come " << in_megabytes(needs.ring_bytes)
                                   << ", lists of spikes " << in_megabytes(needs.exchange_bytes));
}

void SparseMemory::make_report()
{
    report_               = expected();
    report_.synapses      = 0;
    report_.synapse_bytes = 0;
    report_.row_bytes     = 0;
    for (SynapseTable const& table : tables_) {
        report_.synapses += table.synapses;
        report_.synapse_bytes += table.synapse_bytes();
        report_.row_bytes += table.row_bytes();
    }
    report_.projections.clear();
    for (ProjectionPlan const& plan : projections_) {
        report_.projections.push_back(report_of(plan, groups_, plan.synapses));
    }
}

}  // namespace inferno::host
