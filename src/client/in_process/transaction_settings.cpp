#include "client/in_process/transaction_settings.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "query/write_sql.hpp"

namespace marque::client {
namespace {

/// `select set_config($1, $2, true), …`
class SettingsWriter {
 public:
  void set(std::string name, std::string value) {
    const std::size_t place = statement_.parameters.size() + 1;
    statement_.sql +=
        fmt::format("{}set_config(${}, ${}, true)", place == 1 ? "select " : ", ", place, place + 1);
    statement_.parameters.emplace_back(std::move(name));
    statement_.parameters.emplace_back(std::move(value));
  }
  pg::Statement take() { return std::move(statement_); }

 private:
  pg::Statement statement_{"", {}};
};

std::string search_path(const Scope& scope, const std::string& schema) {
  std::string path = query::quote_name(schema);
  for (const auto& further : scope.extra_search_path) path += ", " + query::quote_name(further);
  return path;
}

/// Keys and tokens are nothing that SQL needs.
std::string headers_text(const Statement& statement) {
  std::vector<JsonField> fields;
  for (const auto& [name, value] : headers_of(statement))
    if (core::to_lower(name) != "authorization" && core::to_lower(name) != "apikey")
      fields.push_back({core::to_lower(name), value});
  return Json::object(std::move(fields)).text();
}

std::string isolation_of(const Work& work, const PlannedStatement& planned) {
  std::string level;
  if (planned.routine != nullptr && planned.routine->isolation_level) {
    level = *planned.routine->isolation_level;
  } else {
    const auto& levels = work.scope.role_settings.isolation;
    const auto found = levels.find(work.caller.role);
    if (found != levels.end()) level = found->second;
  }
  return level == "serializable" || level == "repeatable read" ? level : "";
}

}  // namespace

pg::Statement write_transaction_settings(const Work& work, const PlannedStatement& planned) {
  SettingsWriter writer;
  writer.set("search_path", search_path(work.scope, planned.schema));
  const auto settings = work.scope.role_settings.settings.find(work.caller.role);
  if (settings != work.scope.role_settings.settings.end())
    for (const auto& [name, value] : settings->second) writer.set(name, value);
  writer.set("role", work.caller.role);
  writer.set("request.jwt.claims", work.caller.claims);
  writer.set("request.method", method_of(work.statement));
  writer.set("request.path", "/" + work.statement.tree.relation);
  writer.set("request.headers", headers_text(work.statement));
  writer.set("request.cookies", "{}");
  if (work.statement.tree.preferences.timezone)
    writer.set("timezone", *work.statement.tree.preferences.timezone);
  if (planned.routine != nullptr)
    for (const auto& [name, value] : planned.routine->settings) writer.set(name, value);
  if (planned.read_only) writer.set("transaction_read_only", "on");
  return writer.take();
}

bool has_isolation(const Work& work, const PlannedStatement& planned) {
  return !isolation_of(work, planned).empty();
}

std::string opening_of(const Work& work, const PlannedStatement& planned) {
  const std::string level = isolation_of(work, planned);
  return fmt::format("begin{}{} {}", level.empty() ? "" : " isolation level ", level,
                     planned.read_only ? "read only" : "read write");
}

}  // namespace marque::client
