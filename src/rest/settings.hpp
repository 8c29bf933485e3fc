// rest/settings.hpp: how the REST API behaves: PostgREST's settings as values (contracts/rest.md §2). `marque
// rest` reads them from PostgREST's own configuration (rest/configuration.hpp), `marque serve` from Marque's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "identity/token_verifier.hpp"
#include "pg/catalogue.hpp"

namespace marque::rest {

enum class OpenApiMode : std::uint8_t { follow_privileges, ignore_privileges, disabled };
enum class TransactionEndRule : std::uint8_t {
  commit,
  commit_allow_override,
  rollback,
  rollback_allow_override
};

/// What is needed to answer a request. Immutable once published; a reload publishes another.
struct Settings {
  std::vector<std::string> schemas{"public"};  ///< db-schemas; the first is the default
  std::vector<std::string> extra_search_path{"public"};
  std::string anonymous_role;  ///< empty: requests without a token are refused
  std::optional<pg::QualifiedName> pre_request;
  std::optional<pg::QualifiedName> root_function;  ///< db-root-spec
  std::optional<std::int64_t> maximum_rows;
  bool aggregates = false;
  bool plan_enabled = false;
  /// `*` stands for the columns that the role may read, instead of failing where it may not read all.
  bool star_follows_rights = false;
  TransactionEndRule transaction_end = TransactionEndRule::commit;
  OpenApiMode openapi_mode = OpenApiMode::follow_privileges;
  bool openapi_security = false;
  std::string openapi_proxy_url;
  /// Settings of functions that hold for the whole transaction: regular expressions for "name=value".
  std::vector<std::string> hoisted_settings{"statement_timeout", "plan_filter.statement_cost_limit",
                                            "default_transaction_isolation"};
  bool server_timing = false;
  std::string trace_header;
  std::vector<std::string> cors_origins;                          ///< empty: all
  std::vector<std::pair<std::string, std::string>> app_settings;  ///< "app.settings.x" → value
  /// role → the settings that its transactions get, and its isolation level where it has one.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>> role_settings;
  std::map<std::string, std::string, std::less<>> role_isolation;
  identity::TokenRules token_rules;
  std::string server_host;  ///< for the root document's `host`
  std::uint16_t server_port = 3000;

  bool allows_transaction_override() const {
    return transaction_end == TransactionEndRule::commit_allow_override ||
           transaction_end == TransactionEndRule::rollback_allow_override;
  }
  bool rolls_back() const {
    return transaction_end == TransactionEndRule::rollback ||
           transaction_end == TransactionEndRule::rollback_allow_override;
  }
};

}  // namespace marque::rest
