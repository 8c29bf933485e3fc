// rest/catalogue_json.hpp: the catalogue as JSON, for those who want to know why the API does not see
// something.
#pragma once

#include <string>

#include "pg/catalogue.hpp"

namespace marque::rest {

/// {"dbTables": [[name, relation] …], "dbRelationships": …, "dbRoutines": …, "dbMediaHandlers": …,
/// "dbRepresentations": …, "dbTimezones": …}: PostgREST's member names on the first level.
std::string catalogue_json(const pg::Catalogue& catalogue);

}  // namespace marque::rest
