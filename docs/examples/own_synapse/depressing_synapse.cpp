// The host's loops over this program's synapse.
#include "depressing_synapse.hpp"

#include <inferno/mapping/host_loop.hpp>
#include <inferno/synapse/host_loop.hpp>

template struct inferno::SynapseStage<DepressingSynapse>;
template struct inferno::LocateDelays<DepressingSynapse>;
template struct inferno::CurrentMapping<DepressingSynapse>;
template struct inferno::DirectCurrents<DepressingSynapse>;
template struct inferno::DelayedMapping<DepressingSynapse>;
template struct inferno::DelayedDirect<DepressingSynapse>;
