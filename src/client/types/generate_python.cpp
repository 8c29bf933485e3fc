// Python: a pydantic model per table, view and composite type, typed dictionaries for what is sent.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "client/types/collation.hpp"
#include "client/types/generate_types.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace marque::client {
namespace {

constexpr std::string_view imports = R"(from __future__ import annotations

import datetime
import uuid
from typing import (
    Annotated,
    Any,
    List,
    Literal,
    Optional,
    TypedDict,
)

from pydantic import BaseModel, Field, JsonValue
from typing_extensions import NotRequired, TypeAlias
)";

using Word = std::pair<std::string_view, std::string_view>;

constexpr std::array<Word, 22> plain_types{{{"bool", "bool"},
                                            {"int2", "int"},
                                            {"int4", "int"},
                                            {"int8", "int"},
                                            {"float4", "float"},
                                            {"float8", "float"},
                                            {"numeric", "float"},
                                            {"bytea", "bytes"},
                                            {"bpchar", "str"},
                                            {"varchar", "str"},
                                            {"text", "str"},
                                            {"citext", "str"},
                                            {"interval", "str"},
                                            {"date", "datetime.date"},
                                            {"time", "datetime.time"},
                                            {"timetz", "datetime.time"},
                                            {"timestamp", "datetime.datetime"},
                                            {"timestamptz", "datetime.datetime"},
                                            {"uuid", "uuid.UUID"},
                                            {"vector", "list[Any]"},
                                            {"json", "JsonValue"},
                                            {"jsonb", "JsonValue"}}};

bool is_word(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/// "brand_assets" → "BrandAssets"
std::string class_name(std::string_view name) {
  std::string out;
  bool begins = true;
  for (const char character : name) {
    if (is_word(character)) out += begins ? core::to_upper({&character, 1}) : std::string(1, character);
    begins = !is_word(character);
  }
  return out;
}

/// "File URL" → "file_url"
std::string attribute_name(std::string_view name) {
  std::string out;
  for (const char character : name) {
    if (is_word(character)) {
      out += character;
    } else if (out.empty() || out.back() != '_') {
      out += '_';
    }
  }
  return core::to_lower(out);
}

/// Writes the classes of one description.
class Writer {
 public:
  explicit Writer(const SchemaDescription& description) : description_(description) {
    for (const auto& [id, type] : description.types) {
      if (!type.enum_values.empty()) enums_[type.name] = &type;
      if (!type.attributes.empty() && description.includes(type.schema)) composites_[type.name] = &type;
    }
  }

  std::string text() const {
    std::string out(imports);
    for (const auto* const type : sorted(enums_))
      if (description_.includes(type->schema) || is_used(type->name)) out += '\n' + enum_text(*type);
    for (const auto& relation : description_.relations)
      if (relation.kind == "r" || relation.kind == "p") out += table_text(relation);
    for (const std::string_view kind : {"v", "m"})
      for (const auto& relation : description_.relations)
        if (relation.kind == kind) out += '\n' + model_text(relation);
    for (const auto* const type : sorted(composites_)) out += '\n' + composite_text(*type);
    return out;
  }

 private:
  using Types = std::map<std::string, const TypeDescription*, std::less<>>;

  static std::vector<const TypeDescription*> sorted(const Types& types) {
    std::vector<const TypeDescription*> list;
    for (const auto& [name, type] : types) list.push_back(type);
    std::ranges::sort(
        list, [](const auto* left, const auto* right) { return reads_before(left->name, right->name); });
    return list;
  }

  static std::vector<const ColumnDescription*> sorted_columns(const RelationDescription& relation) {
    std::vector<const ColumnDescription*> columns;
    for (const auto& column : relation.columns) columns.push_back(&column);
    std::ranges::sort(
        columns, [](const auto* left, const auto* right) { return reads_before(left->name, right->name); });
    return columns;
  }

  /// True where a column or attribute has the type or a list of it: enums of other schemas are then needed.
  bool is_used(const std::string& type) const {
    const auto has = [&](const std::string& name) { return name == type || name == '_' + type; };
    for (const auto& relation : description_.relations)
      if (std::ranges::any_of(relation.columns, [&](const auto& column) { return has(column.type); }))
        return true;
    return std::ranges::any_of(composites_, [&](const auto& composite) {
      return std::ranges::any_of(composite.second->attributes, [&](const auto& attribute) {
        const auto* const inner = description_.type(attribute.type_id);
        return inner != nullptr && has(inner->name);
      });
    });
  }

  /// Enums, then plain types, then composites; what has no class of its own is Any.
  std::string type_text(std::string_view type) const {
    if (type.starts_with('_')) return fmt::format("List[{}]", type_text(type.substr(1)));
    if (const auto found = enums_.find(type); found != enums_.end())
      return class_name(found->second->schema) + class_name(type);
    for (const auto& [name, word] : plain_types)
      if (name == type) return std::string(word);
    if (type.ends_with("range")) return "str";
    const auto found = composites_.find(type);
    return found == composites_.end() ? "Any" : class_name(found->second->schema) + class_name(type);
  }

  std::string column_text(const ColumnDescription& column) const {
    const std::string type = type_text(column.type);
    return column.nullable ? fmt::format("Optional[{}]", type) : type;
  }

  static std::string enum_text(const TypeDescription& type) {
    std::string values;
    for (const auto& value : type.enum_values) {
      if (!values.empty()) values += ", ";
      core::append_json_string(values, value);
    }
    return fmt::format("{}{}: TypeAlias = Literal[{}]\n", class_name(type.schema), class_name(type.name),
                       values);
  }

  std::string model_text(const RelationDescription& relation) const {
    std::string out =
        fmt::format("class {}{}(BaseModel):\n", class_name(relation.schema), class_name(relation.name));
    for (const auto* const column : sorted_columns(relation))
      out += fmt::format("    {}: {} = Field(alias={})\n", attribute_name(column->name), column_text(*column),
                         core::json_string(column->name));
    return relation.columns.empty() ? out + "    pass\n" : out;
  }

  std::string composite_text(const TypeDescription& type) const {
    std::string out = fmt::format("class {}{}(BaseModel):\n", class_name(type.schema), class_name(type.name));
    for (const auto& [name, id] : type.attributes) {
      const auto* const inner = description_.type(id);
      out += fmt::format("    {}: {} = Field(alias={})\n", attribute_name(name),
                         inner == nullptr ? "Any" : fmt::format("Optional[{}]", type_text(inner->name)),
                         core::json_string(name));
    }
    return out;
  }

  std::string dictionary_text(const RelationDescription& relation, std::string_view use,
                              bool all_optional) const {
    std::string out = fmt::format("class {}{}{}(TypedDict):\n", class_name(relation.schema),
                                  class_name(relation.name), use);
    for (const auto* const column : sorted_columns(relation)) {
      const std::string field = fmt::format("Annotated[{}, Field(alias={})]", column_text(*column),
                                            core::json_string(column->name));
      const bool optional = all_optional || column->nullable || column->is_identity || column->has_default;
      out += fmt::format("    {}: {}\n", attribute_name(column->name),
                         optional ? fmt::format("NotRequired[{}]", field) : field);
    }
    return relation.columns.empty() ? out + "    pass\n" : out;
  }

  std::string table_text(const RelationDescription& relation) const {
    return '\n' + model_text(relation) + '\n' + dictionary_text(relation, "Insert", false) + '\n' +
           dictionary_text(relation, "Update", true);
  }

  const SchemaDescription& description_;
  Types enums_;
  Types composites_;
};

}  // namespace

std::string generate_python(const SchemaDescription& description) { return Writer(description).text(); }

}  // namespace marque::client
