//! Excitation and inhibition in balance: rates, and how irregular spikes are. balanced_network
//! [BACKEND]
#include <cstdio>

#include <inferno/inferno.hpp>

int main(int count, char** words)
{
    using namespace inferno;
    SparseNetwork net(make_backend(count > 1 ? words[1] : "host"),
                      {.step_time_ms = 0.1, .seed = 1});
    IafPscExp<1>::Config neuron{.tau_syn_ex_ms = 0.5, .e_l_mv = -65, .v_th_mv = -50};
    neuron.v_m_mv = -58;
    auto& e       = net.add<IafPscExp<1>>("E", 400, neuron);
    auto& i       = net.add<IafPscExp<1>>("I", 100, neuron);
    for (PointGroup* const group : net.populations()) {
        group->drive({.rate_hz = 2000, .weight = 350});
        net.connect(e,
                    *group,
                    FixedInDegree{80},
                    {.weight   = Distribution::normal(350, 35).redrawn(0),
                     .delay_ms = Distribution::normal(1.5, 0.7).redrawn(0.1)});
        net.connect(i,
                    *group,
                    FixedInDegree{20},
                    {.weight   = Distribution::normal(-2100, 210).redrawn(-4000, 0),
                     .delay_ms = Distribution::normal(0.8, 0.4).redrawn(0.1)});
    }
    std::printf("%.1f MB, ", static_cast<double>(net.estimate().bytes()) / 1e6);

    net.run(300);  // what begins together
    net.record_spikes(true);
    stats::SpikesOfPopulations found({e.size(), i.size()}, net.steps_done(), 2000, 0.1);
    net.run(2000);
    for (SpikeEvent const& spike : net.take_spikes()) {
        found.add(spike.step, spike.neuron);
    }
    for (auto const& spikes : found.populations()) {
        stats::PopulationActivity const activity = stats::activity_of(spikes, 10);
        std::printf("%.2f Hz with a CV of %.2f, ", activity.rate_hz, activity.cv);
    }
    std::printf("on %s\n", net.backend()->name().c_str());
}
