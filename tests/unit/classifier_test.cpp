#include "inferno/decode/classifier.hpp"

#include <cmath>
#include <limits>

#include "inferno/network/raster.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

using Labels = std::vector<Index>;

class ClassifierTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(ClassifierTest);

TEST_P(ClassifierTest, PredictsClassZeroBeforeItHasLearned)
{
    MaxRateClassifier const classifier(backend, 3, 4);
    EXPECT_EQ(classifier.classify(Reals{1, 2, 3, 4, 5, 6}), (Labels{0, 0}));
    EXPECT_EQ(classifier.logits(Reals{1, 2, 3}), Reals(4));
}

TEST_P(ClassifierTest, GivesTheWorkedExample)
{
    MaxRateClassifier classifier(backend, 3, 2);
    classifier.update(Reals{0.5F, 0, 0.25F, 0.25F, 0, 0.5F, 0, 0, 0.75F, 0.25F, 0, 0.25F},
                      Labels{0, 0, 1, 1});
    EXPECT_EQ(classifier.rates(), (Reals{0.375F, 0.125F, 0, 0, 0.375F, 0.5F}));
    EXPECT_EQ(classifier.assignments(), (Labels{0, 0, 1}));
    EXPECT_EQ(classifier.occurrences(), (Labels{2, 1}));
    EXPECT_FLOAT_EQ(classifier.proportions()[5], 0.571428597F);
    Reals const query{0.5F, 0.2F, 0.1F};
    EXPECT_FLOAT_EQ(classifier.logits(query)[0], 0.1875F);
    EXPECT_FLOAT_EQ(classifier.logits(query)[1], 0.0571428612F);
    EXPECT_FLOAT_EQ(classifier.logits(query, false)[0], 0.35F);
    EXPECT_EQ(classifier.classify(query), Labels{0});
}

TEST_P(ClassifierTest, CountsSilentNeuronsInClassZero)
{
    MaxRateClassifier classifier(backend, 4, 2);
    classifier.update(Reals{1, 0, 0, 0, 0, 1, 0, 0}, Labels{0, 1});
    EXPECT_EQ(classifier.assignments(), (Labels{0, 1, 0, 0}));
    EXPECT_EQ(classifier.occurrences(), (Labels{3, 1}));
    EXPECT_EQ(classifier.logits(Reals{3, 2, 0, 0}), (Reals{1, 2})) << "three share class 0";
}

TEST_P(ClassifierTest, GivesAClassWithoutNeuronsNothing)
{
    MaxRateClassifier classifier(backend, 2, 3);
    classifier.update(Reals{1, 1}, Labels{2});
    EXPECT_EQ(classifier.occurrences(), (Labels{0, 0, 2}));
    EXPECT_EQ(classifier.logits(Reals{1, 1}), (Reals{0, 0, 1}));
    EXPECT_EQ(classifier.classify(Reals{0, 0}), Labels{0}) << "all equal: the first";
}

TEST_P(ClassifierTest, AssignsTiesToTheFirstClass)
{
    MaxRateClassifier classifier(backend, 1, 3);
    classifier.update(Reals{1, 1}, Labels{2, 1});
    EXPECT_EQ(classifier.assignments(), Labels{1});
    EXPECT_EQ(classifier.proportions(), (Reals{0, 0.5F, 0.5F}));
}

TEST_P(ClassifierTest, FadesTheClassesItSees)
{
    MaxRateClassifier classifier(backend, 1, 2, 0.5);
    classifier.update(Reals{1, 1}, Labels{0, 1});
    classifier.update(Reals{1, 3}, Labels{0, 0});
    EXPECT_FLOAT_EQ(classifier.rates()[0], std::exp(-1.0F) + 2);
    EXPECT_EQ(classifier.rates()[1], 1.0F) << "not seen, not faded";
}

TEST_P(ClassifierTest, TakesAnEmptyBatch)
{
    MaxRateClassifier classifier(backend, 2, 2);
    classifier.update(Reals{1, 0, 0, 1}, Labels{1, 0});
    Reals const before = classifier.rates();
    classifier.update(Reals{}, Labels{});
    EXPECT_EQ(classifier.rates(), before);
    EXPECT_TRUE(classifier.classify(Reals{}).empty());
}

TEST_P(ClassifierTest, WorksFromRatesThatWereStored)
{
    MaxRateClassifier trained(backend, 2, 2), loaded(backend, 2, 2);
    trained.update(Reals{1, 0, 0, 1}, Labels{1, 0});
    loaded.set_rates(trained.rates());
    EXPECT_EQ(loaded.assignments(), trained.assignments());
    EXPECT_EQ(loaded.occurrences(), trained.occurrences());
    EXPECT_EQ(loaded.proportions(), trained.proportions());
}

