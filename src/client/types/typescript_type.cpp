#include "client/types/typescript_type.hpp"

#include <algorithm>
#include <optional>

#include "core/json.hpp"

namespace marque::client {
namespace {

constexpr std::size_t line_columns = 80;

using Kind = TypeScriptType::Kind;

std::string blanks(std::size_t count) { return std::string(count, ' '); }

std::string field_start(const TypeScriptField& field) {
  return (field.is_index ? field.name : key_text(field.name)) + (field.optional ? "?: " : ": ");
}

/// Unions inside lists stand in parentheses.
bool needs_parentheses(const TypeScriptType& item) {
  return item.kind == Kind::either || item.kind == Kind::both;
}

std::optional<std::string> flat(const TypeScriptType& type);

std::optional<std::string> flat_object(const TypeScriptType& type) {
  if (type.expanded) return std::nullopt;
  if (type.fields.empty()) return "{}";
  std::string out = "{ ";
  for (const auto& field : type.fields) {
    if (&field != &type.fields.front()) out += "; ";
    const auto value = flat(field.type);
    if (!value) return std::nullopt;
    out += field_start(field) + *value;
  }
  return out + " }";
}

std::optional<std::string> joined(const std::vector<TypeScriptType>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += separator;
    const auto text = flat(part);
    if (!text) return std::nullopt;
    out += *text;
  }
  return out;
}

/// On one line; nothing where that cannot be.
std::optional<std::string> flat(const TypeScriptType& type) {
  switch (type.kind) {
    case Kind::word: return type.text;
    case Kind::object: return flat_object(type);
    case Kind::either: return joined(type.parts, " | ");
    case Kind::both: return joined(type.parts, " & ");
    case Kind::tuple: {
      const auto parts = joined(type.parts, ", ");
      return parts ? std::optional('[' + *parts + ']') : std::nullopt;
    }
    case Kind::list: break;
  }
  const auto item = flat(type.parts.front());
  if (!item) return std::nullopt;
  return needs_parentheses(type.parts.front()) ? '(' + *item + ")[]" : *item + "[]";
}

void append_object(std::string& out, const TypeScriptType& type, std::size_t indent) {
  if (type.fields.empty()) {
    out += "{}";
    return;
  }
  out += "{\n";
  for (const auto& field : type.fields) {
    const std::string start = blanks(indent + 2) + field_start(field);
    out += start;
    append_type(out, field.type, indent + 2, start.size());
    out += '\n';
  }
  out += blanks(indent) + '}';
}

/// True for `{…} | null`, which stays as one, and not as a list of two.
bool is_object_or_null(const TypeScriptType& type) {
  return type.kind == Kind::either && type.parts.size() == 2 && type.parts[0].kind == Kind::object &&
         type.parts[1].text == "null";
}

void append_union(std::string& out, const TypeScriptType& type, std::size_t indent) {
  for (const auto& part : type.parts) {
    out += '\n' + blanks(indent + 2) + "| ";
    append_type(out, part, indent + 4, indent + 4);
  }
}

void append_tuple(std::string& out, const TypeScriptType& type, std::size_t indent) {
  out += "[\n";
  for (const auto& part : type.parts) {
    out += blanks(indent + 2);
    append_type(out, part, indent + 2, indent + 2);
    out += ",\n";
  }
  out += blanks(indent) + ']';
}

void append_list(std::string& out, const TypeScriptType& type, std::size_t indent, std::size_t column) {
  const auto& item = type.parts.front();
  if (!needs_parentheses(item)) {
    append_type(out, item, indent, column);
    out += "[]";
    return;
  }
  out += '(';
  append_union(out, item, indent);
  out += '\n' + blanks(indent) + ")[]";
}

}  // namespace

TypeScriptType TypeScriptType::word(std::string text) {
  return {.kind = Kind::word, .text = std::move(text)};
}

TypeScriptType TypeScriptType::object(std::vector<TypeScriptField> fields, bool expanded) {
  return {.kind = Kind::object, .fields = std::move(fields), .expanded = expanded};
}

TypeScriptType TypeScriptType::list(TypeScriptType item) {
  return {.kind = Kind::list, .parts = {std::move(item)}};
}

TypeScriptType TypeScriptType::either(std::vector<TypeScriptType> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  return {.kind = Kind::either, .parts = std::move(parts)};
}

TypeScriptType TypeScriptType::tuple(std::vector<TypeScriptType> parts) {
  return {.kind = Kind::tuple, .parts = std::move(parts)};
}

std::string quoted(std::string_view text) {
  std::string json = core::json_string(text);
  if (std::ranges::count(text, '"') <= std::ranges::count(text, '\'')) return json;
  std::string single = "'";
  for (std::size_t index = 1; index + 1 < json.size(); ++index) {
    if (json[index] == '\\' && json[index + 1] == '"') continue;
    if (json[index] == '\'') single += '\\';
    single += json[index];
  }
  return single + '\'';
}

std::string key_text(std::string_view name) {
  const auto letter = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '$';
  };
  const auto word = [&](char byte) { return letter(byte) || (byte >= '0' && byte <= '9'); };
  const bool plain = !name.empty() && letter(name.front()) && std::ranges::all_of(name, word);
  return plain ? std::string(name) : quoted(name);
}

void append_type(std::string& out, const TypeScriptType& type, std::size_t indent, std::size_t column) {
  const auto line = flat(type);
  if (line && column + line->size() <= line_columns) {
    out += *line;
    return;
  }
  switch (type.kind) {
    case Kind::word: out += type.text; return;
    case Kind::object: append_object(out, type, indent); return;
    case Kind::list: append_list(out, type, indent, column); return;
    case Kind::tuple: append_tuple(out, type, indent); return;
    case Kind::both:
      for (const auto& part : type.parts) {
        if (&part != &type.parts.front()) out += " & ";
        if (part.kind == Kind::object) {
          append_object(out, part, indent);
        } else {
          append_type(out, part, indent, column);
        }
      }
      return;
    case Kind::either: break;
  }
  if (!is_object_or_null(type)) {
    while (out.ends_with(' ')) out.pop_back();  // behind the colon: the parts stand below it
    return append_union(out, type, indent);
  }
  append_type(out, type.parts[0], indent, column);
  out += " | null";
}

}  // namespace marque::client
