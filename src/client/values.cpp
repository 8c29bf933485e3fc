// C++ values as PostgreSQL and JSON spell them.
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

#include "core/text.hpp"
#include "marque/row.hpp"

namespace marque {
namespace {

template <class Number>
std::string digits_of(Number number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  std::array<char, 64> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), end};
}

/// The year, month and day of a Date and what is left of the day.
struct Calendar {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::microseconds> time;
};

Calendar calendar_of(Timestamp time) {
  const Date day = std::chrono::floor<std::chrono::days>(time);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<std::chrono::microseconds>(time - day)};
}

/// Reads "-", "15:09", "26.5" and the like off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  bool skip(char wanted) {
    const bool found = !text_.empty() && text_.front() == wanted;
    if (found) text_.remove_prefix(1);
    return found;
  }
  /// A number of at least `least` and at most `most` digits.
  std::optional<int> number(std::size_t least, std::size_t most) {
    std::size_t length = 0;
    while (length < text_.size() && length < most && text_[length] >= '0' && text_[length] <= '9') ++length;
    if (length < least) return std::nullopt;
    const auto value = core::parse_integer(take(length));
    return static_cast<int>(*value);
  }
  /// ".535897" in microseconds, further digits cut off; 0 where there is no point.
  std::int64_t fraction() {
    if (!skip('.')) return 0;
    std::size_t length = 0;
    while (length < text_.size() && text_[length] >= '0' && text_[length] <= '9') ++length;
    std::string digits(take(length).substr(0, 6));
    digits.resize(6, '0');
    return core::parse_integer(digits).value_or(0);
  }

 private:
  std::string_view take(std::size_t length) {
    const std::string_view taken = text_.substr(0, length);
    text_.remove_prefix(length);
    return taken;
  }
  std::string_view text_;
};

std::optional<Date> scan_date(Scanner& scanner) {
  const auto year = scanner.number(4, 6);
  if (!year || !scanner.skip('-')) return std::nullopt;
  const auto month = scanner.number(2, 2);
  if (!month || !scanner.skip('-')) return std::nullopt;
  const auto day = scanner.number(2, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Date(date);
}

std::optional<std::chrono::microseconds> scan_time(Scanner& scanner) {
  const auto hours = scanner.number(2, 2);
  if (!hours || !scanner.skip(':')) return std::nullopt;
  const auto minutes = scanner.number(2, 2);
  if (!minutes) return std::nullopt;
  const auto seconds = scanner.skip(':') ? scanner.number(2, 2) : std::optional(0);
  if (!seconds || *hours > 24 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds) +
         std::chrono::microseconds(scanner.fraction());
}

/// "Z", "+02", "-03:30", "+00:19:32", or nothing, which is UTC.
std::optional<std::chrono::seconds> scan_offset(Scanner& scanner) {
  if (scanner.done() || scanner.skip('Z')) return std::chrono::seconds(0);
  const bool west = scanner.skip('-');
  if (!west && !scanner.skip('+')) return std::nullopt;
  const auto hours = scanner.number(2, 2);
  scanner.skip(':');
  const auto minutes = scanner.done() ? std::optional(0) : scanner.number(2, 2);
  const auto seconds = scanner.skip(':') ? scanner.number(2, 2) : std::optional(0);
  if (!hours || !minutes || !seconds) return std::nullopt;
  const std::chrono::seconds offset =
      std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
  return west ? -offset : offset;
}

std::unexpected<ApiError> no_time(std::string_view expected, std::string_view text) {
  return failure("marque.bad_value",
                 "expected " + std::string(expected) + ", found \"" + std::string(text.substr(0, 40)) + '"');
}

/// True where an element of an array literal stands in quotes (PostgreSQL 17, 8.15.6).
bool needs_quotes(std::string_view element) {
  return element.empty() || core::to_lower(element) == "null" ||
         element.find_first_of("{},\"\\ \t\n\r\v\f") != element.npos;
}

void append_element(std::string& out, std::string_view element) {
  if (!needs_quotes(element)) {
    out += element;
    return;
  }
  out += '"';
  for (const char character : element) {
    if (character == '"' || character == '\\') out += '\\';
    out += character;
  }
  out += '"';
}

}  // namespace

std::string number_text(double number) { return digits_of(number); }
std::string number_text(float number) { return digits_of(number); }

std::string to_string(Date date) {
  const std::chrono::year_month_day parts(date);
  std::array<char, 40> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(parts.year()),
                                   static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string to_string(Timestamp time) {
  const auto [date, clock] = calendar_of(time);
  std::array<char, 40> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d.%06d+00:00",
                    static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                    static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return to_string(Date(date)) + std::string(text.data(), static_cast<std::size_t>(length));
}

Expected<Date> parse_date(std::string_view text) {
  Scanner scanner(text);
  const auto date = scan_date(scanner);
  if (!date || !scanner.done()) return no_time("a date", text);
  return *date;
}

Expected<Timestamp> parse_timestamp(std::string_view text) {
  Scanner scanner(text);
  const auto date = scan_date(scanner);
  if (!date || (!scanner.skip('T') && !scanner.skip(' '))) return no_time("a point in time", text);
  const auto time = scan_time(scanner);
  const auto offset = time ? scan_offset(scanner) : std::nullopt;
  if (!offset || !scanner.done()) return no_time("a point in time", text);
  return Timestamp(*date) + *time - *offset;
}

Expected<void> JsonCodec<bool>::decode(const Json& json, bool& value) {
  if (json.kind() != Json::Kind::boolean) return unfit(json, "true or false");
  value = json.boolean_value();
  return {};
}

ApiError in_column(std::string_view name, ApiError error) {
  error.code = "marque.bad_row";
  error.message = "column \"" + std::string(name) + "\": " + error.message;
  return error;
}

std::string Value::value_text(const Json& json) {
  return json.is_string() ? std::string(json.string_value()) : json.text();
}

std::string Value::array_text(const Json& json) {
  std::string out = "{";
  for (const Json& item : json.items()) {
    if (out.size() > 1) out += ',';
    if (item.is_array()) {
      out += array_text(item);
    } else if (item.is_null()) {
      out += "NULL";
    } else {
      append_element(out, value_text(item));
    }
  }
  out += '}';
  return out;
}

}  // namespace marque
