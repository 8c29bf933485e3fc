// pg/role_settings.hpp: what is set on roles in the database: settings that a role's transactions get
// (contracts/rest.md §20), and configuration that the session's own role carries (§2). Blocking.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "pg/session.hpp"

namespace marque::pg {

struct RoleSettings {
  /// role → (name, value), without the isolation level.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>> settings;
  /// role → "read committed", "repeatable read" or "serializable", of roles that set one.
  std::map<std::string, std::string, std::less<>> isolation;
};

/// `ALTER ROLE r SET …` of the roles that are granted to the session's own, as far as the session may set
/// them; values as they were set (PostgREST lowers them, which breaks units such as MB). Errors: the
/// server's.
Result<RoleSettings> load_role_settings(Session& session);

/// Configuration by its key ("db-schemas") as set on the session's role (`ALTER ROLE r [IN DATABASE d] SET
/// pgrst.db_schemas`); what is set for this database wins over what is set for all. `pre_config` is run
/// first, found on the search path where it has no schema, and what it leaves set counts where the role sets
/// nothing. Keys that may not be set in the database, such as db-uri, are ignored. Errors: the server's.
Result<std::map<std::string, std::string>> load_database_configuration(
    Session& session, const std::optional<QualifiedName>& pre_config);

}  // namespace marque::pg
