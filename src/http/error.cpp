#include "http/error.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/json.hpp"

namespace marque::http {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 22> statuses{{
    {"http.bad_request_line", 400},
    {"http.bad_target", 400},
    {"http.bad_header", 400},
    {"http.bad_host", 400},
    {"http.bad_framing", 400},
    {"http.bad_chunk", 400},
    {"http.bad_escape", 400},
    {"http.body_incomplete", 400},
    {"http.not_found", 404},
    {"http.method_not_allowed", 405},
    {"http.header_timeout", 408},
    {"http.body_timeout", 408},
    {"http.body_too_large", 413},
    {"http.target_too_long", 414},
    {"http.expectation_failed", 417},
    {"http.header_too_large", 431},
    {"http.peer_gone", 499},
    {"http.internal", 500},
    {"http.method_not_supported", 501},
    {"http.transfer_encoding_not_supported", 501},
    {"http.too_many_connections", 503},
    {"http.version_not_supported", 505},
}};

}  // namespace

int status_of(const Error& error) {
  const auto found =
      std::ranges::find(statuses, std::string_view(error.code), &std::pair<std::string_view, int>::first);
  return found == statuses.end() ? 500 : found->second;
}

Response error_response(const Error& error) { return error_response(status_of(error), error); }

Response error_response(int status, const Error& error) {
  core::JsonObject body;
  body.add("code", error.code).add("message", error.message);
  if (!error.detail.empty()) body.add("detail", error.detail);
  if (!error.hint.empty()) body.add("hint", error.hint);
  return json_response(status, body.text());
}

}  // namespace marque::http
