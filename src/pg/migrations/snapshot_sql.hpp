// pg/migrations/snapshot_sql.hpp: the catalogue queries behind snapshot.hpp.
#pragma once

#include <string>

namespace marque::pg::migrations {

/// One statement of three columns: kind, identity, definition. $1: the schemas that others manage, text[].
std::string snapshot_sql();

}  // namespace marque::pg::migrations
