// pg/array_literal.hpp: PostgreSQL's text form of one-dimensional arrays (PostgreSQL 17, 8.15.6).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace marque::pg {

/// The elements of "{a,\"b c\"}" as the server writes it for text[]; NULL elements become the text "NULL".
/// Empty for anything that is no such array.
std::vector<std::string> read_text_array(std::string_view literal);

}  // namespace marque::pg
