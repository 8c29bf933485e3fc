// pg/catalogue/routines.hpp: the functions that the API can call (contracts/rest.md §14).
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "pg/catalogue.hpp"
#include "pg/catalogue/rows.hpp"

namespace marque::pg::catalogue {

/// Functions of `schemas`; overloads with fewer parameters first. `hoisted` are regular expressions: a
/// function's setting is kept where one of them is found in "name=value". Errors: the server's, 2201B for an
/// expression that is none.
Result<decltype(Catalogue::routines)> load_routines(Session& session, const std::vector<std::string>& schemas,
                                                    const std::vector<std::string>& hoisted);

}  // namespace marque::pg::catalogue
