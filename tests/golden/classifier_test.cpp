//! MaxRateClassifier against Inferno.
#include "inferno/decode/classifier.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/golden.hpp"

namespace inferno::test {
namespace {

class ClassifierGolden : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(ClassifierGolden);

TEST_P(ClassifierGolden, LearnsAndPredictsAsInfernosDoes)
{
    for (GoldenCase const& golden : golden_cases("classifier")) {
        SCOPED_TRACE(golden.name());
        Index const steps       = golden.size("steps");
        bool const proportional = golden.flag("proportional");
        MaxRateClassifier classifier(backend,
                                     count(golden.shape("shape")),
                                     static_cast<Index>(golden.number("classes")),
                                     golden.number("decay"));
        Reals const inputs             = golden.given("inputs");
        std::vector<Index> const known = golden.given_indices("input_labels");
        std::vector<Index> labels, assignments, occurrences;
        Reals logits, rates, proportions;
        for (Index step = 0; step < steps; ++step) {
            auto const now = at_step(inputs, steps, step);
            append(labels, classifier.classify(now, proportional));
            append(logits, classifier.logits(now, proportional));
            classifier.update(now, at_step(known, steps, step));
            append(rates, classifier.rates());
            append(proportions, classifier.proportions());
            append(assignments, classifier.assignments());
            append(occurrences, classifier.occurrences());
        }
        EXPECT_TRUE(golden.matches("labels", labels));
        EXPECT_TRUE(golden.matches("logits", logits, {"step", "sample", "class"}));
        EXPECT_TRUE(golden.matches("rates", rates, {"step", "neuron", "class"}));
        EXPECT_TRUE(golden.matches("proportions", proportions, {"step", "neuron", "class"}));
        EXPECT_TRUE(golden.matches("assignments", assignments, {"step", "neuron"}));
        EXPECT_TRUE(golden.matches("occurrences", occurrences, {"step", "class"}));

        Reals const query = golden.given("query");
        Axes const axes{"sample", "class"};
        EXPECT_TRUE(golden.matches("query_labels", classifier.classify(query), {"sample"}));
        EXPECT_TRUE(golden.matches("query_logits", classifier.logits(query), axes));
        EXPECT_TRUE(golden.matches(
            "query_labels_unweighted", classifier.classify(query, false), {"sample"}));
        EXPECT_TRUE(
            golden.matches("query_logits_unweighted", classifier.logits(query, false), axes));
    }
}

}  // namespace
}  // namespace inferno::test
