#include "identity/claim_path.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "identity/haskell_text.hpp"

namespace marque::identity {
namespace {

using Comparison = ItemFilter::Comparison;

/// As written; "==" stands after what begins with it.
constexpr std::array<std::pair<std::string_view, Comparison>, 5> comparisons{{
    {"==^", Comparison::ends_with},
    {"==", Comparison::equals},
    {"!=", Comparison::differs},
    {"^==", Comparison::starts_with},
    {"*==", Comparison::contains},
}};

bool is_name_character(char character) {
  const auto byte = static_cast<unsigned char>(character);
  const bool letter = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  return letter || (character >= '0' && character <= '9') || character == '_' || character == '$' ||
         character == '@' || byte >= 0x80;  // letters beyond ASCII
}

/// Reads a path from front to end. A step is nothing where the text is not as it must be at `left()`.
class PathReader {
 public:
  explicit PathReader(std::string_view text) : left_(text) {}

  std::string_view left() const { return left_; }

  std::optional<ClaimStep> step() {
    if (take(".")) return name();
    if (take("[?(@")) return filter();
    if (take("[")) return position();
    return std::nullopt;
  }

 private:
  bool take(std::string_view word) {
    if (!left_.starts_with(word)) return false;
    left_.remove_prefix(word.size());
    return true;
  }

  template <class Predicate>
  std::string_view take_while(Predicate predicate) {
    const auto end = std::ranges::find_if_not(left_, predicate);
    const auto taken = left_.substr(0, static_cast<std::size_t>(end - left_.begin()));
    left_.remove_prefix(taken.size());
    return taken;
  }

  std::optional<ClaimStep> name() {
    const auto plain = take_while(is_name_character);
    if (!plain.empty()) return std::string(plain);
    return quoted();
  }

  std::optional<std::string> quoted() {
    if (!take("\"")) return std::nullopt;
    std::string text(take_while([](char character) { return character != '"'; }));
    if (!take("\"")) return std::nullopt;
    return text;
  }

  std::optional<ClaimStep> position() {
    const auto digits = take_while([](char character) { return character >= '0' && character <= '9'; });
    if (digits.empty() || !take("]")) return std::nullopt;
    return static_cast<std::size_t>(
        core::parse_integer(digits).value_or(std::numeric_limits<std::int64_t>::max()));
  }

  std::optional<ClaimStep> filter() {
    skip_blanks();
    for (const auto& [word, comparison] : comparisons) {
      if (!take(word)) continue;
      skip_blanks();
      auto pattern = quoted();
      if (!pattern || !take(")]") || !left_.empty()) return std::nullopt;
      return ItemFilter{comparison, std::move(*pattern)};
    }
    return std::nullopt;
  }

  void skip_blanks() {
    take_while([](char character) { return character == ' ' || (character >= '\t' && character <= '\r'); });
  }

  std::string_view left_;
};

bool matches(const ItemFilter& filter, std::string_view text) {
  switch (filter.comparison) {
    case Comparison::equals: return text == filter.pattern;
    case Comparison::differs: return text != filter.pattern;
    case Comparison::starts_with: return text.starts_with(filter.pattern);
    case Comparison::ends_with: return text.ends_with(filter.pattern);
    case Comparison::contains: return text.contains(filter.pattern);
  }
  return false;
}

const ClaimValue* follow(const ClaimValue& value, const std::string& name) { return value.member(name); }

const ClaimValue* follow(const ClaimValue& value, std::size_t position) {
  return position < value.items.size() ? &value.items[position] : nullptr;
}

const ClaimValue* follow(const ClaimValue& value, const ItemFilter& filter) {
  const auto found = std::ranges::find_if(
      value.items, [&](const ClaimValue& item) { return item.is_text() && matches(filter, item.text); });
  return found == value.items.end() ? nullptr : &*found;
}

std::string step_text(const std::string& name) { return "." + haskell_text(name); }

std::string step_text(std::size_t position) { return fmt::format("[{}]", position); }

std::string step_text(const ItemFilter& filter) {
  const auto* word =
      std::ranges::find(comparisons, filter.comparison, &decltype(comparisons)::value_type::second);
  return fmt::format("[?(@ {} {})]", word->first, haskell_text(filter.pattern));
}

}  // namespace

Result<std::vector<ClaimStep>> parse_claim_path(std::string_view text) {
  std::vector<ClaimStep> path;
  PathReader reader(text);
  do {
    auto step = reader.step();
    if (!step)
      return fail("identity.bad_path",
                  fmt::format("failed to parse role-claim-key value ({}): column {} is wrong", text,
                              text.size() - reader.left().size() + 1));
    path.push_back(std::move(*step));
  } while (!reader.left().empty());
  return path;
}

std::string to_text(const std::vector<ClaimStep>& path) {
  std::string text;
  for (const ClaimStep& step : path) text += std::visit([](const auto& one) { return step_text(one); }, step);
  return text;
}

const ClaimValue* find_claim(const ClaimValue& claims, const std::vector<ClaimStep>& path) {
  const ClaimValue* value = &claims;
  for (const ClaimStep& step : path) {
    value = std::visit([&](const auto& one) { return follow(*value, one); }, step);
    if (value == nullptr) return nullptr;
  }
  return value;
}

}  // namespace marque::identity
