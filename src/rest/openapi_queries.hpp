// rest/openapi_queries.hpp: what the current role may see of a schema, for the root document
// (contracts/rest.md §18). To be run as that role, with the search path of its requests: types are named as
// it sees them.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pg/batch.hpp"
#include "pg/catalogue.hpp"

namespace marque::rest {

/// The names of the relations of `schema` on which the role has any right.
pg::Statement accessible_relations(std::string_view schema);
std::set<std::string> read_accessible_relations(const pg::RowSet& rows);

/// The functions of `schema` that the role may execute and the API can call.
pg::Statement executable_routines(std::string_view schema);
/// With what the root document needs of them: no settings, and nothing of what they return. Overloads with
/// fewer parameters come first.
std::vector<pg::Routine> read_executable_routines(const pg::RowSet& rows, std::string_view schema);

/// The comment of `schema`.
pg::Statement schema_comment(std::string_view schema);
std::optional<std::string> read_schema_comment(const pg::RowSet& rows);

}  // namespace marque::rest
