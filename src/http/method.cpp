#include "http/method.hpp"

#include <array>

namespace marque::http {
namespace {

constexpr std::array<std::string_view, method_count> names{"GET",   "HEAD",   "POST",    "PUT",
                                                           "PATCH", "DELETE", "OPTIONS", "OTHER"};

}  // namespace

std::string_view method_name(Method method) { return names[static_cast<std::size_t>(method)]; }

Method method_named(std::string_view token) {
  for (std::size_t index = 0; index + 1 < names.size(); ++index)
    if (names[index] == token) return static_cast<Method>(index);
  return Method::other;
}

std::string MethodSet::text() const {
  std::string text;
  for (std::size_t index = 0; index + 1 < names.size(); ++index) {
    if (!contains(static_cast<Method>(index))) continue;
    if (!text.empty()) text += ", ";
    text += names[index];
  }
  return text;
}

}  // namespace marque::http