//! Spikes are counted, classes told and learned without a copy; in a replayed step too.
TEST_P(ClassifierTest, StaysOnTheBackend)
{
    constexpr Index steps = 6, batch = 5, neurons = 40, classes = 3;
    Fired const all = random_spikes(steps * batch * neurons, 0.4, 3);
    Raster shown(backend, steps, batch, neurons);
    shown.upload(all);
    SpikeCounter counter(backend, shown.now());
    Buffer<Real> rates(backend, batch * neurons);
    Labels const known{2, 0, 1, 2, 7};  // 7 is no class
    Buffer<Index> const labels(backend, std::span<Index const>(known));
    Buffer<Index> told(backend, batch);
    MaxRateClassifier classifier(backend, neurons, classes, 0.1),
        expected(backend, neurons, classes, 0.1);
    auto const step   = [&] { counter.observe(), shown.advance(); };
    auto const settle = [&] {
        counter.take(rates.data(), steps);
        classifier.tell(rates.data(), batch, told.data());
        classifier.learn(rates.data(), labels.data(), batch);
    };
    record(*backend, step)->run(steps);
    settle();
    EXPECT_EQ(told.download(), Labels(5, 0));
    EXPECT_EQ(counter.counts(), std::vector<std::int32_t>(batch * neurons)) << "they start again";
    Reals by_hand(batch * neurons);
    for (std::size_t i = 0; i < all.size(); ++i) {
        by_hand[i % by_hand.size()] += all[i];
    }
    for (Real& rate : by_hand) {
        rate /= steps;
    }
    EXPECT_EQ(rates.download(), by_hand);
    auto const four = std::span<Real const>(by_hand).first(4 * neurons);
    expected.update(four, std::span<Index const>(known).first(4));
    EXPECT_EQ(classifier.rates(), expected.rates());
    EXPECT_EQ(classifier.occurrences(), expected.occurrences());

    auto const program = record(*backend, [&] {
        for (Index t = 0; t < steps; ++t) {
            step();
        }
        settle();
    });
    program->run(2);
    EXPECT_EQ(told.download(), [&] {
        expected.update(four, std::span<Index const>(known).first(4));
        return expected.classify(by_hand);
    }());
    EXPECT_THROW(counter.take(rates.data(), 0), ArgumentError);
    EXPECT_THROW(SpikeCounter(backend, SpikeView{}), ArgumentError);
}

TEST_P(ClassifierTest, ChangesNothingWhenALabelIsWrong)
{
    MaxRateClassifier classifier(backend, 2, 3);
    auto const wrong = [&](Reals const& rates, Labels const& labels) {
        return message_of<ArgumentError>([&] { classifier.update(rates, labels); });
    };
    EXPECT_EQ(wrong({1, 1, 1, 1}, {0, 3}), "labels[1]: is 3, must be from 0 to 2");
    EXPECT_EQ(wrong({1, 1}, {-1}), "labels[0]: is -1, must be from 0 to 2");
    EXPECT_EQ(wrong({1, 1}, {0, 1}), "labels: 2 given for 1 samples");
    EXPECT_EQ(wrong({1, 1, 1}, {0}), "rates: 3 values given, must be a multiple of 2 neurons");
    EXPECT_EQ(classifier.rates(), Reals(6));
    EXPECT_THROW(classifier.classify(Reals{1}), ArgumentError);
    EXPECT_EQ(message_of<ArgumentError>([&] { classifier.set_rates(Reals(5)); }),
              "rates: 5 values given, 6 expected");
}

TEST_P(ClassifierTest, RefusesWrongSettings)
{
    auto const wrong = [this](Index neurons, Index classes, double decay) {
        return message_of<ArgumentError>(
            [=, this] { MaxRateClassifier(backend, neurons, classes, decay); });
    };
    EXPECT_EQ(wrong(0, 2, 0), "neurons: is 0, must be greater than 0");
    EXPECT_EQ(wrong(2, -1, 0), "classes: is -1, must be greater than 0");
    EXPECT_EQ(wrong(2, 2, -0.5), "decay: is -0.5, must be 0 or more");
    EXPECT_NE(wrong(2, 2, std::numeric_limits<double>::infinity()), "no exception");
}

}  // namespace
}  // namespace inferno::test
