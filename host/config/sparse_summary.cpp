#include <cmath>
#include <sstream>

#include "inferno/config/sparse_experiment.hpp"

#include "config/html.hpp"

namespace inferno {

std::string SparseExperiment::summary() const
{
    std::unique_ptr<SparseNetwork> const made = make(make_backend("host", {1}));
    std::ostringstream text;
    text << name << (description.empty() ? "" : ": ") << description << "\n";
    if (published) { text << "published    " << published->name << "\n"; }
    Index neurons = 0;
    for (PointGroup* const group : made->populations()) {
        neurons += group->size();
    }
    text << "time         " << steps() << " steps of " << network.step_time_ms << " ms, of which "
         << discarded() << " are not measured\n"
         << "neurons      " << neurons << " in " << made->populations().size() << " populations\n";
    for (PointGroup* const group : made->populations()) {
        text << "population   " << group->name() << ": " << group->model() << " " << group->size()
             << "\n";
    }
    double synapses = 0;
    for (SparseProjection const& projection : made->projections()) {
        double const own = projection.expected_synapses();
        bool const about = std::holds_alternative<PairwiseBernoulli>(projection.rule());
        synapses += own;
        text << "projection   " << projection.source().name() << " -> "
             << projection.target().name() << ": " << name_of(projection.rule()) << ", "
             << (about ? "about " : "") << std::llround(own) << " synapses"
             << (projection.learns() ? ", learns" : "") << "\n";
    }
    for (SparseRecord const& record : records) {
        text << "record       " << record.what << " of " << record.of
             << (record.target.empty() ? "" : " -> ") << record.target << " -> " << record.file
             << "\n";
    }
    if (!state.load.empty()) { text << "state        from " << state.load.string() << "\n"; }
    if (!state.save.empty()) { text << "state        to " << state.save << "\n"; }
    text << "synapses     " << std::llround(synapses) << " in all\n"
         << "memory       about " << html::bytes(made->estimate().bytes()) << "\n";
    return text.str();
}

}  // namespace inferno
