// C++: a header for marque/typed.hpp.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "client/types/cpp_names.hpp"
#include "client/types/generate_types.hpp"
#include "core/json.hpp"

namespace marque::client {
namespace {

constexpr std::size_t line_columns = 100;

using Word = std::pair<std::string_view, std::string_view>;

/// Types whose JSON is not a string.
constexpr std::array<Word, 11> plain_types{{{"bool", "bool"},
                                            {"int2", "std::int16_t"},
                                            {"int4", "std::int32_t"},
                                            {"int8", "std::int64_t"},
                                            {"float4", "float"},
                                            {"float8", "double"},
                                            {"numeric", "double"},
                                            {"json", "marque::Json"},
                                            {"jsonb", "marque::Json"},
                                            {"date", "marque::Date"},
                                            {"timestamptz", "marque::Timestamp"}}};

/// Types outside of pg_catalog that become strings in JSON.
bool is_text_of_extension(std::string_view type) { return type == "citext" || type == "vector"; }

/// Writes the header of one description.
class Writer {
 public:
  Writer(const SchemaDescription& description, std::string name_space)
      : description_(description), name_space_(std::move(name_space)) {}

  std::string text() const {
    std::string out =
        "// Written by `marque gen types --lang cpp` from the database's schema; changes will be lost.\n"
        "// clang-format off\n#pragma once\n\n#include <array>\n#include <cstdint>\n#include "
        "<optional>\n#include <string>\n"
        "#include <string_view>\n#include <tuple>\n#include <vector>\n\n"
        "#include <marque/marque.hpp>\n";
    for (const auto& schema : description_.schemas) out += schema_text(schema);
    return out;
  }

 private:
  using Relations = std::vector<const RelationDescription*>;

  std::string space_of(const std::string& schema) const {
    return (name_space_.empty() ? "" : name_space_ + "::") + cpp_name(schema);
  }

  std::vector<const TypeDescription*> enums_of(const std::string& schema) const {
    std::vector<const TypeDescription*> enums;
    for (const auto& [id, type] : description_.types)
      if (type.schema == schema && !type.enum_values.empty()) enums.push_back(&type);
    std::ranges::sort(enums, {}, [](const auto* type) { return type->name; });
    return enums;
  }

  Relations relations_of(const std::string& schema) const {
    Relations relations;
    for (const auto& relation : description_.relations)
      if (relation.schema == schema) relations.push_back(&relation);
    return relations;
  }

  std::string schema_text(const std::string& schema) const {
    const auto enums = enums_of(schema);
    const auto relations = relations_of(schema);
    CppScope scope;
    for (const auto* const type : enums) scope.add(type->name);
    std::string out;
    if (!enums.empty()) {
      out += fmt::format("\nnamespace {} {{\n", space_of(schema));
      for (const auto* const type : enums) out += enum_text(*type, scope.name(type->name));
      out += fmt::format("\n}}  // namespace {}\n", space_of(schema));
      for (const auto* const type : enums)
        out += enum_traits(*type, space_of(schema) + "::" + scope.name(type->name));
    }
    out += fmt::format("\nnamespace {} {{\n", space_of(schema));
    for (const auto* const relation : relations) {
      scope.add(relation->name);
      scope.add(relation->name + "_row");
      out += relation_text(*relation, scope);
    }
    out += fmt::format("\n}}  // namespace {}\n", space_of(schema));
    for (const auto* const relation : relations) out += relation_traits(*relation, scope);
    return out;
  }

  static CppScope names_of(const std::vector<std::string>& names) {
    CppScope scope;
    for (const auto& name : names) scope.add(name);
    return scope;
  }

  static std::string enum_text(const TypeDescription& type, const std::string& name) {
    const CppScope scope = names_of(type.enum_values);
    std::string out = fmt::format("\nenum class {} {{\n", name);
    for (const auto& value : type.enum_values) out += fmt::format("  {},\n", scope.name(value));
    return out + "};\n";
  }

  static std::string enum_traits(const TypeDescription& type, const std::string& name) {
    std::string out = fmt::format("\ntemplate <>\nstruct marque::EnumTexts<{}> {{\n", name);
    out +=
        fmt::format("  static constexpr std::array<std::string_view, {}> texts{{\n", type.enum_values.size());
    for (const auto& value : type.enum_values) out += fmt::format("      {},\n", core::json_string(value));
    return out + "  };\n};\n";
  }

  /// The enum of that name: of `schema` if it has one, else of any schema that is written.
  const TypeDescription* find_enum(std::string_view name, const std::string& schema) const {
    const TypeDescription* found = nullptr;
    for (const auto& [id, type] : description_.types) {
      if (type.name != name || type.enum_values.empty()) continue;
      if (type.schema == schema) return &type;
      found = &type;
    }
    return found;
  }

