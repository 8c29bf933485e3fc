#include "rest/configuration.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "identity/claim_path.hpp"
#include "identity/json_web_key.hpp"
#include "rest/configuration_checks.hpp"
#include "rest/configuration_names.hpp"

namespace marque::rest {
namespace {

std::unexpected<Error> invalid(std::string_view what) {
  return fail("rest.bad_configuration", fmt::format("Error in config {}", what));
}

/// The first of the spellings of a setting that has a text.
std::optional<std::string> text_of(const SettingSources& sources, std::string_view key,
                                   std::string_view alias) {
  auto text = sources.text(key);
  return text ? text : sources.text(alias);
}

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> parts;
  for (const std::string_view part : core::split(text, ',')) parts.emplace_back(core::trim(part));
  return parts;
}

/// "schema.name", or a name of which the search path gives the schema.
std::optional<pg::QualifiedName> qualified(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto point = text->find('.');
  const std::string name = point == text->npos ? "" : text->substr(point + 1);
  if (name.empty()) return pg::QualifiedName{"", text->substr(0, point)};
  return pg::QualifiedName{text->substr(0, point), name};
}

void read_schemas(const SettingSources& sources, Settings& settings) {
  settings.schemas = comma_list(text_of(sources, "db-schemas", "db-schema").value_or("public"));
  const std::string search_path = sources.any_text("db-extra-search-path").value_or("public");
  settings.extra_search_path = search_path.empty() ? std::vector<std::string>() : comma_list(search_path);
}

void read_request_settings(const SettingSources& sources, Settings& settings) {
  read_schemas(sources, settings);
  settings.app_settings = sources.app_settings();
  settings.aggregates = sources.boolean("db-aggregates-enabled").value_or(false);
  settings.anonymous_role = sources.text("db-anon-role").value_or("");
  const auto maximum_rows = sources.integer("db-max-rows");
  settings.maximum_rows = maximum_rows ? maximum_rows : sources.integer("max-rows");
  settings.plan_enabled = sources.boolean("db-plan-enabled").value_or(false);
  settings.pre_request = qualified(text_of(sources, "db-pre-request", "pre-request"));
  settings.root_function = qualified(text_of(sources, "db-root-spec", "root-spec"));
  settings.openapi_security = sources.boolean("openapi-security-active").value_or(false);
  settings.server_timing = sources.boolean("server-timing-enabled").value_or(false);
  settings.trace_header = sources.text("server-trace-header").value_or("");
  if (const auto origins = sources.text("server-cors-allowed-origins"))
    settings.cors_origins = comma_list(*origins);
}

void read_pool(const SettingSources& sources, PoolSettings& pool) {
  pool.size = sources.integer("db-pool").value_or(pool.size);
  pool.acquisition_timeout_s =
      sources.integer("db-pool-acquisition-timeout").value_or(pool.acquisition_timeout_s);
  pool.maximum_lifetime_s = sources.integer("db-pool-max-lifetime").value_or(pool.maximum_lifetime_s);
  const auto idle_time_s = sources.integer("db-pool-timeout");  // the older name goes first
  pool.maximum_idle_time_s =
      idle_time_s ? *idle_time_s : sources.integer("db-pool-max-idletime").value_or(pool.maximum_idle_time_s);
  pool.automatic_recovery = sources.boolean("db-pool-automatic-recovery").value_or(true);
}

void read_database(const SettingSources& sources, RestConfiguration& configuration) {
  constexpr std::string_view hoisted =
      "statement_timeout,plan_filter.statement_cost_limit,default_transaction_isolation";
  read_pool(sources, configuration.pool);
  configuration.prepared_statements = sources.boolean("db-prepared-statements").value_or(true);
  configuration.database_config = sources.boolean("db-config").value_or(true);
  configuration.pre_config = qualified(sources.text("db-pre-config"));
  configuration.channel = sources.text("db-channel").value_or("pgrst");
  configuration.channel_enabled = sources.boolean("db-channel-enabled").value_or(true);
  configuration.hoisted_settings =
      comma_list(sources.text("db-hoisted-tx-settings").value_or(std::string(hoisted)));
  configuration.log_query = sources.boolean("log-query").value_or(false);
}

/// What `text` stands for among `choices`; nothing for none of them.
template <class Choice, std::size_t size>
std::optional<Choice> chosen(const std::array<std::pair<std::string_view, Choice>, size>& choices,
                             std::string_view text) {
  const auto* found = std::ranges::find(choices, text, &std::pair<std::string_view, Choice>::first);
  return found == choices.end() ? std::nullopt : std::optional(found->second);
}

Result<void> read_transaction_end(const SettingSources& sources, RestConfiguration& configuration) {
  const auto rule = chosen(transaction_end_names, sources.text("db-tx-end").value_or("commit"));
  if (!rule) return invalid("Invalid transaction termination. Check your configuration.");
  configuration.settings.transaction_end = *rule;
  return {};
}

Result<void> read_audience(const SettingSources& sources, RestConfiguration& configuration) {
  configuration.token_rules.audience = sources.text("jwt-aud").value_or("");
  const std::string& audience = configuration.token_rules.audience;
  if (audience.contains(':') && !is_uri(audience))
    return invalid("jwt-aud should be a string or a valid URI");
  return {};
}

Result<void> read_role_claim(const SettingSources& sources, RestConfiguration& configuration) {
  std::string& path = configuration.token_rules.role_claim;
  path = text_of(sources, "jwt-role-claim-key", "role-claim-key").value_or(".role");
  if (const auto parsed = identity::parse_claim_path(path); !parsed) return invalid(parsed.error().message);
  const auto is_base64 = sources.boolean("jwt-secret-is-base64");
  configuration.token_rules.secret_is_base64 =
      is_base64 ? *is_base64 : sources.boolean("secret-is-base64").value_or(false);
  const std::int64_t entries = sources.integer("jwt-cache-max-entries").value_or(1000);
  configuration.token_rules.cache_entries = static_cast<std::size_t>(std::max<std::int64_t>(entries, 0));
  configuration.token_rules.anonymous_role = configuration.settings.anonymous_role;
  return {};
}

Result<void> read_log_level(const SettingSources& sources, RestConfiguration& configuration) {
  const auto level = chosen(log_level_names, sources.text("log-level").value_or("error"));
  if (!level) return invalid("Invalid logging level. Check your configuration.");
  configuration.log_level = *level;
  return {};
}

Result<void> read_openapi(const SettingSources& sources, RestConfiguration& configuration) {
  Settings& settings = configuration.settings;
  const auto mode = chosen(openapi_mode_names, sources.text("openapi-mode").value_or("follow-privileges"));
  if (!mode) return invalid("Invalid openapi-mode. Check your configuration.");
  settings.openapi_mode = *mode;
  settings.openapi_proxy_url = sources.text("openapi-server-proxy-uri").value_or("");
  if (!settings.openapi_proxy_url.empty() && !is_proxy_url(settings.openapi_proxy_url))
    return invalid("Malformed proxy uri, a correct example: https://example.com:8443/basePath");
  return {};
}

/// Nothing where the setting is not there. Error: no port has that number.
Result<std::optional<std::uint16_t>> read_port(const SettingSources& sources, std::string_view key) {
  const auto port = sources.integer(key);
  if (!port) return std::nullopt;
  if (*port < 0 || *port > std::numeric_limits<std::uint16_t>::max())
    return invalid(fmt::format("{} must be between 0 and 65535", key));
  return static_cast<std::uint16_t>(*port);
}

Result<void> read_server(const SettingSources& sources, RestConfiguration& configuration) {
  ListenSettings& server = configuration.server;
  server.host = sources.text("server-host").value_or("!4");
  const auto port = read_port(sources, "server-port");
  if (!port) return fail(port.error());
  server.port = port->value_or(3000);
  server.unix_socket = sources.text("server-unix-socket").value_or("");
  const auto mode = read_octal(sources.text("server-unix-socket-mode").value_or("660"));
  if (!mode) return invalid("Invalid server-unix-socket-mode: not an octal");
  if (*mode < 0600 || *mode > 0777)
    return invalid("Invalid server-unix-socket-mode: needs to be between 600 and 777");
  server.unix_socket_mode = *mode;
  configuration.settings.server_host = server.host;
  configuration.settings.server_port = server.port;
  return {};
}

Result<void> read_admin_server(const SettingSources& sources, RestConfiguration& configuration) {
  configuration.admin_host = text_of(sources, "admin-server-host", "server-host").value_or("!4");
  const auto port = read_port(sources, "admin-server-port");
  if (!port) return fail(port.error());
  if (*port == configuration.server.port)
    return invalid("admin-server-port cannot be the same as server-port");
  configuration.admin_port = *port;
  return {};
}

/// The text, or where it is "@path" the file's, from which `trim` takes what does not belong to it.
template <class Trim>
Result<std::string> text_or_file(const std::string& text, const FileReader& read_file, Trim trim) {
  if (!text.starts_with('@')) return text;
  const auto content = read_file(text.substr(1));
  if (!content) return fail(content.error());
  return std::string(trim(*content));
}

Result<void> read_secret(const SettingSources& sources, const FileReader& read_file,
                         identity::TokenRules& token_rules) {
  const auto text = sources.text("jwt-secret");
  if (!text) return {};
  const auto without_last_line_end = [](std::string_view content) {
    if (!content.empty() && content.back() == '\n') content.remove_suffix(1);
    return content;
  };
  auto secret = text_or_file(*text, read_file, without_last_line_end);
  if (!secret) return fail(secret.error());
  token_rules.secret = Secret(std::move(*secret));
  const auto decoded = identity::decode_secret(token_rules.secret, token_rules.secret_is_base64);
  if (!decoded) return fail(decoded.error());
  if (const auto keys = identity::read_keys(*decoded); !keys) return fail(keys.error());
  return {};
}

Result<Secret> read_database_url(const SettingSources& sources, const ConfigurationSources& all) {
  if (all.previous_database_url) return *all.previous_database_url;
  auto url = text_or_file(sources.text("db-uri").value_or("postgresql://"), all.read_file, core::trim);
  if (!url) return fail(url.error());
  return Secret(std::move(*url));
}

Result<SettingSources> read_sources(const ConfigurationSources& all) {
  SettingSources sources{.database = all.database, .environment = all.environment, .file = {}};
  if (!all.file_text) return sources;
  auto values = read_configuration({*all.file_text, all.file_path, all.environment, all.read_file});
  if (!values) return fail(values.error());
  sources.file = std::move(*values);
  return sources;
}

}  // namespace

Result<RestConfiguration> load_rest_configuration(const ConfigurationSources& sources) {
  const auto read = read_sources(sources);
  if (!read) return fail(read.error());
  RestConfiguration configuration;
  read_request_settings(*read, configuration.settings);
  read_database(*read, configuration);
  for (const auto step : {read_transaction_end, read_audience, read_role_claim, read_log_level, read_openapi,
                          read_server, read_admin_server})
    if (const auto done = step(*read, configuration); !done) return fail(done.error());
  if (const auto done = read_secret(*read, sources.read_file, configuration.token_rules); !done)
    return fail(done.error());
  auto url = read_database_url(*read, sources);
  if (!url) return fail(url.error());
  configuration.database_url = std::move(*url);
  return configuration;
}

std::vector<std::string> listen_addresses(std::string_view host) {
  if (host == "!4") return {"0.0.0.0"};
  if (host == "!6") return {"::"};
  if (host == "*6") return {"::", "0.0.0.0"};
  if (host == "*4" || host == "*") return {"0.0.0.0", "::"};
  return {std::string(host)};
}

}  // namespace marque::rest
