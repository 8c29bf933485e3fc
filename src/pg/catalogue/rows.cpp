#include "pg/catalogue/rows.hpp"

#include <charconv>

namespace marque::pg::catalogue {

std::uint32_t to_number(const Value& value) {
  std::uint32_t number = 0;
  if (value) std::from_chars(value->data(), value->data() + value->size(), number);
  return number;
}

std::string array_text(const std::vector<std::string>& items) {
  std::string text = "{";
  for (const std::string& item : items) {
    if (text.size() > 1) text += ',';
    text += '"';
    for (const char character : item) {
      if (character == '"' || character == '\\') text += '\\';
      text += character;
    }
    text += '"';
  }
  return text + '}';
}

std::string schemas_text(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  quoted.reserve(names.size());
  for (const std::string& name : names) quoted.push_back(quote_identifier(name));
  return array_text(quoted);
}

}  // namespace marque::pg::catalogue
