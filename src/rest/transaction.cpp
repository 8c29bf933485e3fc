#include "rest/transaction.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text.hpp"
#include "query/write_sql.hpp"

namespace marque::rest {
namespace {

/// Builds `select set_config('a', $1, true), …`. The text depends on which settings there are only.
class SettingsWriter {
 public:
  void set(std::string_view constant_name, std::string value) {
    begin();
    statement_.sql.append("'").append(constant_name).append("', ");
    finish(std::move(value));
  }
  void set_named(std::string name, std::string value) {
    begin();
    statement_.parameters.emplace_back(std::move(name));
    statement_.sql.append(fmt::format("${}, ", statement_.parameters.size()));
    finish(std::move(value));
  }
  pg::Statement take() { return std::move(statement_); }

 private:
  void begin() {
    statement_.sql.append(statement_.parameters.empty() ? "select set_config(" : ", set_config(");
  }
  void finish(std::string value) {
    statement_.parameters.emplace_back(std::move(value));
    statement_.sql.append(fmt::format("${}, true)", statement_.parameters.size()));
  }
  pg::Statement statement_{"", {}};
};

std::string search_path(const Settings& settings, std::string_view schema) {
  std::string path = query::quote_name(schema);
  for (const std::string& further : settings.extra_search_path) path += ", " + query::quote_name(further);
  return path;
}

/// A JSON object of names and values, sorted by name; of repeated names the last one counts.
std::string json_object_of(const std::map<std::string, std::string_view>& values) {
  std::string json = "{";
  for (const auto& [name, value] : values) {
    if (json.size() > 1) json += ',';
    core::append_json_string(json, name);
    json += ':';
    core::append_json_string(json, value);
  }
  return json += '}';
}

std::string headers_json(const http::Request& request) {
  std::map<std::string, std::string_view> values;
  for (const http::Header header : request.headers())
    if (!http::equal_without_case(header.name, "Cookie")) values[core::to_lower(header.name)] = header.value;
  return json_object_of(values);
}

/// RFC 6265 §4.2.1: "a=1; b=2".
std::string cookies_json(const http::Request& request) {
  std::map<std::string, std::string_view> values;
  for (std::string_view cookie : core::split(request.headers().get_or("Cookie", ""), ';')) {
    cookie = core::trim(cookie);
    if (cookie.empty()) continue;
    const std::size_t equals = std::min(cookie.find('='), cookie.size());
    const std::string_view value = cookie.substr(std::min(equals + 1, cookie.size()));
    values.emplace(std::string(cookie.substr(0, equals)), value);
  }
  return json_object_of(values);
}

}  // namespace

pg::Statement write_settings(const TransactionInput& input) {
  SettingsWriter writer;
  writer.set("search_path", search_path(input.settings, input.schema));
  // Before the role: what the authenticator may set need not be granted to every role.
  const auto role_settings = input.settings.role_settings.find(input.caller.role);
  if (role_settings != input.settings.role_settings.end())
    for (const auto& [name, value] : role_settings->second) writer.set_named(name, value);
  writer.set("role", input.caller.role);
  writer.set("request.jwt.claims", input.caller.claims);
  writer.set("request.method", std::string(input.request.method_text()));
  writer.set("request.path", std::string(input.path));
  writer.set("request.headers", headers_json(input.request));
  writer.set("request.cookies", cookies_json(input.request));
  if (input.preferences.timezone) writer.set("timezone", *input.preferences.timezone);
  if (input.routine != nullptr)
    for (const auto& [name, value] : input.routine->settings) writer.set_named(name, value);
  for (const auto& [name, value] : input.settings.app_settings) writer.set_named(name, value);
  if (input.read_only) writer.set("transaction_read_only", "on");
  return writer.take();
}

pg::Statement write_pre_request(const pg::QualifiedName& function) {
  const std::string schema = function.schema.empty() ? "" : query::quote_name(function.schema) + ".";
  return {"select " + schema + query::quote_name(function.name) + "()", {}};
}

std::string isolation_level(const TransactionInput& input) {
  std::string level;
  if (input.routine != nullptr && input.routine->isolation_level) {
    level = *input.routine->isolation_level;
  } else {
    const auto of_role = input.settings.role_isolation.find(input.caller.role);
    if (of_role != input.settings.role_isolation.end()) level = of_role->second;
  }
  return level == "serializable" || level == "repeatable read" ? level : "";
}

bool rolls_back(const Settings& settings, const query::Preferences& preferences) {
  if (preferences.transaction) return *preferences.transaction == query::TransactionEnd::rollback;
  return settings.rolls_back();
}

}  // namespace marque::rest
