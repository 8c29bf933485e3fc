// query/error_status.hpp: which status an error has (contracts/rest.md §21).
#pragma once

#include <string_view>

namespace marque::query {

/// For "PGRST…"; 500 for codes that nobody knows.
int status_of_code(std::string_view code);

/// For what PostgreSQL reports; `message` tells some apart. 42501 is 401 for the anonymous role. Not for
/// SQLSTATE PGRST, whose report says the status itself.
int status_of_sqlstate(std::string_view sqlstate, std::string_view message, bool anonymous);

}  // namespace marque::query
