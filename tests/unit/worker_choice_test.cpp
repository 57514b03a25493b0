//! How many threads the host uses is found by trying, whatever else the machine does meanwhile.
#include "runtime/worker_choice.hpp"

#include <gtest/gtest.h>

namespace inferno::test {
namespace {

using host::WorkerChoice;

//! What is chosen after trials in which `workers` threads take seconds_of(workers, turn) for a
//! step.
template <class SecondsOf>
int chosen(int most, SecondsOf const& seconds_of)
{
    WorkerChoice choice(most);
    int turn = 0, workers = 0;
    Index tried = 0;
    for (WorkerChoice::Piece piece = choice.next(7); tried < 16 * 16; piece = choice.next(7)) {
        if (piece.workers != workers) { ++turn; }
        workers = piece.workers;
        tried += piece.steps;
        choice.done(piece, static_cast<double>(piece.steps) * seconds_of(workers, turn));
    }
    return choice.next(7).workers;
}

TEST(WorkerChoice, IsTheFastest)
{
    EXPECT_EQ(chosen(1, [](int, int) { return 1e-5; }), 1);
    EXPECT_EQ(chosen(2, [](int workers, int) { return 1e-5 / workers; }), 2);
    EXPECT_EQ(chosen(2, [](int workers, int) { return 1e-5 * workers; }), 1);
    EXPECT_EQ(chosen(8, [](int workers, int) { return workers == 4 ? 1e-5 : 2e-5; }), 4);
}

TEST(WorkerChoice, ForgivesOneTurnThatSomethingElseHeldUp)
{
    auto const held_up = [](int workers, int turn) { return turn == 4 ? 1.0 : 1e-3 / workers; };
    EXPECT_EQ(chosen(2, held_up), 2);
}

TEST(WorkerChoice, RunsNoMoreThanAsked)
{
    WorkerChoice choice(2);
    for (Index steps = 1; steps < 200; ++steps) {
        WorkerChoice::Piece const piece = choice.next(steps);
        EXPECT_LE(piece.steps, steps);
        EXPECT_GT(piece.steps, 0);
        choice.done(piece, 1e-6);
    }
}

}  // namespace
}  // namespace inferno::test
