// rest/text_escapes.hpp: what stands behind a backslash in a text of PostgREST's configuration files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace marque::rest {

/// Takes n, t, r, ", \ or u with four hexadecimal digits (twice for a pair of surrogates) off the front of
/// `left` and gives the character in UTF-8. Nothing, and `left` as it was, for all else.
std::optional<std::string> read_escape(std::string_view& left);

}  // namespace marque::rest
