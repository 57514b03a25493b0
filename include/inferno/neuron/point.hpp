//! neuron, sparse networks: arrivals -> synaptic state -> membrane voltages -> spikes.
//!
//! A point neuron filters what arrives at its ports by itself: synapses of one port are alike, so
//! that their sum is enough. A model is a struct with
//!     name                                     a std::string_view, no other model's
//!     static constexpr int ports               kinds of synapse, 0 to 2; 0: a source of spikes
//!     static constexpr int lag                 1: step() is given what arrived in the step before,
//!                                              0: what arrives in this step
//!     Config                                   what a user sets; Values
//!     Params<T>, State<T>                      with fields(), see state/columns.hpp
//!     static Params<Values> derive(Config const&, Index neurons, double step_time_ms)
//!     static State<Values> initial(Config const&)
//!     template <class T> static bool step(Params<T> const&, State<T>&, T const (&arriving)[ports])
//! step() is INFERNO_HD, one step of one neuron; true if it fires. A source's has no `arriving`. T
//! is Real in networks; double tells how much of an error is rounding. There may also be
//!     static constexpr Index operations        of a step, roughly; 20 where it is not said
//! and, where a model draws random numbers of its own,
//!     template <class T> static bool wants_draw(State<T> const&)
//!     template <class T> static void take_draw(Params<T> const&, State<T>&, std::uint32_t word)
//! Before a step, those that want one are handed a random word.
//!
//! Names and units are the field's: tau_m in ms, C_m in pF, voltages in mV, currents in pA,
//! conductances in nS.
#pragma once

#include "inferno/core/math.hpp"
#include "inferno/core/poisson.hpp"
#include "inferno/core/random.hpp"
#include "inferno/state/columns.hpp"
#include "inferno/state/exchange.hpp"
#include "inferno/state/values.hpp"

namespace inferno {

//! Places for what arrives at a neuron; a source has one that stays empty.
template <class Model>
inline constexpr int arrival_places = Model::ports > 0 ? Model::ports : 1;

template <class Model>
concept DrawingPoint = requires(typename Model::template State<Real> const& state)
{
    Model::wants_draw(state);
};

//! One step of any model.
template <class Model, class T>
INFERNO_HD bool step_point(typename Model::template Params<T> const& params,
                           typename Model::template State<T>& state,
                           T const (&arriving)[arrival_places<Model>])
{
    if constexpr (Model::ports == 0) {
        return Model::step(params, state);
    } else {
        return Model::step(params, state, arriving);
    }
}

template <class Model>
constexpr Index operations_of_step()
{
    if constexpr (requires { Model::operations; }) {
        return Model::operations;
    } else {
        return 20;
    }
}

//! The random word of neuron n of a population in a step: four neighbours share a draw.
INFERNO_HD std::uint32_t point_word(
    std::uint64_t seed, Purpose purpose, std::uint32_t population, std::uint64_t step, Index n)
{
    std::uint64_t const high = std::uint64_t{population} << 32;
    Philox4 const four       = draw(seed, purpose, high | static_cast<std::uint64_t>(n / 4), step);
    std::uint32_t const low  = (n & 1) == 0 ? four.word[0] : four.word[1];
    std::uint32_t const far  = (n & 1) == 0 ? four.word[2] : four.word[3];
    return (n & 2) == 0 ? low : far;
}

//! The neurons of a population that belong to one partition.
struct PopulationSlice {
    std::uint32_t first;  //!< within the population
    std::uint32_t count;
    std::uint32_t place;  //!< in a ring slot, of the first neuron's port 0; port 1 is `count` on
};

//! Poisson spikes of a source of its own for every neuron, independent of all others. Of one rate
//! for all, four neighbours share a draw.
struct PoissonDrive {
    //! Where all have one rate: the distribution function, as words. A neuron gets as many spikes
    //! as there are entries that do not exceed its random word.
    std::uint32_t const* table = nullptr;
    int table_size             = 0;
    Real const* mean           = nullptr;  //!< [neurons], spikes per step, for rates that differ
    Real const* of_zero        = nullptr;  //!< [neurons], exp(-mean)
    std::uint64_t first_step   = 0;        //!< active in [first_step, end_step)
    std::uint64_t end_step     = 0;
    Real weight                = 0;  //!< of one spike, in the units of the port
    int port                   = 0;

