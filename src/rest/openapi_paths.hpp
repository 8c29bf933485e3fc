// rest/openapi_paths.hpp: what can be asked of a relation or routine, and the parameters that are described
// once for all of them; internal to rest/openapi.hpp.
#pragma once

#include <string>
#include <vector>

#include "pg/catalogue.hpp"
#include "rest/openapi_json.hpp"

namespace marque::rest {

/// The types that bodies can have, as the document lists them.
std::vector<std::string> body_types();

std::string root_path();
std::string relation_path(const pg::Relation& relation);
std::string routine_path(const pg::Routine& routine);

/// The parameters that every relation shares.
void add_shared_parameters(Members& parameters);
/// The body and the filters of one relation.
void add_relation_parameters(const pg::Relation& relation, Members& parameters);

}  // namespace marque::rest
