#include "pg/array_literal.hpp"

namespace marque::pg {
namespace {

/// Reads one element at `at` and leaves `at` on the comma or brace behind it.
std::string read_element(std::string_view literal, std::size_t& at) {
  std::string element;
  bool quoted = false;
  for (; at < literal.size(); ++at) {
    const char letter = literal[at];
    if (letter == '"') {
      quoted = !quoted;
    } else if (letter == '\\' && at + 1 < literal.size()) {
      element += literal[++at];
    } else if (!quoted && (letter == ',' || letter == '}')) {
      break;
    } else {
      element += letter;
    }
  }
  return element;
}

}  // namespace

std::vector<std::string> read_text_array(std::string_view literal) {
  std::vector<std::string> elements;
  if (literal.size() < 2 || literal.front() != '{' || literal == "{}") return elements;
  for (std::size_t at = 1; at < literal.size(); ++at) {
    elements.push_back(read_element(literal, at));
    if (at < literal.size() && literal[at] == '}') return elements;
  }
  return {};
}

}  // namespace marque::pg
