#include "rest/answer.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>

#include "core/text.hpp"
#include "http/url.hpp"
#include "pg/array_literal.hpp"
#include "query/preferences.hpp"
#include "query/row_range.hpp"
#include "rest/error.hpp"
#include "rest/response_control.hpp"

namespace marque::rest {
namespace {

std::optional<std::string_view> text_at(const Outcome& outcome, int column) {
  const pg::RowSet& rows = *outcome.rows;
  if (rows.row_count() == 0 || column >= rows.column_count() || rows.is_null(0, column)) return std::nullopt;
  return rows.value(0, column);
}

std::optional<std::int64_t> number_at(const Outcome& outcome, int column) {
  const auto text = text_at(outcome, column);
  return text ? core::parse_integer(*text) : std::nullopt;
}

/// PostgreSQL's text form of bytea ("\x1f00") as the bytes themselves.
std::string bytes_of(std::string_view hexadecimal) {
  std::string bytes;
  bytes.reserve(hexadecimal.size() / 2);
  for (std::size_t at = 2; at + 1 < hexadecimal.size(); at += 2) {
    unsigned char byte = 0;
    std::from_chars(hexadecimal.data() + at, hexadecimal.data() + at + 2, byte, 16);
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

constexpr std::uint32_t bytea_type = 17;  // pg_type.dat

/// The body column's text, shared with the result that owns it: nothing is copied.
http::Body body_of(const Outcome& outcome) {
  const auto text = text_at(outcome, query::body_column);
  if (!text) return std::string();
  if (outcome.rows->column_type(query::body_column) == bytea_type && text->starts_with("\\x"))
    return bytes_of(*text);
  return http::SharedText{*text, outcome.rows};
}

/// EXPLAIN gives its lines as rows.
std::string plan_text(const pg::RowSet& rows) {
  std::string text;
  for (int row = 0; row < rows.row_count(); ++row) text.append(rows.value(row, 0)).append("\n");
  return text;
}

bool counts_rows(const ApiRequest& request) {
  const auto count = request.tree.preferences.count;
  return count == query::Count::exact || count == query::Count::estimated;
}

std::string affected_range(const Decided& decided, const Outcome& outcome) {
  return query::content_range_of_mutation(decided.request.operation.action, page_rows(outcome),
                                          counts_rows(decided.request));
}

/// Rows without limit: counted, planned, or the larger of both where the count stopped at db-max-rows.
std::optional<std::int64_t> total_rows(const Decided& decided, const Outcome& outcome) {
  const auto counted = number_at(outcome, query::total_column);
  const auto count = decided.request.tree.preferences.count;
  if (decided.request.operation.verb != Verb::read) return counted;
  if (count == query::Count::planned) return outcome.planned_rows;
  if (count != query::Count::estimated) return counted;
  const auto limit = decided.settings.maximum_rows;
  const bool more = !limit || (counted && *counted > *limit);
  if (!more) return counted;
  return counted && outcome.planned_rows ? std::optional(std::max(*counted, *outcome.planned_rows))
                                         : std::nullopt;
}

void add_content_headers(const Decided& decided, http::Headers& headers) {
  headers.add("Content-Type", content_type(decided.negotiated.media));
  if (decided.request.operation.negotiated)
    headers.add("Content-Profile", decided.request.operation.target.schema);
}

void add_applied_preferences(const Decided& decided, http::Headers& headers) {
  query::Applied applied;
  applied.action = decided.request.operation.action;
  applied.has_conflict_target = decided.relation != nullptr && (!decided.relation->primary_key.empty() ||
                                                                decided.request.tree.on_conflict.has_value());
  const std::string value = query::applied_preferences(decided.request.tree.preferences, applied);
  if (!value.empty()) headers.add("Preference-Applied", value);
}

/// Reads and calls: the range is checked against the total, and 416 takes the place of the rows.
void put_rows(const Decided& decided, const Outcome& outcome, http::Response& response) {
  const auto total = total_rows(decided, outcome);
  const auto range = query::content_range_of_read(decided.request.root_range, page_rows(outcome), total);
  response.status = range.status;
  response.headers.add("Content-Range", range.value);
  if (range.status == 416)
    response.body = error_body(query::out_of_bounds(decided.request.root_range, total));
  else
    response.body = body_of(outcome);
}

http::Response answer_read(const Decided& decided, const Outcome& outcome) {
  http::Response response;
  put_rows(decided, outcome, response);
  std::string location = "/" + decided.request.operation.target.name;
  if (!decided.request.canonical.empty()) location += "?" + decided.request.canonical;
  response.headers.add("Content-Location", location);
  add_content_headers(decided, response.headers);
  add_applied_preferences(decided, response.headers);
  return response;
}

http::Response answer_call(const Decided& decided, const Outcome& outcome) {
  http::Response response;
  put_rows(decided, outcome, response);
  add_applied_preferences(decided, response.headers);
  if (decided.routine->returns_void()) {
    response.status = 204;
    response.body = std::string();
  } else {
    add_content_headers(decided, response.headers);
  }
  return response;
}

bool wants_rows(const Decided& decided) {
  return decided.request.tree.preferences.returning == query::Returning::representation;
}

/// "/projects?id=eq.1&…" from PostgreSQL's text array of "column=operator.value".
std::string location_of(const Decided& decided, const Outcome& outcome) {
  const auto array = text_at(outcome, query::location_column);
  if (!array) return {};
  std::string location;
  for (const std::string& pair : pg::read_text_array(*array)) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    location += location.empty() ? "/" + decided.request.operation.target.name + "?" : "&";
    location += http::percent_encode(pair.substr(0, equals)) + "=";
    location += http::percent_encode(pair.substr(std::min(equals + 1, pair.size())));
  }
  return location;
}

http::Response answer_insert(const Decided& decided, const Outcome& outcome) {
  http::Response response;
  const auto inserted = number_at(outcome, query::inserted_column);
  const bool merged = decided.request.tree.preferences.resolution == query::Resolution::merge_duplicates;
  response.status = merged && inserted.value_or(0) <= 0 ? 200 : 201;
  if (const std::string location = location_of(decided, outcome); !location.empty())
    response.headers.add("Location", location);
  response.headers.add("Content-Range", affected_range(decided, outcome));
  add_applied_preferences(decided, response.headers);
  if (wants_rows(decided)) {
    add_content_headers(decided, response.headers);
    response.body = body_of(outcome);
  }
  return response;
}

/// PATCH, PUT and DELETE: `status` with the rows, or 204 without.
http::Response answer_change(const Decided& decided, const Outcome& outcome, int status) {
  http::Response response;
  if (decided.request.operation.action != query::Action::put)
    response.headers.add("Content-Range", affected_range(decided, outcome));
  add_applied_preferences(decided, response.headers);
  response.status = 204;
  if (!wants_rows(decided)) return response;
  response.status = status;
  add_content_headers(decided, response.headers);
  response.body = body_of(outcome);
  return response;
}

http::Response answer_mutation(const Decided& decided, const Outcome& outcome) {
  switch (decided.request.operation.action) {
    case query::Action::insert: return answer_insert(decided, outcome);
    case query::Action::put:
      return answer_change(decided, outcome,
                           number_at(outcome, query::inserted_column).value_or(0) > 0 ? 201 : 200);
    default: return answer_change(decided, outcome, 200);
  }
}

http::Response answer_plan(const Decided& decided, const Outcome& outcome) {
  http::Response response;
  response.body = plan_text(*outcome.rows);
  add_content_headers(decided, response.headers);
  return response;
}

http::Response answer_rows(const Decided& decided, const Outcome& outcome) {
  switch (decided.request.operation.verb) {
    case Verb::read: return answer_read(decided, outcome);
    case Verb::call: return answer_call(decided, outcome);
    default: return answer_mutation(decided, outcome);
  }
}

bool is_singular(const Negotiated& negotiated) {
  return negotiated.media.kind == MediaKind::object || negotiated.media.kind == MediaKind::object_stripped;
}

}  // namespace

std::int64_t page_rows(const Outcome& outcome) { return number_at(outcome, query::page_column).value_or(0); }

Result<void> check_outcome(const Decided& decided, const Outcome& outcome) {
  if (decided.negotiated.explain) return {};
  const std::int64_t rows = page_rows(outcome);
  const query::Preferences& preferences = decided.request.tree.preferences;
  const query::Action action = decided.request.operation.action;
  if (action == query::Action::put)
    return rows == 1 ? Result<void>()
                     : fail("PGRST115", "Payload values do not match URL in primary key column(s)");
  if (is_singular(decided.negotiated) && rows != 1)
    return fail(Error("PGRST116", "Cannot coerce the result to a single JSON object")
                    .with_detail(fmt::format("The result contains {} rows", rows)));
  const bool limited =
      action == query::Action::update || action == query::Action::remove || action == query::Action::call;
  if (limited && preferences.handling == query::Handling::strict && preferences.max_affected &&
      rows > *preferences.max_affected)
    return fail(Error("PGRST124", "Query result exceeds max-affected preference constraint")
                    .with_detail(fmt::format("The query affects {} rows", rows)));
  return {};
}

Result<http::Response> answer(const Decided& decided, const Outcome& outcome) {
  if (decided.negotiated.explain) return answer_plan(decided, outcome);
  http::Response response = answer_rows(decided, outcome);
  auto status = apply_response_status(text_at(outcome, query::status_column), response.status);
  if (!status) return fail(status.error());
  response.status = *status;
  if (auto applied = apply_response_headers(text_at(outcome, query::headers_column), response.headers);
      !applied)
    return fail(applied.error());
  return response;
}

}  // namespace marque::rest