  std::string enum_name(const TypeDescription& type) const {
    if (!description_.includes(type.schema)) return "std::string";
    CppScope scope;
    for (const auto* const each : enums_of(type.schema)) scope.add(each->name);
    return space_of(type.schema) + "::" + scope.name(type.name);
  }

  /// What JSON makes of the type: text for most of pg_catalog's, anything for what is not known.
  std::string type_text(std::string_view type, const std::string& schema) const {
    for (const auto& [name, word] : plain_types)
      if (name == type) return std::string(word);
    if (type.starts_with('_')) return fmt::format("std::vector<{}>", type_text(type.substr(1), schema));
    if (const auto* const enumeration = find_enum(type, schema)) return enum_name(*enumeration);
    if (is_text_of_extension(type)) return "std::string";
    for (const auto& [id, known] : description_.types)
      if (known.name == type &&
          (known.kind == "r" || known.kind == "m" || (known.kind == "b" && known.schema == "pg_catalog")))
        return "std::string";
    return "marque::Json";
  }

  std::string column_type(const ColumnDescription& column, const std::string& schema) const {
    const std::string type = type_text(column.type, schema);
    return column.nullable ? fmt::format("std::optional<{}>", type) : type;
  }

  static std::string_view filling_of(const ColumnDescription& column, const RelationDescription& relation) {
    if (column.is_always_identity || column.is_generated || !column.is_updatable)
      return "marque::Filling::generated";
    if (column.nullable || column.has_default || column.is_identity || relation.is_view())
      return "marque::Filling::optional";
    return "";
  }

  static CppScope columns_of_relation(const RelationDescription& relation) {
    CppScope scope;
    for (const auto& column : relation.columns) scope.add(column.name);
    return scope;
  }

  /// A column of the table's struct, broken where it is too long for a line.
  static std::string column_text(const std::string& arguments, std::string_view filling,
                                 const std::string& name) {
    std::string line = "  static constexpr marque::Column<" + arguments;
    if (!filling.empty()) {
      const bool fits = line.size() + filling.size() + 3 <= line_columns;
      line += fits ? ", " : ",\n" + std::string(34, ' ');
      line += filling;
    }
    line += '>';
    const std::size_t last_line = line.size() - (line.rfind('\n') == line.npos ? 0 : line.rfind('\n') + 1);
    return line + (last_line + name.size() + 4 > line_columns ? "\n      " : " ") + name + "{};\n";
  }

  std::string relation_text(const RelationDescription& relation, const CppScope& names) const {
    const CppScope columns = columns_of_relation(relation);
    const std::string name = names.name(relation.name);
    std::string table;
    std::string row;
    for (const auto& column : relation.columns) {
      const std::string type = column_type(column, relation.schema);
      const std::string own = columns.name(column.name);
      table += column_text(fmt::format("{}, {}, {}", name, core::json_string(column.name), type),
                           filling_of(column, relation), own);
      row += fmt::format("  {} {}{{}};\n", type, own);
    }
    return fmt::format("\nstruct {} {{\n{}}};\n\nstruct {} {{\n{}}};\n", name, table,
                       names.name(relation.name + "_row"), row);
  }

  std::string relation_traits(const RelationDescription& relation, const CppScope& names) const {
    const CppScope columns = columns_of_relation(relation);
    const std::string table = space_of(relation.schema) + "::" + names.name(relation.name);
    const std::string row = space_of(relation.schema) + "::" + names.name(relation.name + "_row");
    std::string list;
    std::string members;
    for (const auto& column : relation.columns) {
      const std::string own = columns.name(column.name);
      list += fmt::format("{}\n      {}::{}", list.empty() ? "" : ",", table, own);
      members += fmt::format("{}\n    marque::column({}, &{}::{})", members.empty() ? "" : ",",
                             core::json_string(column.name), row, own);
    }
    return fmt::format(
        "\ntemplate <>\nstruct marque::TableTraits<{}> {{\n"
        "  using Row = {};\n"
        "  static constexpr std::string_view name = {};\n"
        "  static constexpr std::string_view schema = {};\n"
        "  static constexpr std::tuple columns{{{}}};\n}};\n"
        "\ntemplate <>\ninline constexpr auto marque::columns_of<{}> = marque::columns({});\n",
        table, row, core::json_string(relation.name), core::json_string(relation.schema), list, row, members);
  }

  const SchemaDescription& description_;
  std::string name_space_;
};

}  // namespace

std::string generate_cpp(const SchemaDescription& description, const std::string& name_space) {
  return Writer(description, name_space).text();
}

}  // namespace marque::client
