#include "inferno/network/transform.hpp"

#include <utility>

namespace inferno {
namespace {

//! A number for all elements, or a column with one for each.
struct Factor {
    Real uniform;
    Buffer<Real> each;

    Factor(BackendPointer const& backend, Values const& values)
        : uniform(static_cast<Real>(values.at(0)))
    {
        if (values.uniform()) { return; }
        std::vector<Real> numbers;
        for (double const value : values.list()) {
            numbers.push_back(static_cast<Real>(value));
        }
        each = Buffer<Real>(backend, std::span<Real const>(numbers));
    }
};

//! A TransformInputs with the memory it needs.
struct TransformObject {
    Factor scale, offset;
    TransformInputs stage;
    DerivedReals outputs;
    BackendPointer backend;

    RealView operator()(RealView input)
    {
        for (Factor const* const factor : {&scale, &offset}) {
            INFERNO_REQUIRE(factor->each.empty() || factor->each.size() == input.elements,
                            (factor == &scale ? "scale: " : "offset: ")
                                << factor->each.size() << " values given, the input has "
                                << input.elements << " elements");
        }
        TransformInputs submitted = stage;
        submitted.input           = input;
        submitted.scales          = scale.each.data();
        submitted.offsets         = offset.each.data();
        submitted.output          = outputs.of({&input, 1});
        backend->submit(Stage(submitted));
        input.values = submitted.output;  // a conductance stays one
        return input;
    }
};

Transform make_transform(BackendPointer const& backend,
                         Values const& scale,
                         Values const& offset,
                         TransformInputs stage)
{
    auto const object    = std::make_shared<TransformObject>(TransformObject{
        {backend, scale}, {backend, offset}, stage, DerivedReals(backend), backend});
    object->stage.scale  = object->scale.uniform;
    object->stage.offset = object->offset.uniform;
    return [object](RealView input) { return (*object)(input); };
}

}  // namespace

Transform affine(BackendPointer const& backend, Values const& scale, Values const& offset)
{
    for (auto const& [name, values] : {std::pair{"scale", &scale}, std::pair{"offset", &offset}}) {
        INFERNO_REQUIRE(values->size() > 0, name << ": is empty, must have at least one value");
        require_values(name, *values, values->size());
    }
    return make_transform(backend, scale, offset, {});
}

Transform clip(BackendPointer const& backend, double low, double high)
{
    INFERNO_REQUIRE(low < high,
                    "clip: low is " << low << ", must be less than high, which is " << high);
    TransformInputs stage;
    stage.low  = static_cast<Real>(low);
    stage.high = static_cast<Real>(high);
    INFERNO_REQUIRE(stage.low < stage.high,
                    "clip: " << low << " and " << high << " are the same in single precision");
    return make_transform(backend, 1, -0.0, stage);
}

Real* DerivedReals::of(std::span<RealView const> sources)
{
    Index const size = sources.front().elements * sources.front().batch;
    Key key{{}, size};
    for (RealView const& source : sources) {
        key.first.push_back(source.values);
    }
    auto found = memory_.find(key);
    if (found == memory_.end()) {
        found = memory_.emplace(std::move(key), Buffer<Real>(backend_, size)).first;
    }
    return found->second.data();
}

Combination::Combination(BackendPointer backend, Combine how)
    : backend_(backend), how_(how), outputs_(std::move(backend))
{
}

RealView Combination::operator()(std::vector<Operand> const& operands)
{
    INFERNO_REQUIRE(!operands.empty(), "combination: there is nothing to combine");
    auto const& [first_name, first] = operands.front();
    std::vector<RealView> sources;
    for (auto const& [name, view] : operands) {
        INFERNO_REQUIRE(view.batch == first.batch && view.elements == first.elements,
                        "combination: \"" << first_name << "\" gives " << first.batch << " x "
                                          << first.elements << " currents, but \"" << name << "\" "
                                          << view.batch << " x " << view.elements
                                          << "; they must be of one size");
        INFERNO_REQUIRE(
            view.is_conductance == first.is_conductance && view.reversal_mv == first.reversal_mv,
            "combination: \"" << first_name << "\" and \"" << name
                              << "\" are not both currents, or conductances towards "
                              << "one potential");
        sources.push_back(view);
    }
    if (operands.size() == 1) { return first; }
    CombineInputs stage;
    stage.how      = how_;
    stage.output   = outputs_.of(sources);
    stage.elements = first.elements;
    stage.batch    = first.batch;
    for (std::size_t k = 0; k < operands.size(); ++k) {
        stage.operand[stage.count++] = operands[k].second.values;
        bool const last              = k + 1 == operands.size();
        if (last && how_ == Combine::mean) { stage.divisor = std::ssize(operands); }
        if (!last && stage.count < CombineInputs::capacity) { continue; }
        backend_->submit(Stage(stage));
        stage.operand[0] = stage.output;
        stage.count      = 1;
    }
    RealView combined = first;
    combined.values   = stage.output;
    return combined;
}

}  // namespace inferno
