// pg/catalogue_loader.hpp: reads the catalogue from the database's own (contracts/rest.md §24).
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "pg/session.hpp"

namespace marque::pg {

/// What of the database is wanted.
struct CatalogueScope {
  std::vector<std::string> schemas;            ///< exposed ones (db-schemas)
  std::vector<std::string> extra_search_path;  ///< whose views may stand between exposed ones and tables
  std::vector<std::string> hoisted_settings;   ///< regular expressions for "name=value"
};

/// Reads all in one read-only transaction, as the session's role and with an empty search path. Blocking.
/// Errors: the session's; "pg.3F000" where a schema does not exist.
Result<Catalogue> load_catalogue(Session& session, const CatalogueScope& scope);

}  // namespace marque::pg
