#include "inferno/runtime/backend.hpp"

#include "cli/run.hpp"

namespace inferno::cli {

void print_info(std::ostream& out)
{
    out << "inferno " << INFERNO_VERSION << "\n"
        << "build    " << INFERNO_BUILD << "\n";
    for (BackendReport const& backend : list_backends()) {
        out << "backend  " << backend.name << ": " << (backend.usable ? "" : "not usable, ")
            << backend.description << "\n";
    }
}

}  // namespace inferno::cli
