#include "rest/error.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "http/error.hpp"
#include "pg/server_error.hpp"
#include "query/error_status.hpp"
#include "rest/json_scanner.hpp"
#include "rest/raised_error.hpp"

namespace marque::rest {
namespace {

/// An error as the client will see it.
struct Shown {
  std::string code;
  std::string message;
  std::optional<std::string> details;
  std::optional<std::string> hint;
  int status = 500;
  std::string reason{};
  std::vector<std::pair<std::string, std::string>> headers{};
  bool details_are_json = false;
};

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

/// A failure of the way to the database, which no SQLSTATE tells.
struct PoolFailure {
  std::string_view code;
  std::string_view shown_code;
  std::string_view message;
  int status;
  bool shows_detail;  ///< libpq's words; otherwise what happened says it all
};

constexpr std::string_view connecting_failed = "Database connection error. Retrying the connection.";
constexpr std::string_view client_failed = "Database client error. Retrying the connection.";
constexpr std::string_view waited_too_long = "Timed out acquiring connection from connection pool.";
constexpr std::array<PoolFailure, 7> pool_failures{{
    {"pg.unreachable", "PGRST000", connecting_failed, 503, true},
    {"pg.wrong_password", "PGRST000", connecting_failed, 503, true},
    {"pg.connection_lost", "PGRST001", client_failed, 503, true},
    {"pg.stopped", "PGRST001", client_failed, 503, false},
    {"pg.pool_timeout", "PGRST003", waited_too_long, 504, false},
    {"pg.pool_full", "PGRST003", waited_too_long, 504, false},
    {"pg.timeout", "57014", "canceling statement due to statement timeout", 500, false},
}};

std::optional<Shown> show_pool_failure(const Error& error) {
  for (const PoolFailure& failure : pool_failures)
    if (failure.code == error.code)
      return Shown{.code = std::string(failure.shown_code),
                   .message = std::string(failure.message),
                   .details = failure.shows_detail ? unless_empty(error.detail) : std::nullopt,
                   .hint = std::nullopt,
                   .status = failure.status};
  return std::nullopt;
}

Shown show_own(const Error& error) {
  Shown shown{
      .code = error.code,
      .message = error.message,
      .details = unless_empty(error.detail),
      .hint = unless_empty(error.hint),
      .status = error.code.starts_with("http.") ? http::status_of(error) : query::status_of_code(error.code)};
  shown.details_are_json = error.code == "PGRST201" && shown.details;
  if (error.code == "PGRST302")
    shown.headers.emplace_back("WWW-Authenticate", "Bearer");
  else if (error.code == "PGRST301" || error.code == "PGRST303")
    shown.headers.emplace_back("WWW-Authenticate",
                               "Bearer error=\"invalid_token\", error_description=\"" + error.message + "\"");
  return shown;
}

Shown show_raised(const Error& error) {
  auto raised = read_raised_error(error);
  if (!raised) return show_own(raised.error());
  return Shown{.code = std::move(raised->code),
               .message = std::move(raised->message),
               .details = std::move(raised->details),
               .hint = std::move(raised->hint),
               .status = raised->status,
               .reason = std::move(raised->reason),
               .headers = std::move(raised->headers)};
}

Shown show_report(std::string_view sqlstate, const Error& error, const ErrorContext& context) {
  Shown shown{.code = std::string(sqlstate),
              .message = error.message,
              .details = unless_empty(error.detail),
              .hint = unless_empty(error.hint),
              .status = query::status_of_sqlstate(sqlstate, error.message, context.anonymous)};
  const bool names_status = sqlstate.starts_with("PT") && core::parse_integer(sqlstate.substr(2));
  if (names_status) shown.reason = error.message;
  if (shown.status == 401) shown.headers.emplace_back("WWW-Authenticate", "Bearer");
  return shown;
}

Shown show(const Error& error, const ErrorContext& context) {
  const std::string_view sqlstate = pg::sqlstate_of(error);
  if (sqlstate == "PGRST") return show_raised(error);
  if (!sqlstate.empty()) return show_report(sqlstate, error, context);
  auto failure = show_pool_failure(error);
  return failure ? std::move(*failure) : show_own(error);
}

void append_member(std::string& out, std::string_view name, const std::optional<std::string>& text) {
  out.append(",\"").append(name).append("\":");
  if (text)
    append_json_text(out, *text);
  else
    out += "null";
}

std::string body_of(const Shown& shown) {
  std::string body = "{\"code\":";
  append_json_text(body, shown.code);
  if (shown.details_are_json)
    body.append(",\"details\":").append(*shown.details);
  else
    append_member(body, "details", shown.details);
  append_member(body, "hint", shown.hint);
  append_member(body, "message", shown.message);
  return body += '}';
}

}  // namespace

int status_of(const Error& error, const ErrorContext& context) { return show(error, context).status; }

std::string error_body(const Error& error) { return body_of(show(error, {})); }

http::Response error_response(const Error& error, const ErrorContext& context) {
  Shown shown = show(error, context);
  http::Response response = http::json_response(shown.status, body_of(shown));
  response.reason = std::move(shown.reason);
  if (shown.status == 503) response.headers.add("Retry-After", std::to_string(context.retry_after_seconds));
  response.headers.add("Proxy-Status", "PostgREST; error=" + shown.code);
  for (const auto& [name, value] : shown.headers) response.headers.add(name, value);
  return response;
}

}  // namespace marque::rest
