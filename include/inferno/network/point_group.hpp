//! A population of point neurons in a sparse network: owns their state.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inferno/neuron/point.hpp"
#include "inferno/state/visitor.hpp"

namespace inferno {

//! Where a network has put its populations: the same for all stages.
struct PartitionView {
    ExchangeView exchange;
    RingView ring;
    PopulationSlice const* slices = nullptr;  //!< [partitions][populations]
    Index populations             = 0;
    Index window                  = 1;  //!< longest, steps
};

//! Input from Poisson sources, one for each neuron, of the population's own.
struct PoissonInput {
    Values rate_hz                = 0;  //!< one for all, or one per neuron; 0 or more
    double weight                 = 0;  //!< of a spike, in the units of the port
    int port                      = 0;
    double start_ms               = 0;  //!< active in [start, stop)
    std::optional<double> stop_ms = {};
};

//! White noise: a normal number of mean 0 for each neuron in each step, of its own.
struct NormalInput {
    double deviation              = 0;  //!< of a number, in the units of the port; 0 or more
    int port                      = 0;
    double start_ms               = 0;  //!< active in [start, stop)
    std::optional<double> stop_ms = {};
};

//! Any population. Positions within it are [0, size), numbers in the network follow each other.
class PointGroup {
  public:
    PointGroup(BackendPointer backend, std::string name, Index size, double step_time_ms);
    PointGroup(PointGroup const&)            = delete;
    PointGroup& operator=(PointGroup const&) = delete;
    virtual ~PointGroup()                    = default;

    std::string const& name() const { return name_; }
    Index size() const { return size_; }
    virtual std::string_view model() const = 0;
    //! Kinds of synapse that it takes; 0: a source.
    virtual int ports() const = 0;
    //! Steps by which the membrane sees arrivals later than they arrive.
    virtual int lag() const = 0;

    //! State columns by name ("voltage_mv", ...), [size] each.
    std::vector<std::string> column_names();
    //! ArgumentError for an unknown name, naming the nearest.
    Buffer<Real>& column(std::string_view name);
    //! ArgumentError unless there are `size` finite numbers.
    void set(std::string_view name, std::span<Real const> values);

    //! ArgumentError for rates below 0, a port that is not there, or a mean of more than 2^22 a
    //! step. A second one replaces the first.
    void drive(PoissonInput const& input);
    //! The same for noise; ArgumentError for a deviation below 0 or a port that is not there.
    void noise(NormalInput const& input);
    //! Spikes of every neuron so far.
    std::vector<std::uint32_t> fired_counts() const { return fired_count_.download(); }
    //! State at the start, no spikes.
    void clear();
    void visit_state(StateVisitor& state);

    //! The stage that steps these populations, which are all of this one's model. They keep what it
    //! reads; another call for the same populations gives the same memory.
    virtual Stage stage_of(std::vector<PointGroup*> const& same, PartitionView const& where) = 0;
    //! To be called by the network: what the population is in it.
    struct Place {
        std::uint64_t seed         = 0;
        std::uint32_t first_neuron = 0;
        std::uint32_t number       = 0;
        std::vector<double> unit   = {};  //!< of a count of the ring, for each port
    };
    void put(Place place) { place_ = std::move(place); }
    Place const& place() const { return place_; }

  protected:
    virtual std::map<std::string, Buffer<Real>*, std::less<>> columns() = 0;
    virtual void reset_columns()                                        = 0;
    BackendPointer const& backend() const { return backend_; }
    double step_time_ms() const { return step_time_ms_; }
    PoissonDrive const& drive_view() const { return drive_; }
    NormalDrive const& noise_view() const { return noise_; }
    std::uint32_t* fired_count() { return fired_count_.data(); }
    //! Where there is room for as many, stages that read the buffer go on to.
    template <class T>
    void put_into(Buffer<T>& buffer, std::vector<T> const& values) const
    {
        if (buffer.size() != std::ssize(values)) {
            buffer = Buffer<T>(backend_, std::ssize(values));
        }
        buffer.upload(values);
    }

  private:
    struct Steps {
        std::uint64_t first, end;
    };
    std::string require_input(char const* kind, int port) const;
    Steps active_steps(std::string const& who,
                       double start_ms,
                       std::optional<double> stop_ms) const;
    void set_table(double mean);
    void set_means(std::vector<double> const& means);

