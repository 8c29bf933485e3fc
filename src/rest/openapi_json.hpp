// rest/openapi_json.hpp: pieces of JSON that the root document is put together from; internal to
// rest/openapi.hpp.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace marque::rest {

/// Members of an object by their names; a name that comes again takes the place of the former.
using Members = std::map<std::string, std::string>;

std::string object_of(const Members& members);
std::string array_of(const std::vector<std::string>& elements);
std::string array_of_texts(const std::vector<std::string>& texts);

/// {"$ref":"#/definitions/<name>"}, or "#/parameters/<name>".
std::string definition_reference(std::string_view name);
std::string parameter_reference(std::string_view name);

}  // namespace marque::rest
