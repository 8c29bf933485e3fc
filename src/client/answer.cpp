// Answers as values: errors in the words of the server that sent them, counts, single rows.
#include <fmt/format.h>

#include "client/row_splitter.hpp"
#include "client/statement.hpp"
#include "core/text.hpp"
#include "http/message.hpp"

namespace marque {
namespace {

/// How much of a body that is no JSON goes into an error's details.
constexpr std::size_t excerpt_bytes = 500;

std::string text_of(const Json& json) {
  if (json.is_null()) return {};
  return json.is_string() ? std::string(json.string_value()) : json.text();
}

/// The first of these fields that is there: PostgREST, GoTrue and Storage name the same thing differently.
std::string first_of(const Json& body, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    const Json* const found = body.find(name);
    if (found != nullptr && !found->is_null()) return text_of(*found);
  }
  return {};
}

/// "Proxy-Status: PostgREST; error=PGRST116" names the code where HEAD leaves the body out.
std::string proxy_code(const Headers& headers) {
  const std::string_view status = header_value(headers, "Proxy-Status");
  constexpr std::string_view mark = "error=";
  const std::size_t found = status.find(mark);
  return found == status.npos ? std::string() : std::string(core::trim(status.substr(found + mark.size())));
}

ApiError error_of(const Response& response) {
  ApiError error;
  error.status = response.status;
  const auto body = Json::parse(response.body);
  if (body && body->is_object()) {
    error.code = first_of(*body, {"error_code", "code", "statusCode"});
    error.message = first_of(*body, {"message", "msg", "error_description", "error"});
    error.details = first_of(*body, {"details"});
    error.hint = first_of(*body, {"hint"});
  } else {
    error.details = response.body.substr(0, excerpt_bytes);
  }
  if (error.code.empty()) error.code = proxy_code(response.headers);
  if (error.code.empty()) error.code = fmt::format("http.{}", response.status);
  if (error.message.empty())
    error.message =
        fmt::format("The server answered {} {}.", response.status, http::status_reason(response.status));
  return error;
}

/// "0-19/134" → 134.
std::optional<std::int64_t> total_of(const Headers& headers) {
  const std::string_view range = header_value(headers, "Content-Range");
  const std::size_t slash = range.find('/');
  return slash == range.npos ? std::nullopt : core::parse_integer(range.substr(slash + 1));
}

/// An array of at most one row as that row, or null.
Expected<Response> single_row(Response response) {
  client::RowSplitter splitter;
  std::string first;
  std::int64_t rows = 0;
  const auto keep = [&](std::string_view row) {
    if (++rows == 1) first = row;
    return true;
  };
  auto split = splitter.feed(response.body, keep);
  if (split) split = splitter.finish(keep);
  if (!split) return std::unexpected(std::move(split.error()));
  if (rows > 1)
    return std::unexpected(ApiError{"PGRST116", "Cannot coerce the result to a single JSON object",
                                    fmt::format("The result contains {} rows", rows), "", 406});
  response.body = rows == 0 ? "null" : first;
  return response;
}

}  // namespace

std::string_view header_value(const Headers& headers, std::string_view name) {
  const std::string wanted = core::to_lower(name);
  for (const auto& header : headers)
    if (core::to_lower(header.name) == wanted) return header.value;
  return {};
}

Expected<Json> Response::json() const {
  if (body.empty()) return Json();
  return Json::parse(body);
}

std::string to_string(const ApiError& error) {
  std::string text = error.code.empty() ? error.message : fmt::format("{}: {}", error.code, error.message);
  if (!error.details.empty()) text += fmt::format("\n  details: {}", error.details);
  if (!error.hint.empty()) text += fmt::format("\n  hint: {}", error.hint);
  return text;
}

namespace client {

ApiError api_error(const Error& error) { return {error.code, error.message, error.detail, error.hint, 0}; }

Expected<Response> check_status(Response response) {
  if (response.status < 200 || response.status > 299) return std::unexpected(error_of(response));
  return response;
}

Expected<Response> read_answer(const Statement& statement, Response response) {
  auto checked = check_status(std::move(response));
  if (!checked) return checked;
  if (statement.tree.preferences.count) checked->count = total_of(checked->headers);
  if (statement.output != Output::optional_object || statement.explain || checked->body.empty())
    return checked;
  return single_row(*std::move(checked));
}

}  // namespace client
}  // namespace marque
