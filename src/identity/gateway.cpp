#include "identity/gateway.hpp"

#include <string>
#include <string_view>

#include "core/json.hpp"
#include "http/url.hpp"

namespace marque::identity {
namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view opaque_prefix = "sb_";

/// True for "Bearer sb_…": a key where a token belongs. supabase-js sends it while nobody is signed in.
bool holds_opaque_key(std::string_view authorization) {
  return authorization.size() > bearer.size() &&
         http::equal_without_case(authorization.substr(0, bearer.size()), bearer) &&
         authorization.substr(bearer.size()).starts_with(opaque_prefix);
}

bool holds_token(std::string_view authorization) {
  return !authorization.empty() && !holds_opaque_key(authorization);
}

/// Takes `name=…` out of the query string, so that the API does not read it as a filter.
void remove_query_parameter(http::Request& request, std::string_view name) {
  std::string kept;
  for (const http::QueryParameter& parameter : http::split_query(request.query())) {
    if (http::percent_decode_lenient(parameter.name, http::Plus::blank) == name) continue;
    kept += kept.empty() ? "?" : "&";
    kept += parameter.name;
    if (parameter.has_value) kept.append("=").append(parameter.value);
  }
  std::string& target = request.head.target;
  target.resize(target.size() - request.query().size());
  if (target.ends_with('?')) target.pop_back();
  target += kept;
}

/// The key of the request, which from now on is in the request no more.
std::string take_key(http::Request& request) {
  std::string key(request.headers().get_or("apikey", ""));
  request.head.headers.remove("apikey");
  if (request.query().find("apikey") == std::string_view::npos) return key;
  if (const auto in_query = http::query_value(request.query(), "apikey")) {
    if (key.empty()) key = *in_query;
    remove_query_parameter(request, "apikey");
  }
  return key;
}

}  // namespace

Result<std::string> Gateway::token_of(std::string_view key) const {
  if (keys_.publishable_key.equals(key)) return keys_.anon_key.reveal();
  if (keys_.secret_key.equals(key)) return keys_.service_role_key.reveal();
  if (keys_.anon_key.equals(key) || keys_.service_role_key.equals(key)) return std::string(key);
  return fail("gateway.unknown_key", "Invalid authentication credentials");
}

Result<void> Gateway::admit(http::Request& request) const {
  const std::string key = take_key(request);
  const std::string_view authorization = request.headers().get_or("Authorization", "");
  if (key.empty())
    return holds_token(authorization) ? Result<void>()
                                      : fail("gateway.no_key", "No API key found in request");
  auto token = token_of(key);
  if (!token) return fail(token.error());
  if (!holds_token(authorization)) request.head.headers.set("Authorization", std::string(bearer) + *token);
  return {};
}

http::Response gateway_refusal(const Error& error) {
  return http::json_response(401, core::JsonObject().add("message", error.message).text());
}

}  // namespace marque::identity
