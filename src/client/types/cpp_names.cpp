#include "client/types/cpp_names.hpp"

#include <algorithm>
#include <array>

namespace marque::client {
namespace {

/// C++23's keywords and alternative tokens.
constexpr std::array<std::string_view, 94> keywords{
    "alignas",     "alignof",  "and",        "and_eq",    "asm",       "auto",         "bitand",
    "bitor",       "bool",     "break",      "case",      "catch",     "char",         "char16_t",
    "char32_t",    "char8_t",  "class",      "co_await",  "co_return", "co_yield",     "compl",
    "concept",     "const",    "const_cast", "consteval", "constexpr", "constinit",    "continue",
    "decltype",    "default",  "delete",     "do",        "double",    "dynamic_cast", "else",
    "enum",        "explicit", "export",     "extern",    "false",     "float",        "for",
    "friend",      "goto",     "if",         "inline",    "int",       "long",         "mutable",
    "namespace",   "new",      "noexcept",   "not",       "not_eq",    "nullptr",      "operator",
    "or",          "or_eq",    "private",    "protected", "public",    "register",     "reinterpret_cast",
    "requires",    "return",   "short",      "signed",    "sizeof",    "static",       "static_assert",
    "static_cast", "struct",   "switch",     "template",  "this",      "thread_local", "throw",
    "true",        "try",      "typedef",    "typeid",    "typename",  "union",        "unsigned",
    "using",       "virtual",  "void",       "volatile",  "wchar_t",   "while",        "xor",
    "xor_eq",      "marque",   "std"};

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

}  // namespace

std::string cpp_name(std::string_view name) {
  std::string out;
  for (const char byte : name) {
    const char next = is_letter(byte) || is_digit(byte) ? byte : '_';
    if (next == '_' && out.ends_with('_')) continue;  // names with two in a row are the compiler's own
    out += next;
  }
  if (out.empty() || is_digit(out.front())) out.insert(out.begin(), '_');
  if (out.size() > 1 && out[0] == '_' && out[1] >= 'A' && out[1] <= 'Z') out.insert(0, "c");
  if (std::ranges::find(keywords, out) != keywords.end()) out += '_';
  return out;
}

void CppScope::add(const std::string& name) {
  if (names_.contains(name)) return;
  const std::string wanted = cpp_name(name);
  std::string free = wanted;
  for (int number = 2; taken_.contains(free); ++number)
    free = wanted + (wanted.ends_with('_') ? "" : "_") + std::to_string(number);
  taken_.insert(free);
  names_.emplace(name, free);
}

}  // namespace marque::client
