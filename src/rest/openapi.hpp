// rest/openapi.hpp: the root document, which describes a schema as OpenAPI 2.0 (contracts/rest.md §18). Which
// relations and routines a role may see is asked by rest/openapi_queries.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pg/catalogue.hpp"

namespace marque::rest {

/// What the document tells.
struct OpenApiInput {
  const pg::Catalogue& catalogue;                ///< for the foreign keys of `relations`
  std::vector<const pg::Relation*> relations{};  ///< into `catalogue`
  std::vector<pg::Routine> routines{};           ///< of overloads the last one of a name is shown
  std::optional<std::string> schema_comment{};   ///< title and description of the API
  bool with_security = false;                    ///< openapi-security-active
  std::string proxy_url{};                       ///< openapi-server-proxy-uri; not used where malformed
  std::string server_host{};                     ///< "!4" and such stand for 0.0.0.0
  std::uint16_t server_port = 3000;
  std::string version{};                      ///< "14.9"
  std::string documentation_version = "v14";  ///< in the link to PostgREST's documentation
};

/// The document as JSON.
std::string root_document(const OpenApiInput& input);

/// The relations of `schema`, by name; with `accessible` only those that it names.
std::vector<const pg::Relation*> relations_of(const pg::Catalogue& catalogue, std::string_view schema,
                                              const std::optional<std::set<std::string>>& accessible);

/// The routines of `schema`, by name, overloads in the catalogue's order.
std::vector<pg::Routine> routines_of(const pg::Catalogue& catalogue, std::string_view schema);

}  // namespace marque::rest
