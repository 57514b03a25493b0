//! What is decided before anything is allocated: partitions, units, storage, slots.
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "network/sparse_bounds.hpp"
#include "network/sparse_plan.hpp"

namespace inferno::host {
namespace {

constexpr Index places_of_partition = 1024;   //!< a ring of so many stays close to a multiprocessor
constexpr Index most_places         = 65536;  //!< that 16 bits tell apart
constexpr double synapses_of_row    = 32;     //!< fewer in a partition, and finding them costs more
constexpr int packed_target_bits    = 10;     //!< that packed synapses have; places_of_partition
constexpr Index log_bytes           = Index{64} << 20;

Index neurons_of(std::vector<PointGroup*> const& groups)
{
    Index sum = 0;
    for (PointGroup const* const group : groups) {
        sum += group->size();
    }
    return sum;
}

//! Bits that tell so many things apart; 1 at least.
int bits_for(Index things)
{
    return static_cast<int>(
        std::bit_width(static_cast<std::uint64_t>(std::max<Index>(things, 2) - 1)));
}

//! Bits take no more memory than 16-bit targets.
bool dense_enough(ProjectionPlan const& plan)
{
    Drawable const& draw = plan.draw;
    double const pairs   = static_cast<double>(draw.sources) * static_cast<double>(draw.targets);
    return pairs_are_single(*draw.rule, *draw.config) && draw.expected_synapses() * 16 >= pairs;
}

}  // namespace

//! Partitions, slots and the window.
void SparseMemory::choose_places(SparseConfig const& config)
{
    Index longest = 1, places = 0;
    Index window    = 32;
    double synapses = 0;
    for (PointGroup const* const group : groups_) {
        places += group->size() * group->ports();
    }
    for (ProjectionPlan const& plan : projections_) {
        DelayRange const delays = delays_of(plan);
        longest                 = std::max(longest, delays.greatest);
        int const lag           = groups_[static_cast<std::size_t>(plan.target_population)]->lag();
        window                  = std::min(window, delays.least + lag);
        synapses += plan.draw.expected_synapses();
    }
    window_ = config.window > 0 ? std::min(window, config.window) : window;

    delay_bits_ = bits_for(longest + 1);
    place_neurons(config.partitions, places, synapses / static_cast<double>(neurons_of(groups_)));
    bits_.target = bits_for(layout_->most_places());
}

//! On a device, partitions small enough that synapses can be packed and a ring stays close to its
//! multiprocessor, but not so small that rows are short. On the host the same number for every
//! thread, and as few as can be: long runs bring more than a nearer cache.
void SparseMemory::place_neurons(Index asked, Index places, double synapses_of_neuron)
{
    auto const needed      = [&](Index room) { return (places + room - 1) / room; };
    Index const cores      = backend_->preferred_partitions();
    Index const least      = needed(most_places);
    Index const most       = std::max<Index>(1, neurons_of(groups_) / 4);
    Index const by_size    = needed(places_of_partition);
    auto const by_degree   = static_cast<Index>(synapses_of_neuron / synapses_of_row);
    Index const for_device = std::max(std::min(by_size, by_degree), cores);
    Index const for_host   = (least + cores - 1) / cores * cores;
    Index const liked      = runs_ ? for_host : for_device;
    Index partitions       = std::min(std::max({asked > 0 ? asked : liked, least, Index{1}}), most);
    layout_                = std::make_unique<SparseLayout>(groups_, partitions);
    Index const room       = runs_ ? most_places : places_of_partition;
    bool const full        = asked == 0 && partitions == needed(room);  // cuts do not fall evenly
    while (full && layout_->most_places() > room && partitions < most) {
        layout_ = std::make_unique<SparseLayout>(groups_, ++partitions);
    }
}

//! Units are powers of two with which what arrives in one step, were everything to fire, stays
//! below 2^31.
void SparseMemory::choose_units()
{
    std::map<std::pair<Index, int>, double> arriving;
    for (ProjectionPlan const& plan : projections_) {
        arriving[{plan.target_population, plan.port}] += most_arriving(plan);
    }
    for (Index g = 0; g < std::ssize(groups_); ++g) {
        PointGroup* const group = groups_[static_cast<std::size_t>(g)];
        PointGroup::Place place;
        for (int port = 0; port < group->ports(); ++port) {
            double const most = arriving[{g, port}];
            place.unit.push_back(most > 0 ? std::exp2(std::ceil(std::log2(most)) - 30) : 1);
        }
        group->put(place);
    }
    for (ProjectionPlan& plan : projections_) {
        plan.unit = groups_[static_cast<std::size_t>(plan.target_population)]
                        ->place()
                        .unit[static_cast<std::size_t>(plan.port)];
    }
}

//! The smallest form in which a projection loses nothing that matters: weights that are drawn keep
//! steps of a sixteenth of their deviation, others a five-hundredth of themselves. Partitions play
//! no part in it: weights are rounded to the steps of packed ones where a large partition leaves no
//! room to pack them, too.
void SparseMemory::choose_storage()
{
    int const weight_bits =
        std::min(32 - packed_target_bits - delay_bits_, NarrowRuns::weight_bits);
    int const target_bits = runs_ ? NarrowRuns::place_bits : packed_target_bits;
    bool const narrow =
        bits_.target <= target_bits && (!runs_ || delay_bits_ <= NarrowRuns::step_bits);
    for (ProjectionPlan& plan : projections_) {
        SynapseConfig const& config = *plan.draw.config;
        plan.storage                = SynapseStorage::wide;
        if (one_weight_and_delay(plan)) {
            plan.storage = dense_enough(plan) ? SynapseStorage::bits : SynapseStorage::uniform;
        }
        if (config.storage) { plan.storage = *config.storage; }
        if (config.plasticity) { plan.storage = SynapseStorage::plastic; }
        bool const settled = !makes_runs(plan.storage);
        if (settled || weight_bits < 2) { continue; }
        double const most = greatest_weight(plan);
        double const step =
            std::exp2(std::ceil(std::log2(most / (std::exp2(weight_bits - 1) - 1))));
        bool const listed = std::holds_alternative<SynapseList>(*plan.draw.rule);
        double const fine = config.weight.is_constant() || listed ? least_weight(plan) / 512
                                                                  : config.weight.deviation() / 16;
        bool const asked  = config.storage == SynapseStorage::packed;
        if (!asked && (config.storage || !(step <= fine))) { continue; }
        plan.weight_step = std::max(step, plan.unit);
        plan.storage     = narrow ? SynapseStorage::packed : SynapseStorage::wide;
    }
}

//! A ring has slots for the delays of all that do not wait elsewhere, and for a window.
void SparseMemory::choose_ring()
{
    Index slots = runs_ ? window_ + 1 : 1;
    for (ProjectionPlan const& plan : projections_) {
        bool const waits = runs_ && makes_runs(plan.storage);
        if (!waits) { slots = std::max(slots, delays_of(plan).greatest + 1); }
    }
    bits_.slot = bits_for(slots);
    INFERNO_REQUIRE(bits_.both() < 32,
                    layout_->most_places() << " places in a partition with delays of up to "
                                           << slots - 1 << " steps: use more partitions");
}

//! Lists have room for every neuron in every step, logs for as many windows as fit.
void SparseMemory::choose_lists()
{
    Index const partitions = layout_->partitions();
    Index most             = 1;
    for (Index p = 0; p < partitions; ++p) {
        most = std::max(most, layout_->neurons_of(p) * window_);
    }
    Index const window_bytes = partitions * most * Index{sizeof(Fired)};
    windows_of_log_          = std::clamp<Index>(log_bytes / window_bytes, 1, 1024);
    log_capacity_            = windows_of_log_ * most;
}

}  // namespace inferno::host
