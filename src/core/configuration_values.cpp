#include <algorithm>
#include <array>

#include "core/configuration.hpp"
#include "core/text.hpp"

namespace marque::core {
namespace {

struct Unit {
  std::string_view suffix;
  std::int64_t factor;
};

/// `text` as number × unit; the longest suffix that fits wins, so units are listed longest first.
std::optional<std::int64_t> parse_with_units(std::string_view text, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (!text.ends_with(unit.suffix)) continue;
    const auto number = parse_integer(trim(text.substr(0, text.size() - unit.suffix.size())));
    if (!number || *number < 0 || *number > std::numeric_limits<std::int64_t>::max() / unit.factor)
      return std::nullopt;
    return *number * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_duration_ms(std::string_view text) {
  static constexpr std::array units{Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000}, Unit{"h", 3'600'000},
                                    Unit{"d", 86'400'000}};
  return parse_with_units(text, units);
}

std::optional<std::int64_t> parse_bytes(std::string_view text) {
  static constexpr std::array units{
      Unit{"KiB", 1LL << 10}, Unit{"MiB", 1LL << 20},    Unit{"GiB", 1LL << 30}, Unit{"KB", 1'000},
      Unit{"MB", 1'000'000},  Unit{"GB", 1'000'000'000}, Unit{"B", 1},           Unit{"", 1}};
  return parse_with_units(text, units);
}

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view nearest;
  std::size_t nearest_distance = std::max<std::size_t>(2, word.size() / 2) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= nearest_distance) continue;
    nearest = candidate;
    nearest_distance = distance;
  }
  return nearest;
}

}  // namespace marque::core