    BackendPointer backend_;
    std::string name_;
    Index size_;
    double step_time_ms_;
    Place place_;
    PoissonDrive drive_;
    NormalDrive noise_;
    Buffer<std::uint32_t> drive_table_;
    Buffer<Real> drive_mean_, drive_of_zero_;
    Buffer<std::uint32_t> fired_count_;
};

//! A population whose neurons follow `Model`; neuron/point.hpp says what a model is.
template <class Model>
class PointNeurons final : public PointGroup {
  public:
    using Config = typename Model::Config;

    //! ArgumentError if a parameter is out of range or has the wrong number of values.
    PointNeurons(BackendPointer const& backend,
                 std::string name,
                 Index size,
                 double step_time_ms,
                 Config const& config)
        : PointGroup(backend, std::move(name), size, step_time_ms),
          state_(make_columns<Model::template State>(backend, size))
    {
        set_params(Model::derive(config, size, step_time_ms));
        initial_ = Model::initial(config);
        reset_columns();
    }

    std::string_view model() const override { return Model::name; }
    int ports() const override { return Model::ports; }
    int lag() const override { return Model::lag; }

    Stage stage_of(std::vector<PointGroup*> const& same, PartitionView const& where) override
    {
        std::vector<PointPopulation<Model>> all;
        PointStage<Model> stage;
        for (PointGroup* const group : same) {
            all.push_back(static_cast<PointNeurons*>(group)->view());
            stage.neurons += group->size();
        }
        put_into(shared_, all);
        stage.exchange            = where.exchange;
        stage.ring                = where.ring;
        stage.slices              = where.slices;
        stage.slices_of_partition = where.populations;
        stage.populations         = shared_.data();
        stage.population_count    = static_cast<int>(all.size());
        stage.window              = where.window;
        return Stage(stage);
    }

  protected:
    std::map<std::string, Buffer<Real>*, std::less<>> columns() override
    {
        std::map<std::string, Buffer<Real>*, std::less<>> found;
        State<Real>::fields([&](char const* name, Buffer<Real>& column) { found[name] = &column; },
                            state_);
        return found;
    }
    void reset_columns() override
    {
        State<Real>::fields(
            [this](char const*, Buffer<Real>& column, Values const& values) {
                column.upload(expand(values));
            },
            state_,
            initial_);
    }

  private:
    template <class T>
    using State = typename Model::template State<T>;
    template <class T>
    using Params = typename Model::template Params<T>;

    //! One set of numbers for all neurons or, as soon as one parameter differs, columns for all.
    void set_params(Params<Values> const& params)
    {
        Params<Real>::fields(
            [&](char const*, Values const& values) {
                per_neuron_ = per_neuron_ || !values.uniform();
            },
            params);
        Params<Real>::fields(
            [&](char const*, Values const& values, Real& common, Buffer<Real>& column) {
                common = static_cast<Real>(values.at(0));
                if (per_neuron_) { column = Buffer<Real>(backend(), expand(values)); }
            },
            params,
            common_,
            each_);
    }
    std::vector<Real> expand(Values const& values) const
    {
        std::vector<Real> numbers;
        for (Index n = 0; n < size(); ++n) {
            numbers.push_back(static_cast<Real>(values.at(n)));
        }
        return numbers;
    }
    PointPopulation<Model> view()
    {
        PointPopulation<Model> seen;
        seen.common      = common_;
        seen.each        = const_views(each_);
        seen.per_neuron  = per_neuron_;
        seen.state       = views(state_);
        seen.fired_count = fired_count();
        for (int port = 0; port < Model::ports; ++port) {
            seen.unit[port] = static_cast<Real>(place().unit.at(static_cast<std::size_t>(port)));
        }
        seen.drive        = drive_view();
        seen.noise        = noise_view();
        seen.seed         = place().seed;
        seen.first_neuron = place().first_neuron;
        seen.number       = place().number;
        return seen;
    }

    Params<Real> common_{};
    Params<Buffer<Real>> each_;
    bool per_neuron_ = false;
    State<Values> initial_;
    State<Buffer<Real>> state_;
    Buffer<PointPopulation<Model>> shared_;
};

}  // namespace inferno
