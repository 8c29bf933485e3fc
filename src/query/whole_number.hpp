// query/whole_number.hpp: whole numbers as the peer's runtime reads them in `limit`, `offset` and
// `max-affected`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace marque::query {

/// Decimal, "0x…" or "0o…" digits, "-" before them, parentheses and blanks around; nothing for any other
/// text. Beyond 64 bits the nearest value.
std::optional<std::int64_t> read_whole_number(std::string_view text);

}  // namespace marque::query
