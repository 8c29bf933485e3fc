// client/types/typescript_type.hpp: types of TypeScript as values, laid out as Prettier does (two blanks, no
// semicolons, 80 columns), so that a regenerated file differs only where the schema does.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace marque::client {

struct TypeScriptField;

struct TypeScriptType {
  enum class Kind : unsigned char {
    word,    ///< `text` as it is: string, Database["public"]["Enums"]["status"]
    object,  ///< { fields }
    list,    ///< parts[0][]
    either,  ///< parts[0] | parts[1] …
    both,    ///< parts[0] & parts[1] …
    tuple,   ///< [parts…]
  };
  Kind kind = Kind::word;
  std::string text{};
  std::vector<TypeScriptField> fields{};
  bool expanded = false;  ///< an object that never stands on one line
  std::vector<TypeScriptType> parts{};

  static TypeScriptType word(std::string text);
  static TypeScriptType object(std::vector<TypeScriptField> fields, bool expanded);
  static TypeScriptType list(TypeScriptType item);
  /// One of several; of one, that one.
  static TypeScriptType either(std::vector<TypeScriptType> parts);
  static TypeScriptType tuple(std::vector<TypeScriptType> parts);
};

/// A name inside an object type and what it is. An optional one has "?".
struct TypeScriptField {
  std::string name;
  TypeScriptType type;
  bool optional = false;
  bool is_index = false;  ///< `name` is an index signature: [_ in never]
};

/// `text` in the quotes of which it has fewer.
std::string quoted(std::string_view text);

/// "name" as a key: in quotes where it needs some.
std::string key_text(std::string_view name);

/// Appends `type` as the right-hand side of something that ends in column `column` of a line with `indent`
/// blanks.
void append_type(std::string& out, const TypeScriptType& type, std::size_t indent, std::size_t column);

}  // namespace marque::client
