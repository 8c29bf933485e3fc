#include "query/row_range.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "query/whole_number.hpp"

namespace marque::query {
namespace {

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

std::int64_t add(std::int64_t left, std::int64_t right) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(left, right, &sum)) return sum;
  return right > 0 ? largest : std::numeric_limits<std::int64_t>::min();
}

/// Rows from `begin` up to, not including, `end`; without end all further ones.
struct Rows {
  std::int64_t begin = 0;
  std::optional<std::int64_t> end;

  bool empty() const { return end && *end <= begin; }
};

Rows rows_of(const Range& range) {
  const std::int64_t begin = range.offset.value_or(0);
  if (!range.limit) return {begin, std::nullopt};
  return {begin, add(begin, *range.limit)};
}

Rows both(const Rows& left, const Rows& right) {
  Rows common{std::max(left.begin, right.begin), left.end ? left.end : right.end};
  if (left.end && right.end) common.end = std::min(*left.end, *right.end);
  return common;
}

bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == text.npos; }

/// "a-b" or "a-"; everything if the text is neither.
Rows rows_of_header(std::string_view header) {
  const std::size_t dash = header.find('-');
  if (dash == header.npos || dash == 0) return {};
  const std::string_view first = header.substr(0, dash);
  const std::string_view last = header.substr(dash + 1);
  if (!all_digits(first) || !all_digits(last)) return {};
  Rows rows{read_whole_number(first).value_or(0), std::nullopt};
  if (const auto number = read_whole_number(last)) rows.end = add(*number, 1);
  return rows;
}

/// A limit of zero: the peer knows it by where the rows end.
bool asks_for_no_rows(const Range& range) { return range.limit && rows_of(range).end == 0; }

std::unexpected<Error> not_satisfiable(std::string detail) {
  return fail(Error("PGRST103", "Requested range not satisfiable").with_detail(std::move(detail)));
}

/// "first-last/total", with "*" for what there is not.
std::string content_range(std::int64_t first, std::int64_t last, std::optional<std::int64_t> total) {
  const std::string rows = total == 0 || first > last ? "*" : fmt::format("{}-{}", first, last);
  return fmt::format("{}/{}", rows, total ? fmt::to_string(*total) : "*");
}

}  // namespace

Range range_at(const std::vector<Addressed<Range>>& ranges, const Path& path) {
  const auto found = std::ranges::find(ranges, path, &Addressed<Range>::path);
  return found == ranges.end() ? Range{} : found->value;
}

Result<Range> root_range(const Range& asked, std::optional<std::string_view> range_header) {
  if (asks_for_no_rows(asked)) return Range{0, 0};
  const Rows header = range_header ? rows_of_header(*range_header) : Rows{};
  if (header.empty())
    return not_satisfiable(
        "The lower boundary must be lower than or equal to the upper boundary in the Range header.");
  const Rows wanted = rows_of(asked);
  const Rows rows = both(header, wanted);
  if (wanted.empty() || rows.empty())
    return not_satisfiable("Limit should be greater than or equal to zero.");
  Range range{std::nullopt, rows.begin};
  if (rows.end) range.limit = *rows.end - rows.begin;
  return range;
}

bool is_everything(const Range& range) { return !range.limit && range.offset.value_or(0) == 0; }

Result<void> refuse_range_for_put(const Range& root) {
  if (is_everything(root)) return {};
  return fail("PGRST114", "limit/offset querystring parameters are not allowed for PUT");
}

Range restrict_range(const Range& range, std::optional<std::int64_t> maximum_rows) {
  if (asks_for_no_rows(range)) return {0, 0};
  if (!maximum_rows || rows_of(range).empty()) return range;
  return {std::min(range.limit.value_or(largest), *maximum_rows), range.offset};
}

ContentRange content_range_of_read(const Range& root, std::int64_t rows, std::optional<std::int64_t> total) {
  const std::int64_t first = root.offset.value_or(0);
  ContentRange answer{content_range(first, add(first, rows - 1), total), 200};
  if (total && first > *total)
    answer.status = 416;
  else if (total && rows < *total)
    answer.status = 206;
  return answer;
}

Error out_of_bounds(const Range& root, std::optional<std::int64_t> total) {
  return Error("PGRST103", "Requested range not satisfiable")
      .with_detail(fmt::format("An offset of {} was requested, but there are only {} rows.",
                               root.offset.value_or(0), total.value_or(0)));
}

std::string content_range_of_mutation(Action action, std::int64_t rows, bool counted) {
  std::optional<std::int64_t> total;
  if (counted) total = rows;
  return action == Action::update ? content_range(0, rows - 1, total) : content_range(1, 0, total);
}

}  // namespace marque::query
