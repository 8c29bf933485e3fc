#include "pg/role_settings.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "pg/catalogue/rows.hpp"

namespace marque::pg {
namespace {

using namespace catalogue;

constexpr const char* role_settings_sql = R"(
select distinct r.rolname, s.name, substr(item, strpos(item, '=') + 1) as value
from pg_auth_members m
  join pg_roles r on r.oid = m.roleid
  cross join lateral unnest(r.rolconfig) as config (item)
  join pg_settings s on s.name = split_part(item, '=', 1)
where m.member = (select oid from pg_roles where rolname = current_user)
  and (s.context = 'user' or has_parameter_privilege(current_user, s.name, 'set'))
order by r.rolname, s.name)";

// Later rows win: first what the function left ($2: a function ran), then the role, then the role here.
constexpr const char* configuration_sql = R"(
with wanted as (
  select key, 'pgrst.' || replace(key, '-', '_') as name from unnest($1::text[]) as keys (key)
), role_settings as (
  select setdatabase <> 0 as is_for_this_database,
    split_part(item, '=', 1) as name, substr(item, strpos(item, '=') + 1) as value
  from pg_db_role_setting cross join lateral unnest(setconfig) as config (item)
  where setrole = (select oid from pg_roles where rolname = current_user)
    and setdatabase in (0, (select oid from pg_database where datname = current_catalog))
)
select key, value from (
  select key, current_setting(name, true) as value, 0 as rank from wanted where $2::boolean
  union all
  select w.key, r.value, case when r.is_for_this_database then 2 else 1 end
  from wanted w join role_settings r using (name)
) found
where value is not null
order by rank)";

constexpr auto configuration_keys = std::to_array<const char*>({"db-aggregates-enabled",
                                                                "db-anon-role",
                                                                "db-extra-search-path",
                                                                "db-hoisted-tx-settings",
                                                                "db-max-rows",
                                                                "db-plan-enabled",
                                                                "db-pre-config",
                                                                "db-pre-request",
                                                                "db-prepared-statements",
                                                                "db-root-spec",
                                                                "db-schemas",
                                                                "db-tx-end",
                                                                "jwt-aud",
                                                                "jwt-cache-max-entries",
                                                                "jwt-role-claim-key",
                                                                "jwt-secret",
                                                                "jwt-secret-is-base64",
                                                                "openapi-mode",
                                                                "openapi-security-active",
                                                                "openapi-server-proxy-uri",
                                                                "server-cors-allowed-origins",
                                                                "server-timing-enabled",
                                                                "server-trace-header"});

std::string isolation_level(std::string_view value) {
  std::string level = core::to_lower(value);
  return level == "serializable" || level == "repeatable read" ? level : "read committed";
}

Result<Rows> read_configuration(Session& session, const std::optional<QualifiedName>& pre_config) {
  if (pre_config) {
    const std::string schema = pre_config->schema.empty() ? "" : quote_identifier(pre_config->schema) + '.';
    auto called = session.query("select " + schema + quote_identifier(pre_config->name) + "()");
    if (!called) return called;
  }
  const std::vector<std::string> keys(configuration_keys.begin(), configuration_keys.end());
  return session.query(configuration_sql, {array_text(keys), pre_config ? "true" : "false"});
}

}  // namespace

Result<RoleSettings> load_role_settings(Session& session) {
  auto rows = session.query(role_settings_sql);
  if (!rows) return fail(std::move(rows.error()));
  RoleSettings roles;
  for (Row& row : rows->rows) {
    std::string role = take_text(row[0]);
    std::string name = take_text(row[1]);
    std::string value = take_text(row[2]);
    auto& settings = roles.settings[role];
    if (name == "default_transaction_isolation") {
      roles.isolation[std::move(role)] = isolation_level(value);
    } else {
      settings.emplace_back(std::move(name), std::move(value));
    }
  }
  return roles;
}

Result<std::map<std::string, std::string>> load_database_configuration(
    Session& session, const std::optional<QualifiedName>& pre_config) {
  if (auto begun = session.execute("begin isolation level read committed read only"); !begun)
    return fail(std::move(begun.error()));
  auto rows = read_configuration(session, pre_config);
  const auto ended = session.execute("rollback");  // also undoes what the function set
  if (!rows) return fail(std::move(rows.error()));
  if (!ended) return fail(ended.error());
  std::map<std::string, std::string> configuration;
  for (Row& row : rows->rows) configuration.insert_or_assign(take_text(row[0]), take_text(row[1]));
  return configuration;
}

}  // namespace marque::pg
