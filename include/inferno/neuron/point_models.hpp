//! All models of point neurons of the library.
#pragma once

#include "inferno/neuron/adex_cond_exp.hpp"
#include "inferno/neuron/brian_cuba.hpp"
#include "inferno/neuron/hh_cond_exp_traub.hpp"
#include "inferno/neuron/iaf_cond_exp.hpp"
#include "inferno/neuron/iaf_psc_alpha.hpp"
#include "inferno/neuron/iaf_psc_delta.hpp"
#include "inferno/neuron/iaf_psc_exp.hpp"
#include "inferno/neuron/izhikevich_2003.hpp"
#include "inferno/neuron/point.hpp"
#include "inferno/neuron/poisson_source.hpp"
#include "inferno/neuron/spice.hpp"

namespace inferno {

// compiled with the library's own flags, whoever includes neuron/point_loop.hpp
extern template struct PointStage<IafPscExp<1>>;
extern template struct PointStage<IafPscExp<2>>;
extern template struct PointStage<IafPscAlpha<1>>;
extern template struct PointStage<IafPscAlpha<2>>;
extern template struct PointStage<IafPscDelta>;
extern template struct PointStage<BrianCuba>;
extern template struct PointStage<IafCondExp>;
extern template struct PointStage<AdExCondExp>;
extern template struct PointStage<Izhikevich2003>;
extern template struct PointStage<HHCondExpTraub<TraubForm::nest>>;
extern template struct PointStage<HHCondExpTraub<TraubForm::brian>>;
extern template struct PointStage<SpiceBrunel>;
extern template struct PointStage<SpiceVogels>;
extern template struct PointStage<PoissonSource>;

}  // namespace inferno