    INFERNO_HD bool active(std::uint64_t step) const
    {
        return step >= first_step && step < end_step;
    }
    //! Spikes that neuron n of population `population` gets in a step.
    INFERNO_HD Real spikes_at(std::uint64_t seed,
                              std::uint32_t population,
                              std::uint64_t step,
                              Index n) const
    {
        if (mean != nullptr) {
            std::uint64_t const high = std::uint64_t{population} << 32;
            RandomWords words(
                seed, Purpose::drive, high | static_cast<std::uint64_t>(n), step << 16, 0);
            return poisson_number(
                static_cast<float>(mean[n]), static_cast<float>(of_zero[n]), words);
        }
        std::uint32_t const word = point_word(seed, Purpose::drive, population, step, n);
        int found                = 0;
        for (int k = 0; k < table_size; ++k) {
            found += word >= table[k] ? 1 : 0;
        }
        return static_cast<Real>(found);
    }
};

//! A normal number of mean 0 for every neuron in every step, of its own.
struct NormalDrive {
    Real deviation           = 0;  //!< in the units of the port
    int port                 = 0;
    std::uint64_t first_step = 0;  //!< active in [first_step, end_step)
    std::uint64_t end_step   = 0;

    INFERNO_HD bool active(std::uint64_t step) const
    {
        return step >= first_step && step < end_step;
    }
    //! What neuron n of population `population` gets in a step.
    INFERNO_HD Real at(std::uint64_t seed,
                       std::uint32_t population,
                       std::uint64_t step,
                       Index n) const
    {
        return normal(point_word(seed, Purpose::noise, population, step, n)) * deviation;
    }
};

//! A population as its stage sees it; lies in backend memory.
template <class Model>
struct PointPopulation {
    typename Model::template Params<Real> common;       //!< used where `each` is not
    typename Model::template Params<Real const*> each;  //!< [neurons]
    bool per_neuron = false;
    typename Model::template State<Real*> state;  //!< [neurons]
    std::uint32_t* fired_count       = nullptr;   //!< [neurons], spikes so far
    Real unit[arrival_places<Model>] = {};        //!< what one count of a ring is worth
    PoissonDrive drive;
    NormalDrive noise;
    std::uint64_t seed         = 0;
    std::uint32_t first_neuron = 0;  //!< number in the network
    std::uint32_t number       = 0;  //!< of the population in the network

    INFERNO_HD typename Model::template Params<Real> params(Index n) const
    {
        return per_neuron ? load(each, n) : common;
    }
    //! Adds what neuron n gets in a step from its own sources.
    INFERNO_HD void add_drives(Real (&arriving)[arrival_places<Model>],
                               std::uint64_t step,
                               Index n) const
    {
        if (drive.active(step)) {
            add(arriving, drive.port, drive.spikes_at(seed, number, step, n) * drive.weight);
        }
        if (noise.active(step)) { add(arriving, noise.port, noise.at(seed, number, step, n)); }
    }
    //! A port that is looked up would put all of them into memory.
    INFERNO_HD static void add(Real (&arriving)[arrival_places<Model>], int port, Real more)
    {
        arriving[0] = port == 0 ? arriving[0] + more : arriving[0];
        if constexpr (Model::ports > 1) {
            arriving[1] = port == 1 ? arriving[1] + more : arriving[1];
        }
    }
    //! Hands neuron n a random word, if it wants one.
    INFERNO_HD void draw_for(typename Model::template State<Real>& neuron,
                             std::uint64_t step,
                             Index n) const
    {
        if constexpr (DrawingPoint<Model>) {
            if (Model::wants_draw(neuron)) {
                std::uint32_t const word = point_word(seed, Purpose::encode, number, step, n);
                Model::take_draw(params(n), neuron, word);
            }
        }
    }
};

//! All steps of a window, of all populations of one model.
template <class Model>
struct PointStage {
    static constexpr std::string_view name = Model::name;
    static constexpr Word word             = Word::neuron;

    ExchangeView exchange;
    RingView ring;
    PopulationSlice const* slices             = nullptr;  //!< [partitions][slices_of_partition]
    Index slices_of_partition                 = 0;        //!< populations of the network
    PointPopulation<Model> const* populations = nullptr;  //!< of this model
    int population_count                      = 0;
    Index neurons                             = 0;  //!< of all these
    Index window                              = 1;  //!< longest, steps

    Index extent() const { return exchange.extent(); }
    Index operations() const { return neurons * window * operations_of_step<Model>(); }
    void uses(Uses& list) const
    {
        exchange.note_writing(list);
        list.writes_own(ring.arrivals).reads_any(slices).writes_own(populations);
    }
    static void on_host(PointStage const& stage, Slice slice);

    INFERNO_HD PopulationSlice slice_of(Index partition, std::uint32_t population) const
    {
        return slices[partition * slices_of_partition + population];
    }
};

}  // namespace inferno
