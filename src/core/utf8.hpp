// core/utf8.hpp: what is well-formed UTF-8 (Unicode 15, table 3-7), and bytes that are none as UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace marque::core {

/// Bytes of the well-formed sequence at `position`, which is inside `text`; 0 if it is ill-formed.
std::size_t utf8_sequence_length(std::string_view text, std::size_t position);

bool is_utf8(std::string_view text);

/// Every byte as the character of its number (ISO 8859-1), in UTF-8.
std::string latin1_to_utf8(std::string_view bytes);

}  // namespace marque::core
