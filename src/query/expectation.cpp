#include "query/expectation.hpp"

#include <vector>

#include <fmt/format.h>

#include "query/characters.hpp"
#include "query/read_url.hpp"

namespace marque::query::grammar {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Expected::last_entry)> wordings{
    "end of input",
    "letter",
    "digit",
    "field name (* or [a..z0..9_$])",
    "any non reserved character different from: .,>()",
    "delimiter (.)",
    "operator (eq, gt, ...)",
    "isVal: (null, not_null, true, false, unknown)",
    "negation operator (not)",
    "logic operator (and, or)",
    "at most 200 levels of nesting",
    "\"-\"",
    "\">\"",
    "\"\\\"\"",
    "\"\\\\\"",
    "\",\"",
    "\".\"",
    "\":\"",
    "\"!\"",
    "\"*\"",
    "\"(\"",
    "\")\"",
    "\"{\"",
    "\"}\"",
    "\"->\"",
    "\"->>\"",
    "\"::\"",
    "\"...\"",
    "\"left\"",
    "\"inner\"",
    "\"count()\"",
    "\"()\"",
    "\"sum\"",
    "\"avg\"",
    "\"count\"",
    "\"max\"",
    "\"min\"",
    "\"not\"",
    "\"and\"",
    "\"or\"",
    "\"any\"",
    "\"all\"",
    "\"asc\"",
    "\"desc\"",
    "\"nullsfirst\"",
    "\"nullslast\"",
};

static_assert(maximum_depth == 200, "the words for Expected::shallower tell the limit");

/// "a", "a or b", "a, b or c".
std::string list_alternatives(const std::vector<std::string>& alternatives) {
  std::string list;
  for (std::size_t at = 0; at < alternatives.size(); ++at) {
    if (at > 0) list += at + 1 == alternatives.size() ? " or " : ", ";
    list += alternatives[at];
  }
  return list;
}

}  // namespace

std::string_view wording(Expected expected) { return wordings[static_cast<std::size_t>(expected)]; }

bool Trouble::reaches(std::size_t position) {
  if (known_ && position < position_) return false;
  if (!known_ || position > position_) {
    known_ = true;
    position_ = position;
    count_ = 0;
    seen_ = 0;
    offender_ = none;
    refused_ = {none, none};
  }
  return true;
}

void Trouble::add(Expected expected) {
  const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(expected);
  if ((seen_ & bit) != 0) return;
  seen_ |= bit;
  expected_[count_++] = expected;
}

void Trouble::stop(std::size_t position, std::size_t offender) {
  if (reaches(position) && offender_ == none) offender_ = offender;
}

void Trouble::expect(std::size_t position, std::size_t offender, Expected expected) {
  if (!reaches(position)) return;
  if (offender_ == none) offender_ = offender;
  add(expected);
}

void Trouble::refuse(std::size_t position, std::size_t offender) {
  if (!reaches(position)) return;
  for (std::size_t& place : refused_) {
    if (place == offender) return;
    if (place != none) continue;
    place = offender;
    return;
  }
}

void Trouble::refuse(std::size_t position, std::size_t offender, Expected expected) {
  refuse(position, offender);
  if (position == position_) add(expected);
}

void Trouble::merge(const Trouble& later) {
  if (later.empty() || !reaches(later.position_)) return;
  if (offender_ == none) offender_ = later.offender_;
  for (const std::size_t place : later.refused_)
    if (place != none) refuse(position_, place);
  for (std::size_t at = 0; at < later.count_; ++at) add(later.expected_[at]);
}

void Trouble::rename(std::size_t position, Expected name) {
  if (!known_) reaches(position);
  count_ = 0;
  seen_ = 0;
  add(name);
}

std::string Trouble::describe_offender(std::string_view text) const {
  std::vector<std::string> refused;
  for (const std::size_t place : refused_) {
    if (place == none) continue;
    std::string shown = show_character(text, place);
    if (refused.empty() || refused.front() != shown) refused.push_back(std::move(shown));
  }
  if (!refused.empty()) return "unexpected " + list_alternatives(refused);
  if (offender_ == none) return {};
  if (offender_ >= text.size()) return "unexpected end of input";
  return "unexpected " + show_text(text, offender_);
}

std::string Trouble::describe_expected() const {
  std::vector<std::string> expected;
  for (std::size_t at = 0; at < count_; ++at) expected.emplace_back(wording(expected_[at]));
  return expected.empty() ? std::string() : "expecting " + list_alternatives(expected);
}

std::string Trouble::describe(std::string_view text) const {
  if (!known_) return "unknown parse error";
  std::string words = describe_offender(text);
  const std::string expected = describe_expected();
  if (!words.empty() && !expected.empty()) words += ' ';
  return words + expected;
}

}  // namespace marque::query::grammar
