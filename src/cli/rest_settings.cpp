#include "cli/rest_settings.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>

#include "core/text.hpp"
#include "pg/role_settings.hpp"

namespace marque::cli {
namespace {

/// "schema.name" or "name"; nothing for an empty text.
Result<std::optional<pg::QualifiedName>> function_setting(const Configuration& configuration,
                                                          std::string_view key) {
  const std::string& text = configuration.text(key);
  if (text.empty()) return std::nullopt;
  const auto parts = core::split(text, '.');
  if (parts.size() > 2 || parts.back().empty())
    return fail(Error("configuration.bad_value",
                      fmt::format("{}: {} = \"{}\" is no function", configuration.origin(key), key, text))
                    .with_hint("write schema.name"));
  if (parts.size() == 1) return pg::QualifiedName{"", text};
  return pg::QualifiedName{std::string(parts[0]), std::string(parts[1])};
}

rest::TransactionEndRule transaction_end(const std::string& text) {
  using enum rest::TransactionEndRule;
  if (text == "rollback") return rollback;
  if (text == "rollback-allow-override") return rollback_allow_override;
  return text == "commit-allow-override" ? commit_allow_override : commit;
}

rest::OpenApiMode openapi_mode(const std::string& text) {
  using enum rest::OpenApiMode;
  if (text == "ignore-privileges") return ignore_privileges;
  return text == "disabled" ? disabled : follow_privileges;
}

}  // namespace

Result<rest::Settings> rest_settings(const Configuration& configuration) {
  rest::Settings settings;
  settings.schemas = configuration.list("database.exposed_schemas");
  settings.extra_search_path = configuration.list("rest.extra_search_path");
  settings.anonymous_role = "anon";
  settings.star_follows_rights = true;
  auto pre_request = function_setting(configuration, "rest.pre_request");
  if (!pre_request) return fail(pre_request.error());
  settings.pre_request = std::move(*pre_request);
  auto root_function = function_setting(configuration, "rest.root_function");
  if (!root_function) return fail(root_function.error());
  settings.root_function = std::move(*root_function);
  if (const auto rows = configuration.integer("rest.max_rows"); rows > 0) settings.maximum_rows = rows;
  settings.aggregates = configuration.boolean("rest.aggregates");
  settings.plan_enabled = configuration.boolean("rest.plan_enabled");
  settings.transaction_end = transaction_end(configuration.text("rest.transaction_end"));
  settings.openapi_mode = openapi_mode(configuration.text("rest.openapi"));
  settings.openapi_proxy_url = configuration.text("server.public_url");
  if (!settings.openapi_proxy_url.empty()) settings.openapi_proxy_url += "/rest/v1";
  settings.server_timing = configuration.boolean("rest.server_timing");
  return settings;
}

Result<rest::Settings> with_role_settings(pg::Session& session, rest::Settings settings) {
  auto roles = pg::load_role_settings(session);
  if (!roles) return fail(roles.error());
  settings.role_settings = std::move(roles->settings);
  settings.role_isolation = std::move(roles->isolation);
  return settings;
}

pg::CatalogueScope catalogue_scope(const rest::Settings& settings) {
  return {settings.schemas, settings.extra_search_path, settings.hoisted_settings};
}

}  // namespace marque::cli
