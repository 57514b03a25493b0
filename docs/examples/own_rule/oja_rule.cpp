// The host's loops over weights under this program's rule.
#include "oja_rule.hpp"

#include <inferno/learn/host_loop.hpp>

template struct inferno::Learn<OjaRule>;
template struct inferno::LearnUpdate<OjaRule>;
