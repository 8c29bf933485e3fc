// pg/catalogue/conversions.hpp: data representations, media handlers and time zones (contracts/rest.md §22,
// §10, §25). Errors are the server's.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "pg/session.hpp"

namespace marque::pg::catalogue {

/// Implicit casts by function between a domain and json or text, as far as this role may call the function.
Result<decltype(Catalogue::representations)> load_representations(Session& session);

/// Aggregates and functions of `schemas` that give a domain named like a media type.
Result<std::vector<MediaHandler>> load_media_handlers(Session& session,
                                                      const std::vector<std::string>& schemas);

Result<decltype(Catalogue::timezones)> load_timezones(Session& session);

}  // namespace marque::pg::catalogue
