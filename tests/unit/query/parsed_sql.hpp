// parsed_sql.hpp: what PostgreSQL's own grammar (libpg_query) says of a statement.
#pragma once

#include <gtest/gtest.h>

#include "pg/batch.hpp"

namespace marque::query::testing {

/// Whether the statement parses as exactly one, whose placeholders are $1 to $n in this order, each once, for
/// its n parameters.
::testing::AssertionResult is_sound(const pg::Statement& statement);

}  // namespace marque::query::testing
