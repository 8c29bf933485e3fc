#include "query/preferences.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "query/whole_number.hpp"

namespace marque::query {
namespace {

template <class Value, std::size_t size>
using Words = std::array<std::pair<std::string_view, Value>, size>;

constexpr Words<Resolution, 2> resolutions{{{"resolution=merge-duplicates", Resolution::merge_duplicates},
                                            {"resolution=ignore-duplicates", Resolution::ignore_duplicates}}};
constexpr Words<Missing, 2> missings{
    {{"missing=default", Missing::apply_defaults}, {"missing=null", Missing::apply_nulls}}};
constexpr Words<Returning, 3> returnings{{{"return=minimal", Returning::minimal},
                                          {"return=headers-only", Returning::headers_only},
                                          {"return=representation", Returning::representation}}};
constexpr Words<Count, 3> counts{{{"count=exact", Count::exact},
                                  {"count=planned", Count::planned},
                                  {"count=estimated", Count::estimated}}};
constexpr Words<TransactionEnd, 2> transaction_ends{
    {{"tx=commit", TransactionEnd::commit}, {"tx=rollback", TransactionEnd::rollback}}};
constexpr Words<Handling, 2> handlings{
    {{"handling=strict", Handling::strict}, {"handling=lenient", Handling::lenient}}};
constexpr std::string_view timezone_prefix = "timezone=";
constexpr std::string_view max_affected_prefix = "max-affected=";

/// True if `token` is one of `words`; what it says is kept unless something was said before.
template <class Value, std::size_t size>
bool take(std::string_view token, const Words<Value, size>& words, std::optional<Value>& said) {
  for (const auto& [word, value] : words) {
    if (word != token) continue;
    if (!said) said = value;
    return true;
  }
  return false;
}

template <class Value, std::size_t size>
void add(std::vector<std::string>& tokens, const Words<Value, size>& words,
         const std::optional<Value>& said) {
  for (const auto& [word, value] : words)
    if (said == value) tokens.emplace_back(word);
}

/// Blanks as the peer strips them from the bytes of a header.
std::string_view trimmed(std::string_view token) {
  constexpr std::string_view blanks = " \t\n\v\f\r\xA0";
  const std::size_t first = token.find_first_not_of(blanks);
  if (first == token.npos) return {};
  return token.substr(first, token.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> tokens_of(const std::vector<std::string_view>& headers) {
  std::vector<std::string_view> tokens;
  for (const std::string_view header : headers) {
    if (header.empty()) continue;
    for (const std::string_view token : core::split(header, ',')) tokens.push_back(trimmed(token));
  }
  return tokens;
}

/// The first `timezone=`, if it may be.
std::optional<std::string> accepted_timezone(const std::vector<std::string_view>& tokens,
                                             const PreferenceRules& rules) {
  for (const std::string_view token : tokens) {
    if (!token.starts_with(timezone_prefix)) continue;
    const std::string_view name = token.substr(timezone_prefix.size());
    if (rules.timezones != nullptr && !rules.timezones->contains(name)) return std::nullopt;
    return std::string(name);
  }
  return std::nullopt;
}

bool take_known(std::string_view token, Preferences& preferences) {
  return take(token, resolutions, preferences.resolution) || take(token, missings, preferences.missing) ||
         take(token, returnings, preferences.returning) || take(token, counts, preferences.count) ||
         take(token, transaction_ends, preferences.transaction) ||
         take(token, handlings, preferences.handling);
}

std::string join(const std::vector<std::string>& tokens) {
  return fmt::format("{}", fmt::join(tokens, ", "));
}

/// All that the server knows, in the order of Preference-Applied.
std::vector<std::string> known_tokens(const Preferences& preferences) {
  std::vector<std::string> tokens;
  add(tokens, resolutions, preferences.resolution);
  add(tokens, missings, preferences.missing);
  add(tokens, returnings, preferences.returning);
  add(tokens, counts, preferences.count);
  add(tokens, transaction_ends, preferences.transaction);
  add(tokens, handlings, preferences.handling);
  if (preferences.timezone) tokens.push_back(fmt::format("{}{}", timezone_prefix, *preferences.timezone));
  if (preferences.max_affected)
    tokens.push_back(fmt::format("{}{}", max_affected_prefix, *preferences.max_affected));
  return tokens;
}

}  // namespace

Preferences read_preferences(const std::vector<std::string_view>& headers, const PreferenceRules& rules) {
  const auto tokens = tokens_of(headers);
  Preferences preferences;
  preferences.timezone = accepted_timezone(tokens, rules);
  bool limit_seen = false;
  for (const std::string_view token : tokens) {
    if (take_known(token, preferences)) continue;
    if (token.starts_with(max_affected_prefix)) {
      if (!limit_seen) preferences.max_affected = read_whole_number(token.substr(max_affected_prefix.size()));
      limit_seen = true;
    } else if (!token.starts_with(timezone_prefix) || !preferences.timezone) {
      preferences.invalid.emplace_back(token);
    }
  }
  if (!rules.transaction_override) preferences.transaction.reset();
  return preferences;
}

std::string write_preferences(const Preferences& preferences) {
  auto tokens = known_tokens(preferences);
  tokens.insert(tokens.end(), preferences.invalid.begin(), preferences.invalid.end());
  return join(tokens);
}

std::string applied_preferences(const Preferences& preferences, const Applied& applied) {
  const auto is = [&](Action action) { return applied.action == action; };
  Preferences counted = preferences;
  if (!is(Action::insert) || !applied.has_conflict_target) counted.resolution.reset();
  if (!is(Action::insert) && !is(Action::update)) counted.missing.reset();
  if (is(Action::read) || is(Action::call)) counted.returning.reset();
  const bool limited = is(Action::update) || is(Action::remove) || is(Action::call);
  if (!limited || counted.handling != Handling::strict) counted.max_affected.reset();
  return join(known_tokens(counted));
}

}  // namespace marque::query
