#include "identity/decimal.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/text.hpp"

namespace marque::identity {
namespace {

constexpr std::int64_t largest_exponent = 1'000'000'000;
constexpr std::int64_t largest_written_out = 1024;
constexpr std::int64_t most_digits_before_point = 7;
constexpr std::int64_t most_digits = 19;  ///< of 2^63

/// The digits without zeros at the end, and where the point stands after their first.
struct Normalised {
  std::string digits;
  std::int64_t point;
};

Normalised normalise(const Decimal& decimal) {
  if (decimal.digits == "0") return {"0", 0};
  const auto last = decimal.digits.find_last_not_of('0');
  return {decimal.digits.substr(0, last + 1),
          static_cast<std::int64_t>(decimal.digits.size()) + decimal.exponent};
}

std::string with_exponent(const Normalised& number) {
  const std::string rest = number.digits.size() > 1 ? number.digits.substr(1) : "0";
  return fmt::format("{}.{}e{}", number.digits[0], rest, number.point - 1);
}

std::string with_point(const Normalised& number) {
  if (number.point <= 0)
    return std::string("0.").append(static_cast<std::size_t>(-number.point), '0').append(number.digits);
  const auto point = static_cast<std::size_t>(number.point);
  std::string whole = number.digits.substr(0, point);
  whole.append(point - whole.size(), '0');
  return whole + '.' + (number.digits.size() > point ? number.digits.substr(point) : "0");
}

std::int64_t read_exponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::int64_t size = std::min(core::parse_integer(text).value_or(largest_exponent), largest_exponent);
  return negative ? -size : size;
}

}  // namespace

Decimal read_decimal(std::string_view number) {
  Decimal decimal;
  decimal.negative = number.starts_with('-');
  if (decimal.negative) number.remove_prefix(1);
  const auto exponent_mark = number.find_first_of("eE");
  if (exponent_mark != number.npos) decimal.exponent = read_exponent(number.substr(exponent_mark + 1));
  number = number.substr(0, exponent_mark);
  const auto point = number.find('.');
  std::string digits(number.substr(0, point));
  if (point != number.npos) {
    digits += number.substr(point + 1);
    decimal.exponent -= static_cast<std::int64_t>(number.size() - point - 1);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (!digits.empty()) decimal.digits = std::move(digits);
  return decimal;
}

std::optional<std::int64_t> whole_number(const Decimal& decimal) {
  const Normalised number = normalise(decimal);
  const auto significant = static_cast<std::int64_t>(number.digits.size());
  if (number.digits == "0") return 0;
  if (number.point < significant || number.point > most_digits) return std::nullopt;
  const std::string zeros(static_cast<std::size_t>(number.point - significant), '0');
  return core::parse_integer((decimal.negative ? "-" : "") + number.digits + zeros);
}

std::int64_t whole_part(const Decimal& decimal) {
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  const Normalised number = normalise(decimal);
  if (number.digits == "0" || number.point <= 0) return 0;
  if (number.point > most_digits) return decimal.negative ? -largest : largest;
  std::string digits = number.digits.substr(0, static_cast<std::size_t>(number.point));
  digits.append(static_cast<std::size_t>(number.point) - digits.size(), '0');
  const std::int64_t size = core::parse_integer(digits).value_or(largest);
  return decimal.negative ? -size : size;
}

std::string to_text(const Decimal& decimal) {
  if (decimal.exponent < 0 || decimal.exponent > largest_written_out) return to_fractional_text(decimal);
  if (decimal.digits == "0") return decimal.digits;
  return (decimal.negative ? "-" : "") + decimal.digits +
         std::string(static_cast<std::size_t>(decimal.exponent), '0');
}

std::string to_fractional_text(const Decimal& decimal) {
  const Normalised number = normalise(decimal);
  const bool point_in_reach = number.point >= 0 && number.point <= most_digits_before_point;
  const std::string sign = decimal.negative && decimal.digits != "0" ? "-" : "";
  return sign + (point_in_reach ? with_point(number) : with_exponent(number));
}

}  // namespace marque::identity
