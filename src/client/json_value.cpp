// Json as a value: making, looking and changing.
#include "core/json.hpp"
#include "marque/json.hpp"

namespace marque {
namespace {

const Json null_value;

void append_text(std::string& out, const Json& json);

void append_array(std::string& out, const std::vector<Json>& items) {
  out += '[';
  bool first = true;
  for (const Json& item : items) {
    if (!first) out += ',';
    first = false;
    append_text(out, item);
  }
  out += ']';
}

void append_object(std::string& out, const std::vector<JsonField>& fields) {
  out += '{';
  bool first = true;
  for (const auto& [name, value] : fields) {
    if (!first) out += ',';
    first = false;
    core::append_json_string(out, name);
    out += ':';
    append_text(out, value);
  }
  out += '}';
}

void append_text(std::string& out, const Json& json) {
  switch (json.kind()) {
    case Json::Kind::null: out += "null"; return;
    case Json::Kind::boolean: out += json.boolean_value() ? "true" : "false"; return;
    case Json::Kind::number: out += json.digits(); return;
    case Json::Kind::string: core::append_json_string(out, json.string_value()); return;
    case Json::Kind::array: append_array(out, json.items()); return;
    case Json::Kind::object: append_object(out, json.fields()); return;
  }
}

std::string_view name_of(Json::Kind kind) {
  switch (kind) {
    case Json::Kind::null: return "null";
    case Json::Kind::boolean: return "a boolean";
    case Json::Kind::number: return "the number ";
    case Json::Kind::string: return "a string";
    case Json::Kind::array: return "an array";
    case Json::Kind::object: return "an object";
  }
  return "";
}

}  // namespace

Json Json::boolean(bool value) {
  Json json;
  json.value_ = value;
  return json;
}

Json Json::number(std::string digits) {
  Json json;
  json.value_ = Number{std::move(digits)};
  return json;
}

Json Json::string(std::string text) {
  Json json;
  json.value_ = std::move(text);
  return json;
}

Json Json::array(std::vector<Json> items) {
  Json json;
  json.value_ = std::move(items);
  return json;
}

Json Json::object(std::initializer_list<JsonField> fields) { return object(std::vector<JsonField>(fields)); }

Json Json::object(std::vector<JsonField> fields) {
  Json json;
  json.value_ = std::move(fields);
  return json;
}

const Json& Json::operator[](std::string_view name) const {
  const Json* const found = find(name);
  return found == nullptr ? null_value : *found;
}

const Json& Json::at(std::size_t index) const { return index < items().size() ? items()[index] : null_value; }

const Json* Json::find(std::string_view name) const {
  for (const auto& field : fields())
    if (field.name == name) return &field.value;
  return nullptr;
}

Json& Json::set(std::string_view name, Json value) {
  if (!is_object()) value_ = std::vector<JsonField>();
  auto& fields = std::get<std::vector<JsonField>>(value_);
  for (auto& field : fields) {
    if (field.name != name) continue;
    field.value = std::move(value);
    return *this;
  }
  fields.push_back({std::string(name), std::move(value)});
  return *this;
}

Json& Json::add(Json item) {
  if (!is_array()) value_ = std::vector<Json>();
  std::get<std::vector<Json>>(value_).push_back(std::move(item));
  return *this;
}

const std::vector<Json>& Json::items() const {
  static const std::vector<Json> none;
  const auto* const items = std::get_if<std::vector<Json>>(&value_);
  return items == nullptr ? none : *items;
}

const std::vector<JsonField>& Json::fields() const {
  static const std::vector<JsonField> none;
  const auto* const fields = std::get_if<std::vector<JsonField>>(&value_);
  return fields == nullptr ? none : *fields;
}

bool Json::boolean_value() const {
  const bool* const value = std::get_if<bool>(&value_);
  return value != nullptr && *value;
}

std::string_view Json::digits() const {
  const auto* const number = std::get_if<Number>(&value_);
  return number == nullptr ? std::string_view() : std::string_view(number->digits);
}

std::string_view Json::string_value() const {
  const auto* const text = std::get_if<std::string>(&value_);
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::string Json::text() const {
  std::string out;
  append_text(out, *this);
  return out;
}

bool Json::operator==(const Json& other) const { return value_ == other.value_; }

std::unexpected<ApiError> unfit(const Json& json, std::string_view expected) {
  std::string message = "expected " + std::string(expected) + ", found ";
  message += name_of(json.kind());
  message += json.digits();
  return failure("marque.bad_value", std::move(message));
}

}  // namespace marque
