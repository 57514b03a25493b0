#include "inferno/learn/arrivals.hpp"

namespace inferno {

void FollowDelays::on_host(FollowDelays const& stage, Slice slice)
{
    if (!stage.has_work()) { return; }
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

void ArrivalAges::on_host(ArrivalAges const& stage, Slice slice)
{
    for (Index k = slice.begin; k < slice.end; ++k) {
        stage.step_one(k);
    }
}

}  // namespace inferno
