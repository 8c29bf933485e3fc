#include "http/headers.hpp"

#include <algorithm>

namespace marque::http {
namespace {

constexpr std::size_t text_reserve_bytes = 512;  // a usual head fits without growing
constexpr std::size_t field_reserve = 16;

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter; }

}  // namespace

bool equal_without_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t index = 0; index < left.size(); ++index)
    if (left[index] != right[index] && lower(left[index]) != lower(right[index])) return false;
  return true;
}

Headers::Headers(std::initializer_list<Header> headers) {
  for (const Header& header : headers) add(header.name, header.value);
}

void Headers::add(std::string_view name, std::string_view value) {
  if (fields_.capacity() == 0) {
    fields_.reserve(field_reserve);
    text_.reserve(text_reserve_bytes);
  }
  const auto name_at = static_cast<std::uint32_t>(text_.size());
  const auto name_size = static_cast<std::uint32_t>(name.size());
  const auto value_size = static_cast<std::uint32_t>(value.size());
  text_.append(name).append(value);
  fields_.push_back({name_at, name_size, name_at + name_size, value_size});
}

void Headers::set(std::string_view name, std::string_view value) {
  const std::string kept_name(name), kept_value(value);  // both may point into text_
  remove(kept_name);
  add(kept_name, kept_value);
}

bool Headers::remove(std::string_view name) {
  // The text stays behind: a message lives too briefly for compaction to be worth it.
  return std::erase_if(fields_, [&](const Field& field) {
           return equal_without_case({text_.data() + field.name_at, field.name_size}, name);
         }) > 0;
}

void Headers::clear() {
  text_.clear();
  fields_.clear();
}

Header Headers::operator[](std::size_t index) const {
  const Field& field = fields_[index];
  return {{text_.data() + field.name_at, field.name_size}, {text_.data() + field.value_at, field.value_size}};
}

std::size_t Headers::find(std::string_view name, std::size_t from) const {
  for (; from < fields_.size(); ++from)
    if (fields_[from].name_size == name.size() && equal_without_case((*this)[from].name, name)) break;
  return from;
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  const std::size_t index = find(name, 0);
  if (index == fields_.size()) return std::nullopt;
  return (*this)[index].value;
}

std::string_view Headers::get_or(std::string_view name, std::string_view fallback) const {
  const std::size_t index = find(name, 0);
  return index == fields_.size() ? fallback : (*this)[index].value;
}

std::vector<std::string_view> Headers::get_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (std::size_t index = find(name, 0); index < fields_.size(); index = find(name, index + 1))
    values.push_back((*this)[index].value);
  return values;
}

std::string Headers::combined(std::string_view name) const {
  std::string text;
  for (std::size_t index = find(name, 0); index < fields_.size(); index = find(name, index + 1)) {
    if (!text.empty()) text += ", ";
    text += (*this)[index].value;
  }
  return text;
}

}  // namespace marque::http
