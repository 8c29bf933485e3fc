// cli/rest_settings.hpp: Marque's settings as those of the REST API.
#pragma once

#include "core/configuration.hpp"
#include "core/error.hpp"
#include "pg/catalogue_loader.hpp"
#include "pg/session.hpp"
#include "rest/settings.hpp"

namespace marque::cli {

/// What `marque serve` answers /rest/v1 with. Error: configuration.bad_value (a function's name).
Result<rest::Settings> rest_settings(const Configuration& configuration);

/// `settings` with what the database says of its roles. Errors: the server's.
Result<rest::Settings> with_role_settings(pg::Session& session, rest::Settings settings);

/// Which part of the database its catalogue covers.
pg::CatalogueScope catalogue_scope(const rest::Settings& settings);

}  // namespace marque::cli
