// pg/catalogue/rows.hpp: small helpers to read the system catalogues' rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pg/session.hpp"

namespace marque::pg::catalogue {

/// A relation's, type's or constraint's identity within one database.
using ObjectId = std::uint32_t;

using Row = std::vector<Value>;

/// The text of a column that the query never leaves NULL.
inline std::string take_text(Value& value) { return std::move(value).value_or(""); }

/// PostgreSQL's text for a boolean; NULL is false.
inline bool is_true(const Value& value) { return value == "t"; }

/// A number that the query never leaves NULL: an oid, an attribute's number, a bit mask.
std::uint32_t to_number(const Value& value);

/// `items` as the text of an array ({"a","b"}), to be a parameter.
std::string array_text(const std::vector<std::string>& items);

/// `names`, quoted, as the text of an array that can be cast to regnamespace[].
std::string schemas_text(const std::vector<std::string>& names);

}  // namespace marque::pg::catalogue
