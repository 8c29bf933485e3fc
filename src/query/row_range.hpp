// query/row_range.hpp: which rows are asked for, which are given, and how the answer says so
// (contracts/rest.md §7). Pure arithmetic on query::Range; a sum beyond 64 bits is the nearest value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "query/tree.hpp"

namespace marque::query {

/// What `limit` and `offset` say of the embed at `path`; nothing at all if there is no such entry.
Range range_at(const std::vector<Addressed<Range>>& ranges, const Path& path);

/// The rows of the root: what limit and offset ask for, cut by the `Range` header ("a-b" or "a-"; any other
/// text counts as none). Pass the header of GET requests only. The result has an offset of at least 0, and a
/// limit if there is one; `limit=0` gives {0, 0} whatever the header says.
/// Errors: PGRST103 if a limit is negative, the header's bounds are the wrong way round, or no row can be in
/// both.
Result<Range> root_range(const Range& asked, std::optional<std::string_view> range_header);

/// True if `range` leaves no row out.
bool is_everything(const Range& range);

/// PUT takes no range. Error: PGRST114, unless `root` is everything.
Result<void> refuse_range_for_put(const Range& root);

/// `range` with db-max-rows: of the root (from root_range) or of an embed. A negative limit or offset of an
/// embed stays: it is PostgreSQL's error.
Range restrict_range(const Range& range, std::optional<std::int64_t> maximum_rows);

/// The `Content-Range` header and the status that goes with it.
struct ContentRange {
  std::string value;
  int status = 200;
};

/// Of a read or call that gave `rows` rows of `root` (before db-max-rows) and counted `total`, or did not
/// count. Status: 200 if all rows are there or nobody counted, 206 if some are, 416 if the offset is beyond
/// `total`: then the body is that of out_of_bounds().
ContentRange content_range_of_read(const Range& root, std::int64_t rows, std::optional<std::int64_t> total);

/// Error: PGRST103, the offset and how many rows there are.
Error out_of_bounds(const Range& root, std::optional<std::int64_t> total);

/// `Content-Range` of an insert, update or delete that touched `rows` rows; `counted` if the client asked for
/// the number. A PUT has none; for any other action it is what a delete has.
std::string content_range_of_mutation(Action action, std::int64_t rows, bool counted);

}  // namespace marque::query
