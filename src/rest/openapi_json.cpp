#include "rest/openapi_json.hpp"

#include "core/json.hpp"

namespace marque::rest {

std::string object_of(const Members& members) {
  core::JsonObject object;
  for (const auto& [name, json] : members) object.add_raw(name, json);
  return object.text();
}

std::string array_of(const std::vector<std::string>& elements) {
  std::string array = "[";
  for (const std::string& element : elements) {
    if (array.size() > 1) array += ',';
    array += element;
  }
  return array += ']';
}

std::string array_of_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> elements;
  elements.reserve(texts.size());
  for (const std::string& text : texts) elements.push_back(core::json_string(text));
  return array_of(elements);
}

std::string definition_reference(std::string_view name) {
  return core::JsonObject().add("$ref", "#/definitions/" + std::string(name)).text();
}

std::string parameter_reference(std::string_view name) {
  return core::JsonObject().add("$ref", "#/parameters/" + std::string(name)).text();
}

}  // namespace marque::rest
