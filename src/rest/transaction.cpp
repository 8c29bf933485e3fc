#include "rest/transaction.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"
#include "pg/session.hpp"
#include "query/write_sql.hpp"

namespace marque::rest {
namespace {

/// Appends `name` as an SQL literal; those that need no care, which is all of ours, without a copy.
void append_literal(std::string& sql, std::string_view name) {
  constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyz0123456789_.";
  if (name.find_first_not_of(harmless) == name.npos)
    sql.append("'").append(name).append("'");
  else
    sql.append(pg::quote_literal(name));
}

void append_number(std::string& sql, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  sql.append(digits.data(), end);
}

/// Builds `select set_config('a', $1, true), …`. The text depends on which settings there are only.
class SettingsWriter {
 public:
  SettingsWriter() {
    statement_.sql.reserve(usual_text_bytes);
    statement_.parameters.reserve(usual_settings);
  }
  /// `name` is one of ours or of the configuration's, never a request's.
  void set(std::string_view name, std::string value) {
    statement_.sql.append(statement_.parameters.empty() ? "select set_config(" : ", set_config(");
    append_literal(statement_.sql, name);
    statement_.sql.append(", $");
    statement_.parameters.emplace_back(std::move(value));
    append_number(statement_.sql, statement_.parameters.size());
    statement_.sql.append(", true)");
  }
  pg::Statement take() { return std::move(statement_); }

 private:
  static constexpr std::size_t usual_text_bytes = 768;
  static constexpr std::size_t usual_settings = 16;
  pg::Statement statement_{"", {}};
};

std::string search_path(const Settings& settings, std::string_view schema) {
  std::string path = query::quote_name(schema);
  for (const std::string& further : settings.extra_search_path) path += ", " + query::quote_name(further);
  return path;
}

struct NamedValue {
  std::string name;
  std::string_view value;
};

/// A JSON object, sorted by name; of repeated names the last one counts.
std::string json_object_of(std::vector<NamedValue> values) {
  std::ranges::stable_sort(values, {}, &NamedValue::name);
  std::string json = "{";
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (at + 1 < values.size() && values[at + 1].name == values[at].name) continue;
    if (json.size() > 1) json += ',';
    core::append_json_string(json, values[at].name);
    json += ':';
    core::append_json_string(json, values[at].value);
  }
  return json += '}';
}

std::string headers_json(const http::Request& request) {
  std::vector<NamedValue> values;
  values.reserve(request.headers().size());
  for (const http::Header header : request.headers())
    if (!http::equal_without_case(header.name, "Cookie"))
      values.push_back({core::to_lower(header.name), header.value});
  return json_object_of(std::move(values));
}

/// RFC 6265 §4.2.1: "a=1; b=2".
std::string cookies_json(const http::Request& request) {
  const std::string_view header = request.headers().get_or("Cookie", "");
  if (header.empty()) return "{}";
  std::vector<NamedValue> values;
  for (std::string_view cookie : core::split(header, ';')) {
    cookie = core::trim(cookie);
    if (cookie.empty()) continue;
    const std::size_t equals = std::min(cookie.find('='), cookie.size());
    values.push_back(
        {std::string(cookie.substr(0, equals)), cookie.substr(std::min(equals + 1, cookie.size()))});
  }
  return json_object_of(std::move(values));
}

}  // namespace

pg::Statement write_settings(const TransactionInput& input) {
  SettingsWriter writer;
  writer.set("search_path", search_path(input.settings, input.schema));
  // Before the role: what the authenticator may set need not be granted to every role.
  const auto role_settings = input.settings.role_settings.find(input.caller.role);
  if (role_settings != input.settings.role_settings.end())
    for (const auto& [name, value] : role_settings->second) writer.set(name, value);
  writer.set("role", input.caller.role);
  writer.set("request.jwt.claims", input.caller.claims);
  writer.set("request.method", std::string(input.request.method_text()));
  writer.set("request.path", std::string(input.path));
  writer.set("request.headers", headers_json(input.request));
  writer.set("request.cookies", cookies_json(input.request));
  if (input.preferences.timezone) writer.set("timezone", *input.preferences.timezone);
  if (input.routine != nullptr)
    for (const auto& [name, value] : input.routine->settings) writer.set(name, value);
  for (const auto& [name, value] : input.settings.app_settings) writer.set(name, value);
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
