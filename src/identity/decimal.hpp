// identity/decimal.hpp: JSON's numbers without rounding, for claims.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace marque::identity {

/// ± digits × 10^exponent.
struct Decimal {
  bool negative = false;
  std::string digits = "0";  ///< without leading zeros
  std::int64_t exponent = 0;
};

/// Reads a number in JSON's form (RFC 8259 §6), which `number` must have. Exponents stop at a billion.
Decimal read_decimal(std::string_view number);

/// The whole number that it is; nothing for one with a fraction or beyond 64 bits.
std::optional<std::int64_t> whole_number(const Decimal& decimal);

/// What stands before the point; the nearest number of 64 bits for one beyond them.
std::int64_t whole_part(const Decimal& decimal);

/// As PostgREST's JSON encoder writes it: whole numbers up to 10^1024 in digits ("1e2" → "100"), others
/// between 0.1 and 10^7 with a point, the rest with an exponent ("5.0e-2").
std::string to_text(const Decimal& decimal);

/// The same, but whole numbers as others: "5.0", "1.0e8".
std::string to_fractional_text(const Decimal& decimal);

}  // namespace marque::identity
