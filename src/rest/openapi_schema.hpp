// rest/openapi_schema.hpp: columns and parameters as OpenAPI schemas; internal to rest/openapi.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pg/catalogue.hpp"

namespace marque::rest {

/// What OpenAPI calls values of a type of PostgreSQL: "integer"; nothing for json, which can be anything.
std::optional<std::string_view> openapi_type(std::string_view type);

/// "int32" for integer; the type's own name where OpenAPI has none.
std::string_view openapi_format(std::string_view type);

/// "text" of "text[]"; the callers know that it is an array.
std::string_view element_type(std::string_view array_type);
bool is_array_type(std::string_view type);

/// A relation as an object, with its keys in words.
std::string relation_schema(const pg::Relation& relation, const pg::Catalogue& catalogue);

/// A routine's arguments as an object.
std::string arguments_schema(const pg::Routine& routine);

}  // namespace marque::rest
