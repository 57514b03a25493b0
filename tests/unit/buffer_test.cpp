#include "inferno/runtime/buffer.hpp"

#include "support/backend_test.hpp"
#include "support/builders.hpp"
#include "support/compare.hpp"

namespace inferno::test {
namespace {

class BufferTest : public BackendTest {};
INFERNO_ON_EVERY_BACKEND(BufferTest);

TEST_P(BufferTest, StartsWithZeros)
{
    EXPECT_EQ(Buffer<Real>(backend, 1000).download(), Reals(1000));
}

TEST_P(BufferTest, GivesBackWhatWasUploaded)
{
    Reals const values = random_reals(777, -1, 1, 1);
    Buffer<Real> buffer(backend, std::span<Real const>(values));
    EXPECT_EQ(buffer.download(), values);
    buffer.fill(2.5F);
    EXPECT_EQ(buffer.download(), Reals(777, 2.5F));
    buffer.clear();
    EXPECT_EQ(buffer.download(), Reals(777));
}

TEST_P(BufferTest, RefusesAnUploadOfAnotherSize)
{
    Buffer<Real> buffer(backend, 3);
    EXPECT_EQ(message_of<ArgumentError>([&] { buffer.upload(Reals(4)); }),
              "upload of 4 values into a buffer of 3");
    EXPECT_EQ(message_of<ArgumentError>([&] { buffer.upload(Reals{}); }),
              "upload of 0 values into a buffer of 3");
    EXPECT_EQ(buffer.download(), Reals(3));
}

TEST_P(BufferTest, CopiesFromItsOwnKindOnly)
{
    Buffer<Real> from(backend, 3), to(backend, 3), longer(backend, 4);
    from.fill(7);
    to.copy_from(from);
    EXPECT_EQ(to.download(), Reals(3, 7));
    EXPECT_EQ(message_of<ArgumentError>([&] { longer.copy_from(from); }),
              "copy between buffers of 3 and 4 values");
    Buffer<Real> elsewhere(make_test_backend(GetParam()), 3);
    EXPECT_THROW(elsewhere.copy_from(from), ArgumentError);
}

TEST_P(BufferTest, CountsItsBytesUntilTheyAreReleased)
{
    EXPECT_EQ(backend->bytes_in_use(), 0U);
    {
        Buffer<Real> one(backend, 10);
        Buffer<Index> two(backend, 3);
        EXPECT_EQ(backend->bytes_in_use(), 64U);
        two = Buffer<Index>(backend, 5);
        EXPECT_EQ(backend->bytes_in_use(), 80U);
        Buffer<Real> const moved = std::move(one);
        EXPECT_EQ(backend->bytes_in_use(), 80U);
        EXPECT_EQ(moved.size(), 10);
        EXPECT_TRUE(one.empty());  // NOLINT: that is the question
    }
    EXPECT_EQ(backend->bytes_in_use(), 0U);
}

TEST_P(BufferTest, OfNothingHoldsNoMemory)
{
    Buffer<Real> nothing(backend, 0);
    EXPECT_EQ(nothing.data(), nullptr);
    EXPECT_EQ(nothing.download(), Reals{});
    nothing.upload(Reals{});
    nothing.clear();
    EXPECT_EQ(backend->bytes_in_use(), 0U);
}

TEST_P(BufferTest, OutlivesTheLastOtherUseOfItsBackend)
{
    Buffer<Real> buffer(backend, 4);
    backend.reset();
    buffer.fill(1);
    EXPECT_EQ(buffer.download(), Reals(4, 1));
}

}  // namespace
}  // namespace inferno::test
