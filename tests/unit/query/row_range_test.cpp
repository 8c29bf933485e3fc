#include "query/row_range.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace marque::query {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr auto none = std::nullopt;

Range range(std::optional<std::int64_t> limit, std::optional<std::int64_t> offset) { return {limit, offset}; }

std::string refusal(const Range& asked, std::optional<std::string_view> header = {}) {
  const auto root = root_range(asked, header);
  EXPECT_FALSE(root);
  EXPECT_EQ(root.error().code, "PGRST103");
  EXPECT_EQ(root.error().message, "Requested range not satisfiable");
  return root.error().detail;
}

TEST(RootRange, IsEverythingByItself) {
  EXPECT_EQ(root_range({}, none).value(), range(none, 0));
  EXPECT_TRUE(is_everything(root_range({}, none).value()));
  EXPECT_TRUE(is_everything({}));
}

TEST(RootRange, IsWhatLimitAndOffsetSay) {
  EXPECT_EQ(root_range({5, 3}, none).value(), range(5, 3));
  EXPECT_EQ(root_range({5, none}, none).value(), range(5, 0));
  EXPECT_EQ(root_range({none, 3}, none).value(), range(none, 3));
  EXPECT_EQ(root_range({none, -3}, none).value(), range(none, 0));
  EXPECT_EQ(root_range({10, -5}, none).value(), range(5, 0)) << "rows before the first are none";
}

TEST(RootRange, ReadsTheHeader) {
  EXPECT_EQ(root_range({}, "0-9").value(), range(10, 0));
  EXPECT_EQ(root_range({}, "5-").value(), range(none, 5));
  EXPECT_EQ(root_range({}, "7-7").value(), range(1, 7));
  for (const char* text : {"", "-", "-5", "items=0-9", "a-b", "1-2-3", "1", " 1-2", "1-x"})
    EXPECT_EQ(root_range({}, text).value(), range(none, 0)) << text;
}

TEST(RootRange, IntersectsHeaderAndLimit) {
  EXPECT_EQ(root_range({10, 5}, "0-7").value(), range(3, 5));
  EXPECT_EQ(root_range({3, none}, "1-").value(), range(2, 1));
  EXPECT_EQ(root_range({none, 4}, "2-9").value(), range(6, 4));
}

TEST(RootRange, GivesNoRowsForALimitOfZero) {
  EXPECT_EQ(root_range({0, none}, none).value(), range(0, 0));
  EXPECT_EQ(root_range({0, 0}, "5-2").value(), range(0, 0));
  EXPECT_EQ(root_range({5, -5}, none).value(), range(0, 0));
}

TEST(RootRange, RefusesWhatNoRowIsIn) {
  const std::string limit = "Limit should be greater than or equal to zero.";
  const std::string bounds =
      "The lower boundary must be lower than or equal to the upper boundary in the Range header.";
  EXPECT_EQ(refusal({-1, none}), limit);
  EXPECT_EQ(refusal({0, 5}), limit);
  EXPECT_EQ(refusal({5, 10}, "0-3"), limit);
  EXPECT_EQ(refusal({5, -10}), limit);
  EXPECT_EQ(refusal({}, "1-0"), bounds);
  EXPECT_EQ(refusal({-1, none}, "9-2"), bounds);
}

TEST(RootRange, StaysWithinItsNumbers) {
  EXPECT_EQ(root_range({largest, 5}, none).value(), range(largest - 5, 5));
  EXPECT_EQ(root_range({}, "0-99999999999999999999").value(), range(largest, 0));
  EXPECT_EQ(refusal({std::numeric_limits<std::int64_t>::min(), -1}),
            "Limit should be greater than or equal to zero.");
}

TEST(PutRange, MustBeEverything) {
  EXPECT_TRUE(refuse_range_for_put({none, 0}));
  for (const Range& some : {range(1, none), range(none, 1), range(0, 0)}) {
    const auto answer = refuse_range_for_put(some);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "PGRST114");
    EXPECT_EQ(answer.error().message, "limit/offset querystring parameters are not allowed for PUT");
  }
}

TEST(RestrictRange, CapsTheLimit) {
  EXPECT_EQ(restrict_range({none, 3}, 10), range(10, 3));
  EXPECT_EQ(restrict_range({5, none}, 10), range(5, none));
  EXPECT_EQ(restrict_range({50, 2}, 10), range(10, 2));
  EXPECT_EQ(restrict_range({50, 2}, none), range(50, 2));
  EXPECT_EQ(restrict_range({none, none}, 0), range(0, none));
  EXPECT_EQ(restrict_range({0, none}, 10), range(0, 0));
  EXPECT_EQ(restrict_range({-1, none}, 10), range(-1, none)) << "PostgreSQL's error";
}

TEST(RangeAt, FindsAPath) {
  const std::vector<Addressed<Range>> ranges{{{}, {1, 2}}, {{"a"}, {3, none}}};
  EXPECT_EQ(range_at(ranges, {"a"}), range(3, none));
  EXPECT_EQ(range_at(ranges, {}), range(1, 2));
  EXPECT_EQ(range_at(ranges, {"b"}), Range{});
}

TEST(ContentRangeOfRead, TellsRowsAndTotal) {
  const auto told = [](const Range& root, std::int64_t rows, std::optional<std::int64_t> total) {
    const auto [value, status] = content_range_of_read(root, rows, total);
    return value + " " + std::to_string(status);
  };
  EXPECT_EQ(told({none, 0}, 15, none), "0-14/* 200");
  EXPECT_EQ(told({none, 0}, 15, 15), "0-14/15 200");
  EXPECT_EQ(told({5, 10}, 5, 15), "10-14/15 206");
  EXPECT_EQ(told({none, 0}, 0, none), "*/* 200");
  EXPECT_EQ(told({none, 0}, 0, 0), "*/0 200");
  EXPECT_EQ(told({none, 1}, 0, 0), "*/0 416");
  EXPECT_EQ(told({none, 100}, 0, 15), "*/15 416");
  EXPECT_EQ(told({none, 15}, 0, 15), "*/15 206");
  EXPECT_EQ(told({0, 0}, 0, 15), "*/15 206");
}

TEST(OutOfBounds, NamesOffsetAndTotal) {
  const Error error = out_of_bounds({none, 100}, 15);
  EXPECT_EQ(error.code, "PGRST103");
  EXPECT_EQ(error.detail, "An offset of 100 was requested, but there are only 15 rows.");
}

TEST(ContentRangeOfMutation, DependsOnTheAction) {
  EXPECT_EQ(content_range_of_mutation(Action::insert, 3, false), "*/*");
  EXPECT_EQ(content_range_of_mutation(Action::insert, 3, true), "*/3");
  EXPECT_EQ(content_range_of_mutation(Action::update, 3, false), "0-2/*");
  EXPECT_EQ(content_range_of_mutation(Action::update, 3, true), "0-2/3");
  EXPECT_EQ(content_range_of_mutation(Action::update, 0, false), "*/*");
  EXPECT_EQ(content_range_of_mutation(Action::update, 0, true), "*/0");
  EXPECT_EQ(content_range_of_mutation(Action::remove, 2, true), "*/2");
}

}  // namespace
}  // namespace marque::query
