// query/expectation.hpp: what a broken text should have held instead. Clients compare the words of a parse
// error (contracts/rest.md §3), so this follows the bookkeeping of the Parsec library, which the peer's words
// come from: only the furthest place counts, what is said of one place adds up in the order of the attempts,
// and a name for a whole construct replaces its parts as long as none of it was read.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace marque::query::grammar {

/// What may be expected at a place. Its words are in wording().
enum class Expected : std::uint8_t {
  end_of_input,
  letter,
  digit,
  field_name,
  json_key,
  delimiter,
  operator_name,
  truth_value,
  negation,
  logic_operator,
  shallower,  ///< our own: what nests too deeply
  dash,
  greater,
  quote,
  backslash,
  comma,
  dot,
  colon,
  bang,
  star,
  open,
  close,
  open_brace,
  close_brace,
  arrow,
  text_arrow,
  cast,
  ellipsis,
  left,
  inner,
  count_call,
  call,
  sum,
  average,
  count,
  maximum,
  minimum,
  word_not,
  word_and,
  word_or,
  any,
  all,
  ascending,
  descending,
  nulls_first,
  nulls_last,
  last_entry,
};

/// The words for `expected`: a literal in quotes, or the name of a construct.
std::string_view wording(Expected expected);

/// The furthest place that reading got stuck at so far, and all that was tried there. Positions are offsets
/// into the text.
class Trouble {
 public:
  /// Nothing is known any more: something was read, so a new place counts.
  void clear() { known_ = false; }
  bool empty() const { return !known_; }
  std::size_t position() const { return position_; }

  /// At `position` reading stopped because of the character at `offender` (the text's size: its end).
  void stop(std::size_t position, std::size_t offender);
  /// The same, and this would have gone on.
  void expect(std::size_t position, std::size_t offender, Expected expected);
  /// At `position` the character at `offender` is not allowed, whatever else could follow.
  void refuse(std::size_t position, std::size_t offender);
  /// `refuse`, and this would have been allowed.
  void refuse(std::size_t position, std::size_t offender, Expected expected);

  /// Adds what was found by a later attempt.
  void merge(const Trouble& later);
  /// A construct's name instead of its parts.
  void rename(std::size_t position, Expected name);

  /// `unexpected … expecting …`, or "unknown parse error". `text` is what the offsets point into.
  std::string describe(std::string_view text) const;

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr std::size_t capacity = static_cast<std::size_t>(Expected::last_entry);

  bool reaches(std::size_t position);
  void add(Expected expected);
  std::string describe_offender(std::string_view text) const;
  std::string describe_expected() const;

  bool known_ = false;
  std::uint8_t count_ = 0;
  std::uint64_t seen_ = 0;  ///< a bit for each entry of expected_
  std::size_t position_ = 0;
  std::size_t offender_ = none;
  std::array<std::size_t, 2> refused_{none, none};
  std::array<Expected, capacity> expected_;
};

static_assert(static_cast<unsigned>(Expected::last_entry) <= 64, "seen_ holds a bit for each");

}  // namespace marque::query::grammar
