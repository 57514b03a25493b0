#include "inferno/network/plan.hpp"

#include <gtest/gtest.h>

#include "inferno/runtime/stage.hpp"

namespace inferno::test {
namespace {

//! A stage that only says what it touches.
struct Touch {
    static constexpr std::string_view name = "touch";
    static constexpr Word word             = Word::synapse;
    Index elements                         = 100;
    Use first{}, second{};

    Index extent() const { return elements; }
    Index operations() const { return 10; }
    void uses(Uses& list) const
    {
        for (Use const& use : {first, second}) {
            if (use.writes) {
                use.own ? list.writes_own(use.memory) : list.writes_any(use.memory);
            } else {
                use.own ? list.reads_own(use.memory) : list.reads_any(use.memory);
            }
        }
    }
    static void on_host(Touch const&, Slice) {}
};

char one, two;
Use const reads_own{&one, false, true}, reads_any{&one, false, false};
Use const writes_own{&one, true, true}, writes_any{&one, true, false};
Use const writes_two{&two, true, true}, reads_two{&two, false, true};

Stage touch(Use first, Use second = {}, Index elements = 100)
{
    return Stage(Touch{elements, first, second});
}

std::vector<std::size_t> phases(std::vector<Stage> const& stages)
{
    std::vector<std::size_t> sizes;
    Plan const plan(stages);
    for (Phase const& phase : plan.phases()) {
        sizes.push_back(phase.size());
    }
    return sizes;
}
using Sizes = std::vector<std::size_t>;

TEST(Plan, OfNothingIsEmpty) { EXPECT_EQ(phases({}), Sizes{}); }

TEST(Plan, KeepsAnElementsOwnMemoryInOnePhase)
{
    EXPECT_EQ(phases({touch(writes_own), touch(reads_own)}), Sizes{2});
    EXPECT_EQ(phases({touch(reads_own), touch(writes_own)}), Sizes{2});
    EXPECT_EQ(phases({touch(writes_own), touch(writes_own)}), Sizes{2});
}

TEST(Plan, WaitsBeforeAnyElementMayBeRead)
{
    EXPECT_EQ(phases({touch(writes_own), touch(reads_any)}), (Sizes{1, 1}));
    EXPECT_EQ(phases({touch(writes_any), touch(reads_own)}), (Sizes{1, 1}));
}

TEST(Plan, WaitsBeforeWhatOthersReadIsOverwritten)
{
    EXPECT_EQ(phases({touch(reads_any), touch(writes_own)}), (Sizes{1, 1}));
    EXPECT_EQ(phases({touch(reads_own), touch(writes_any)}), (Sizes{1, 1}));
}

TEST(Plan, WaitsWhereTheSplitDiffers)
{
    EXPECT_EQ(phases({touch(writes_own), touch(reads_own, {}, 101)}), (Sizes{1, 1}));
    EXPECT_EQ(phases({touch(reads_own), touch(reads_own, {}, 101)}), Sizes{2});
}

TEST(Plan, PutsIndependentStagesSideBySide)
{
    EXPECT_EQ(phases({touch(writes_own), touch(reads_any), touch(writes_two)}), (Sizes{2, 1}));
    EXPECT_EQ(phases({touch(reads_any), touch(reads_any)}), Sizes{2});
}

TEST(Plan, KeepsALaterStageBehindAllThatItDependsOn)
{
    // the third must not slip into phase 0, where only its other memory is ready
    EXPECT_EQ(
        phases({touch(writes_own), touch(reads_any, writes_two), touch(reads_two, writes_own)}),
        (Sizes{1, 1, 1}));
}

TEST(Plan, AddsUpItsOperationsAndShowsItsPhases)
{
    Plan const plan({touch(writes_own), touch(reads_any)});
    EXPECT_EQ(plan.operations(), 20);
    EXPECT_EQ(plan.to_string(), "phase 0: touch\nphase 1: touch\n");
}

TEST(Slices, CoverTheExtentInWholeGrains)
{
    for (Index const extent : {1, 7, 8, 9, 64, 100, 1000}) {
        for (Index const parts : {1, 2, 3, 7, 200}) {
            Index next = 0;
            for (Index part = 0; part < parts; ++part) {
                Slice const slice = slice_of(extent, part, parts);
                EXPECT_EQ(slice.begin, next);
                EXPECT_TRUE(slice.begin % slice_grain == 0 || slice.begin == extent);
                next = slice.end;
            }
            EXPECT_EQ(next, extent);
        }
    }
}

TEST(Stage, KnowsItsBodyByType)
{
    Stage const stage = touch(writes_own, {}, 42);
    ASSERT_NE(stage.as<Touch>(), nullptr);
    EXPECT_EQ(stage.as<Touch>()->elements, 42);
    EXPECT_EQ(name_of(stage.type().word), "synapse");
    EXPECT_EQ(stage.uses().size(), 1U);  // null pointers are left out
}

}  // namespace
}  // namespace inferno::test
