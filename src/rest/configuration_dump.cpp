#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include "identity/claim_path.hpp"
#include "identity/json_web_key.hpp"
#include "rest/configuration.hpp"
#include "rest/configuration_names.hpp"

namespace marque::rest {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) {
    if (character == '"') out += '\\';
    out += character;
  }
  return out + '"';
}

std::string in_quotes(const std::vector<std::string>& items) {
  return in_quotes(fmt::format("{}", fmt::join(items, ",")));
}

std::string in_quotes(const std::optional<pg::QualifiedName>& name) {
  if (!name) return in_quotes("");
  return in_quotes(name->schema.empty() ? name->name : name->schema + "." + name->name);
}

/// A setting that chooses among words.
template <class Names, class Choice>
std::string quoted_name(const Names& names, Choice choice) {
  return in_quotes(std::ranges::find(names, choice, [](const auto& name) { return name.second; })->first);
}

template <class Number>
std::string number_or_nothing(const std::optional<Number>& number) {
  return number ? std::to_string(*number) : in_quotes("");
}

std::string to_base64(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a zero
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// Always with padding and in the usual alphabet, whichever it came in.
std::string secret_text(const identity::TokenRules& rules) {
  if (!rules.secret_is_base64) return rules.secret.reveal();
  const auto decoded = identity::decode_secret(rules.secret, true);
  return decoded ? to_base64(decoded->reveal()) : rules.secret.reveal();
}

std::string role_claim_text(const identity::TokenRules& rules) {
  const auto path = identity::parse_claim_path(rules.role_claim);
  return path ? identity::to_text(*path) : rules.role_claim;
}

class Lines {
 public:
  void add(std::string_view key, std::string_view value) { text_ += fmt::format("{} = {}\n", key, value); }
  void add(std::string_view key, bool value) { add(key, value ? std::string_view("true") : "false"); }
  void add(std::string_view key, std::int64_t value) { add(key, std::to_string(value)); }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void dump_database(const RestConfiguration& configuration, Lines& lines) {
  const Settings& settings = configuration.settings;
  const PoolSettings& pool = configuration.pool;
  lines.add("db-aggregates-enabled", settings.aggregates);
  lines.add("db-anon-role", in_quotes(settings.anonymous_role));
  lines.add("db-channel", in_quotes(configuration.channel));
  lines.add("db-channel-enabled", configuration.channel_enabled);
  lines.add("db-extra-search-path", in_quotes(settings.extra_search_path));
  lines.add("db-hoisted-tx-settings", in_quotes(configuration.hoisted_settings));
  lines.add("db-max-rows", number_or_nothing(settings.maximum_rows));
  lines.add("db-plan-enabled", settings.plan_enabled);
  lines.add("db-pool", pool.size);
  lines.add("db-pool-acquisition-timeout", pool.acquisition_timeout_s);
  lines.add("db-pool-max-lifetime", pool.maximum_lifetime_s);
  lines.add("db-pool-max-idletime", pool.maximum_idle_time_s);
  lines.add("db-pool-automatic-recovery", pool.automatic_recovery);
  lines.add("db-pre-request", in_quotes(settings.pre_request));
  lines.add("db-prepared-statements", configuration.prepared_statements);
  lines.add("db-root-spec", in_quotes(settings.root_function));
  lines.add("db-schemas", in_quotes(settings.schemas));
  lines.add("db-config", configuration.database_config);
  lines.add("db-pre-config", in_quotes(configuration.pre_config));
  lines.add("db-tx-end", quoted_name(transaction_end_names, settings.transaction_end));
  lines.add("db-uri", in_quotes(configuration.database_url.reveal()));
}

void dump_tokens_and_log(const RestConfiguration& configuration, Lines& lines) {
  const identity::TokenRules& rules = configuration.token_rules;
  lines.add("jwt-aud", in_quotes(rules.audience));
  lines.add("jwt-role-claim-key", in_quotes(role_claim_text(rules)));
  lines.add("jwt-secret", in_quotes(secret_text(rules)));
  lines.add("jwt-secret-is-base64", rules.secret_is_base64);
  lines.add("jwt-cache-max-entries", static_cast<std::int64_t>(rules.cache_entries));
  lines.add("log-level", quoted_name(log_level_names, configuration.log_level));
  lines.add("log-query", configuration.log_query);
}

void dump_servers(const RestConfiguration& configuration, Lines& lines) {
  const Settings& settings = configuration.settings;
  const ListenSettings& server = configuration.server;
  lines.add("openapi-mode", quoted_name(openapi_mode_names, settings.openapi_mode));
  lines.add("openapi-security-active", settings.openapi_security);
  lines.add("openapi-server-proxy-uri", in_quotes(settings.openapi_proxy_url));
  lines.add("server-cors-allowed-origins", in_quotes(settings.cors_origins));
  lines.add("server-host", in_quotes(server.host));
  lines.add("server-port", std::int64_t{server.port});
  lines.add("server-trace-header", in_quotes(settings.trace_header));
  lines.add("server-timing-enabled", settings.server_timing);
  lines.add("server-unix-socket", in_quotes(server.unix_socket));
  lines.add("server-unix-socket-mode", in_quotes(fmt::format("{:o}", server.unix_socket_mode)));
  lines.add("admin-server-host", in_quotes(configuration.admin_host));
  lines.add("admin-server-port", number_or_nothing(configuration.admin_port));
}

}  // namespace

std::string dump_rest_configuration(const RestConfiguration& configuration) {
  Lines lines;
  dump_database(configuration, lines);
  dump_tokens_and_log(configuration, lines);
  dump_servers(configuration, lines);
  for (const auto& [key, value] : configuration.settings.app_settings) lines.add(key, in_quotes(value));
  return lines.take();
}

}  // namespace marque::rest
